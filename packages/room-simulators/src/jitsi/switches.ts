import { switchesOf } from '@lectern/goto-simulator/kit'
import { defaultBehavior } from './behavior.ts'

/** The switches of Jitsi's simulator. */
export const switches = switchesOf({
  defaults: defaultBehavior,
  choices: {
    audience: ['app-id', 'any'],
    events: ['in-order', 'shuffled', 'twice', 'none'],
    webhooks: ['in-order', 'shuffled', 'twice', 'none', 'wrong-secret'],
    signatureUnit: ['seconds', 'milliseconds'],
  },
  presets: {
    untidy: {
      help: 'what the network may do: events in any order and twice',
      sets: { events: 'shuffled', webhooks: 'shuffled' },
    },
  },
})
