import type { PersonId, SessionId } from './ids.ts'

/** What happened, said in the transaction in which it did. `reactions.ts` alone knows who follows. */
export type Fact =
  /** Their names, address or activity are others than before, or they took over what a duplicate had. */
  | { readonly kind: 'people-changed'; readonly personIds: readonly PersonId[] }
  /** Who has places in these sessions changed in a way that the sessions' own rules did not see. */
  | { readonly kind: 'places-changed'; readonly sessionIds: readonly SessionId[] }
