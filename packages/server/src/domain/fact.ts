import type { MessagesFact } from './facts/messages.ts'
import type { OperationsFact } from './facts/operations.ts'
import type { PeopleFact } from './facts/people.ts'
import type { PlatformFact } from './facts/platform.ts'
import type { RoomsFact } from './facts/rooms.ts'
import type { TrainingFact } from './facts/training.ts'

/**
 * What happened, said in the transaction in which it did: ids, and what whoever follows needs to know beside what they
 * can read. `reactions.ts` alone knows who follows.
 */
export type Fact = PlatformFact | MessagesFact | PeopleFact | RoomsFact | TrainingFact | OperationsFact

export type FactOf<Kind extends Fact['kind']> = Extract<Fact, { readonly kind: Kind }>
