import { switchesOf } from '@lectern/goto-simulator/kit'
import { defaultBehavior } from './behavior.ts'

/** The switches of Zoom's simulator. */
export const switches = switchesOf({
  defaults: defaultBehavior,
  choices: {
    expiresIn: [3600, 3599],
    scopeFamily: ['granular', 'classic'],
    plan: ['free', 'pro', 'business'],
    batchRefuses: ['whole', 'person'],
    sameAddress: ['same', 'new'],
    scopeStatus: [400, 401],
    reportAddresses: ['known', 'users'],
    deletedReports: ['refused', 'kept'],
    webhookIds: ['documented', 'text', 'number'],
  },
  presets: {
    strict: {
      help: 'the narrowest reading: the waiting room is locked, reports grow and name nobody from outside, numbers in webhooks',
      sets: {
        lockedSettings: 'waiting_room',
        reportGrowthSeconds: 1800,
        reportAddresses: 'users',
        awkwardUuids: true,
        webhookIds: 'number',
        webhooksRepeat: true,
      },
    },
  },
})
