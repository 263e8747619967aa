import type { Work } from '../../../work.ts'
import { endRequests, findExpired } from './requests.service.ts'

export const teamWork: Work = {
  sweeps: [{ name: 'requests', every: 'minute', due: findExpired, run: endRequests }],
}
