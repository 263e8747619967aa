import { switchesOf } from '@lectern/goto-simulator/kit'
import { defaultBehavior } from './behavior.ts'

/** The switches of BigBlueButton's simulator. */
export const switches = switchesOf({
  defaults: defaultBehavior,
  choices: {
    version: ['2.7', '3.0', '3.1'],
    commaInName: ['taken', 'refused'],
    duplicateNeeds: ['passwords', 'all'],
    lobbyFor: ['viewers', 'guests'],
    doubleUser: ['both', 'first-leaves'],
    analytics: ['once', 'never', 'twice', 'wrong-secret'],
    analyticsTimes: ['iso', 'ruby'],
    analyticsOfGuests: ['named', 'empty'],
  },
  presets: {
    strict: {
      help: 'the narrowest reading: old names, a second create with other settings refused, guests without an id',
      sets: {
        maxNameLength: 64,
        commaInName: 'refused',
        duplicateNeeds: 'all',
        analyticsOfGuests: 'empty',
      },
    },
  },
})
