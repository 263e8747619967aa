import type { PersonId } from '../ids.ts'

export type PeopleFact =
  /** Their names, address or activity are others than before, or they took over what a duplicate had. */
  { readonly kind: 'people-changed'; readonly personIds: readonly PersonId[] }
