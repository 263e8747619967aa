import type { Work } from '../../../work.ts'
import { findExpired, forgetExpired } from './saml-walk.service.ts'

export const identityProvidersWork: Work = {
  sweeps: [{ name: 'saml', every: 'half-hour', due: findExpired, run: forgetExpired }],
}
