import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { AbsencesTable } from '../../../db/tables.ts'
import type { WeeklyHours } from '../../../domain/availability.ts'
import type { Booking } from '../../../domain/capacity.ts'
import type { AbsenceId, PersonId, PlatformId } from '../../../domain/ids.ts'

interface OfPerson {
  readonly platformId: PlatformId
  readonly personId: PersonId
}

/** Weekly hours of these people; undefined = of all. */
export function listHours(db: Db | Trx, platformId: PlatformId, personIds: readonly PersonId[] | undefined) {
  const hours = db
    .selectFrom('weeklyHours')
    .select(['personId', 'timeZone', 'hours'])
    .where('platformId', '=', platformId)
  if (personIds?.length === 0) return Promise.resolve([])
  return (personIds ? hours.where('personId', 'in', [...personIds]) : hours).orderBy('personId').execute()
}

/** Absences that touch a stretch of time, by start. @param personIds undefined = of all */
export function listAbsences(
  db: Db | Trx,
  platformId: PlatformId,
  { startsAt, endsAt }: Booking,
  personIds: readonly PersonId[] | undefined,
) {
  const absences = db
    .selectFrom('absences')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('endsAt', '>', startsAt)
    .where('startsAt', '<', endsAt)
  if (personIds?.length === 0) return Promise.resolve([])
  return (personIds ? absences.where('personId', 'in', [...personIds]) : absences)
    .orderBy('startsAt')
    .orderBy('id')
    .execute()
}

/** Those of a person that have not ended, by start. */
export function listComingAbsences(db: Db | Trx, { platformId, personId }: OfPerson, now: Date) {
  return db
    .selectFrom('absences')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('endsAt', '>', now)
    .orderBy('startsAt')
    .orderBy('id')
    .execute()
}

/** The hours of a person, held against others who change them until the transaction ends; none = at any time. */
export async function lockHours(trx: Trx, { platformId, personId }: OfPerson) {
  await trx
    .selectFrom('people')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', '=', personId)
    .forNoKeyUpdate()
    .execute()
  const [row] = await listHours(trx, platformId, [personId])
  return row?.hours ?? []
}

/** In place of those that the person has, if any. */
export async function setHours(
  trx: Trx,
  { platformId, personId }: OfPerson,
  { timeZone, hours }: WeeklyHours,
  changedAt: Date,
): Promise<void> {
  const row = { timeZone, hours: JSON.stringify(hours), changedAt }
  await trx
    .insertInto('weeklyHours')
    .values({ platformId, personId, ...row })
    .onConflict((conflict) => conflict.columns(['platformId', 'personId']).doUpdateSet(row))
    .execute()
}

/** The person can be asked at any time again. */
export async function deleteHours(trx: Trx, { platformId, personId }: OfPerson): Promise<void> {
  await trx
    .deleteFrom('weeklyHours')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .execute()
}

export async function insertAbsence(trx: Trx, absence: Insertable<AbsencesTable>): Promise<void> {
  await trx.insertInto('absences').values(absence).execute()
}

/** @returns undefined when the person has no such absence */
export function deleteAbsence(trx: Trx, { platformId, personId }: OfPerson, id: AbsenceId) {
  return trx
    .deleteFrom('absences')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('id', '=', id)
    .returning(['startsWall', 'endsWall', 'timeZone'])
    .executeTakeFirst()
}
