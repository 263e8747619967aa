import type { Ctx } from './ctx.ts'
import type { Trx } from './db/database.ts'
import type { Fact } from './domain/fact.ts'
import { followPeople } from './features/rooms/registrations/registrations.service.ts'
import { giveBackOfInactive } from './features/training/enrollments/leavers.service.ts'
import { followPlaces, settlePlaces } from './features/training/enrollments/places.service.ts'

/** Who follows what happened, in the transaction in which it did. Whoever says a fact does not know of it. */
export async function react(ctx: Ctx, trx: Trx, fact: Fact): Promise<void> {
  switch (fact.kind) {
    case 'people-changed':
      await giveBackOfInactive(ctx, trx, fact.personIds)
      return followPeople(ctx, trx, fact.personIds)
    case 'places-changed':
      for (const sessionId of [...new Set(fact.sessionIds)].sort()) {
        await settlePlaces(ctx, trx, sessionId)
        await followPlaces(ctx, trx, sessionId)
      }
  }
}
