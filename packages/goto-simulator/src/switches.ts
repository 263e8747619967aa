import { defaultBehavior } from './behavior.ts'
import { switchesOf } from './kit/switches.ts'

/** The switches of GoTo's simulator. */
export const switches = switchesOf({
  defaults: defaultBehavior,
  choices: {
    refreshRotation: ['never', 'near-expiry', 'always'],
    tokenAnswer: ['current', 'legacy'],
    legacyOauth: ['retired', 'working'],
    adminKeys: ['text', 'number'],
    trainingGoneCode: ['NoSuchTraining', 'InvalidRequest'],
    trainingGoneStatus: [404, 400],
    registrationApproval: ['AUTOMATIC', 'MANUAL'],
  },
  presets: {
    legacy: {
      help: 'GoTo as it was until 2025: keys in token answers, the old OAuth host',
      sets: { tokenAnswer: 'legacy', legacyOauth: 'working', refreshRotation: 'always' },
    },
  },
})
