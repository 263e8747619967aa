import { type RawBuilder, sql } from 'kysely'
import type { Duty } from '../domain/duty.ts'
import type { PersonId } from '../domain/ids.ts'

// What belongs to the part of the platform that was given to somebody (decision 109). Whatever is read, counted or changed
// for a duty asks here, so that nothing outside can be found.

/** What was given to a person of a query beside their roles. A deputy stands in for a manager. */
export const dutiesOfPeople = sql<Duty[]>`array_remove(array[
  case when exists (select from event_registrars r
    where r.platform_id = people.platform_id and r.person_id = people.id) then 'registrar' end,
  case when exists (select from people m
      where m.platform_id = people.platform_id and m.manager_id = people.id and m.active)
    or exists (select from manager_deputies d
      where d.platform_id = people.platform_id and d.deputy_id = people.id) then 'manager' end], null)`

/** Of people whom a statement calls so: they are in the team of a manager. */
export function isInTeamOf(managerId: PersonId, person: string): RawBuilder<boolean> {
  return sql<boolean>`(${sql.ref(`${person}.manager_id`)} = ${managerId} and ${sql.ref(`${person}.active`)})`
}

/** The same, or in a team for which they stand in at a moment. */
export function decidesAbout(personId: PersonId, person: string, now: Date): RawBuilder<boolean> {
  return sql<boolean>`(${sql.ref(`${person}.active`)} and (${sql.ref(`${person}.manager_id`)} = ${personId}
    or exists (select from manager_deputies d where d.platform_id = ${sql.ref(`${person}.platform_id`)}
      and d.manager_id = ${sql.ref(`${person}.manager_id`)} and d.deputy_id = ${personId} and d.ends_at > ${now}
      and ${sql.ref(`${person}.id`)} <> ${personId})))`
}
