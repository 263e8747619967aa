import type { Work } from '../../../work.ts'
import { findEnded, forgetEnded } from './launches.service.ts'

export const ltiWork: Work = {
  sweeps: [{ name: 'lti', every: 'half-hour', due: findEnded, run: forgetEnded }],
}
