import type { Work } from '../../../work.ts'
import { findEnded, forgetEnded } from './launches.service.ts'
import { findDueRosters, readDueRosters } from './roster-of-lms.service.ts'
import { findDueScores, sendDueScores } from './scores.service.ts'

export const ltiWork: Work = {
  sweeps: [
    { name: 'lti', every: 'half-hour', due: findEnded, run: forgetEnded },
    { name: 'lti-rosters', every: 'half-hour', due: findDueRosters, run: readDueRosters },
    { name: 'lti-scores', every: 'minute', due: findDueScores, run: sendDueScores },
  ],
}
