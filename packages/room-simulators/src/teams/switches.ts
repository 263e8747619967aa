import { switchesOf } from '@lectern/goto-simulator/kit'
import { defaultBehavior } from './behavior.ts'

/** The switches of Teams' simulator. */
export const switches = switchesOf({
  defaults: defaultBehavior,
  choices: {
    tokenForm: ['jwt', 'opaque'],
    createOrGetAgain: ['as-it-is', 'updated'],
    anonymousJoin: ['allowed', 'lobby', 'forbidden'],
    reportWhileRunning: ['empty', 'none'],
    unknownAddress: ['null', 'empty'],
    attendanceReports: ['on', 'empty', 'refused'],
    meteredContent: ['paid', 'refused'],
  },
  presets: {
    strict: {
      help: 'the narrowest reading: policies take 30 minutes, people without an account wait, meetings are found late, contents cost',
      sets: {
        policyDelayMinutes: 30,
        requestsPerSecond: 4,
        readLagSeconds: 5,
        meetingLifeDays: 4,
        anonymousJoin: 'lobby',
        unknownAddress: 'empty',
        meteredContent: 'refused',
      },
    },
  },
})
