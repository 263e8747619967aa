import { assertMayMerge, hasRights } from '../../../access/people.policy.ts'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
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
  await withTransaction(ctx.db, (trx) =>
    merge(ctx, trx, { personId, duplicateId, by: actor.personId }, (pair) => assertMayMerge(actor, pair)),
  )
  return getPerson(ctx, actor, personId)
}

/** The same for who has just proven to be the person who stays: only a duplicate that is a learner and nothing else. */
export function mergeProven(
  ctx: Ctx,
  trx: Trx,
  { personId, duplicateId }: { personId: PersonId; duplicateId: PersonId },
): Promise<void> {
  return merge(ctx, trx, { personId, duplicateId, by: personId }, ([, duplicate]) => {
    if (duplicate && hasRights(duplicate)) throw new NotFoundError('person-not-found')
  })
}

type Locked = NonNullable<ReturnType<Awaited<ReturnType<typeof peopleStore.lockPeople>>['get']>>

async function merge(
  ctx: Ctx,
  trx: Trx,
  { personId, duplicateId, by }: { personId: PersonId; duplicateId: PersonId; by: PersonId },
  assertMay: (pair: readonly Locked[]) => void,
): Promise<void> {
  const { id: platformId } = ctx.platform
  const both = [personId, duplicateId]
  await peopleStore.lockSessionsOf(trx, platformId, both)
  await assertNotLastSuperadmin(ctx, trx, duplicateId)
  const people = await peopleStore.lockPeople(trx, platformId, both)
  const [person, duplicate] = [people.get(personId), people.get(duplicateId)]
  if (!person || !duplicate) throw new NotFoundError('person-not-found')
  assertMay([person, duplicate])
  const sessionIds = await mergingStore.listSessionsOf(trx, platformId, duplicateId)
  await mergingStore.takeOver(trx, platformId, { from: duplicateId, to: personId })
  await peopleStore.updatePerson(trx, platformId, { id: personId }, {})
  await happened(ctx, trx, {
    kind: 'person-merged',
    id: personId,
    by,
    personIds: both,
    readdressed: [{ personId, email: person.email, formerId: duplicateId }],
    formerId: duplicateId,
    sessionIds,
    changes: { duplicate: duplicate.email, sessions: sessionIds.length },
  })
}
