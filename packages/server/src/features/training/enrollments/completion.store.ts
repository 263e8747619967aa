import { sql } from 'kysely'
import type { Trx } from '../../../db/database.ts'
import type { MarkingId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

/**
 * Gives people who have a place the other of its two statuses, with an entry in their history.
 *
 * @param people each with the id of that entry
 * @returns who did not have it yet
 */
export async function setCompletion(
  trx: Trx,
  step: { platformId: PlatformId; sessionId: SessionId; actorId: PersonId; at: Date; isCompleted: boolean },
  people: readonly { personId: PersonId; changeId: MarkingId }[],
): Promise<PersonId[]> {
  const { platformId, sessionId, actorId, at } = step
  const [from, to] = step.isCompleted ? ['enrolled', 'completed'] : ['completed', 'enrolled']
  const { rows } = await sql<{ personId: PersonId }>`
    with asked as (
      select * from unnest(${people.map((person) => person.personId)}::uuid[],
        ${people.map((person) => person.changeId)}::uuid[]) as t (person_id, change_id)
    ), changed as (
      update enrollments set status = ${to}, enrolled_at = ${at}
      where platform_id = ${platformId} and session_id = ${sessionId} and status = ${from}
        and person_id = any(${people.map((person) => person.personId)}::uuid[])
      returning person_id
    )
    insert into enrollment_changes (platform_id, id, session_id, person_id, status, actor_id, changed_at)
    select ${platformId}, change_id, ${sessionId}, person_id, ${to}, ${actorId}, ${at}
    from changed join asked using (person_id)
    returning person_id`.execute(trx)
  return rows.map((row) => row.personId)
}

/** How many of these people have a place. */
export async function countPlacesOf(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personIds: readonly PersonId[],
): Promise<number> {
  const row = await trx
    .selectFrom('enrollments')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('personId', '=', sql<PersonId>`any(${[...personIds]})`)
    .where('status', 'in', ['enrolled', 'completed'])
    .executeTakeFirstOrThrow()
  return row.count
}
