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
      where d.platform_id = people.platform_id and d.deputy_id = people.id) then 'manager' end,
  case when exists (select from power_users u
    where u.platform_id = people.platform_id and u.person_id = people.id) then 'power-user' end], null)`

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

/** Of people whom a statement calls so: they are in the area of a power user. Nobody is in their own. */
export function isInAreaOf(powerUserId: PersonId, person: string): RawBuilder<boolean> {
  const [platformId, id] = [sql.ref(`${person}.platform_id`), sql.ref(`${person}.id`)]
  return sql<boolean>`(${sql.ref(`${person}.active`)} and ${id} <> ${powerUserId} and (
    exists (select from power_user_people a
      where a.platform_id = ${platformId} and a.power_user_id = ${powerUserId} and a.person_id = ${id})
    or exists (select from power_user_groups a
      join group_members m on m.platform_id = a.platform_id and m.group_id = a.group_id
      where a.platform_id = ${platformId} and a.power_user_id = ${powerUserId} and m.person_id = ${id})))`
}

/** Of courses that a statement calls so: they are in the area of a power user. */
export function isCourseInAreaOf(powerUserId: PersonId, course: string): RawBuilder<boolean> {
  const [platformId, id] = [sql.ref(`${course}.platform_id`), sql.ref(`${course}.id`)]
  return sql<boolean>`(exists (select from power_user_courses a
      where a.platform_id = ${platformId} and a.power_user_id = ${powerUserId} and a.course_id = ${id})
    or exists (select from power_users u, unnest(u.categories) given, unnest(${sql.ref(`${course}.categories`)}) word
      where u.platform_id = ${platformId} and u.person_id = ${powerUserId} and lower(given) = lower(word)))`
}
