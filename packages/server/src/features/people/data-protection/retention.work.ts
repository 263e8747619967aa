import type { Work } from '../../../work.ts'
import { findToForget, forgetOld } from './forgetting.service.ts'

export const retentionWork: Work = {
  sweeps: [{ name: 'retention', every: 'half-hour', due: findToForget, run: forgetOld }],
}
