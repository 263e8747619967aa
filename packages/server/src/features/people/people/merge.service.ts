import { assertMayMerge } from '../../../access/people.policy.ts'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import * as mergingStore from './merging.store.ts'
import { assertNotLastSuperadmin, getPerson } from './people.service.ts'
import * as peopleStore from './people.store.ts'

/**
 * Merges a duplicate into the person who stays: places, what they teach, their history, evidence and address, as
 * `merging.ts` decides. The duplicate's password, passkeys and logins end. Registrations at the provider follow, and
 * places that both had go to the next in line. Of a into b and b into a at the same moment, only the first one happens.
 *
 * @throws {ConflictError} `merge-with-itself`, `last-superadmin`
 * @throws {ForbiddenError} to an API key, when one of both has more rights than a learner
 */
export async function mergePeople(
  ctx: Ctx,
  actor: Actor,
  { personId, duplicateId }: { personId: PersonId; duplicateId: PersonId },
) {
  assertSuperadmin(actor)
  if (personId === duplicateId) throw new ConflictError('merge-with-itself')
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const both = [personId, duplicateId]
    await peopleStore.lockSessionsOf(trx, platformId, both)
    await assertNotLastSuperadmin(ctx, trx, duplicateId)
    const people = await peopleStore.lockPeople(trx, platformId, both)
    const [person, duplicate] = [people.get(personId), people.get(duplicateId)]
    if (!person || !duplicate) throw new NotFoundError('person-not-found')
    assertMayMerge(actor, [person, duplicate])
    const sessionIds = await mergingStore.listSessionsOf(trx, platformId, duplicateId)
    await mergingStore.takeOver(trx, platformId, { from: duplicateId, to: personId })
    await peopleStore.updatePerson(trx, platformId, { id: personId }, {})
    await happened(ctx, trx, {
      kind: 'person-merged',
      id: personId,
      by: actor.personId,
      personIds: both,
      readdressed: [{ personId, email: person.email, formerId: duplicateId }],
      formerId: duplicateId,
      sessionIds,
      changes: { duplicate: duplicate.email, sessions: sessionIds.length },
    })
  })
  return getPerson(ctx, actor, personId)
}
