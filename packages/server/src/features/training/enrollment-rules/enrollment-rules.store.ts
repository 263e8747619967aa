import { type Insertable, sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { EnrollmentRulesTable } from '../../../db/tables.ts'
import type {
  CourseId,
  EnrollmentRuleId,
  GroupId,
  PersonId,
  PlatformId,
  SessionId,
} from '../../../domain/ids.ts'

/** Of a course, by the names of the groups. */
export function listRules(db: Db, platformId: PlatformId, courseId: CourseId) {
  return db
    .selectFrom('enrollmentRules')
    .innerJoin('groups', (join) =>
      join
        .onRef('groups.platformId', '=', 'enrollmentRules.platformId')
        .onRef('groups.id', '=', 'enrollmentRules.groupId'),
    )
    .select(['enrollmentRules.id', 'groupId', 'groups.name as groupName', 'whenFull', 'courseId'])
    .select((eb) =>
      eb
        .selectFrom('groupMembers')
        .innerJoin('people', (join) =>
          join
            .onRef('people.platformId', '=', 'groupMembers.platformId')
            .onRef('people.id', '=', 'groupMembers.personId'),
        )
        .select((count) => count.fn.countAll<number>().as('n'))
        .whereRef('groupMembers.platformId', '=', 'enrollmentRules.platformId')
        .whereRef('groupMembers.groupId', '=', 'enrollmentRules.groupId')
        .where('people.active', '=', true)
        .as('memberCount'),
    )
    .where('enrollmentRules.platformId', '=', platformId)
    .where('courseId', '=', courseId)
    .orderBy(sql`groups.name collate by_name`)
    .orderBy('enrollmentRules.id')
    .execute()
}

/** A rule that nobody else follows or takes away meanwhile. */
export function lockRule(trx: Trx, platformId: PlatformId, id: EnrollmentRuleId) {
  return trx
    .selectFrom('enrollmentRules')
    .select(['id', 'courseId', 'groupId', 'whenFull'])
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** @returns false when the course has one for this group */
export async function insertRule(trx: Trx, rule: Insertable<EnrollmentRulesTable>): Promise<boolean> {
  const row = await trx
    .insertInto('enrollmentRules')
    .values(rule)
    .onConflict((conflict) => conflict.columns(['platformId', 'courseId', 'groupId']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** @returns the group of the rule that is gone */
export function deleteRule(trx: Trx, platformId: PlatformId, courseId: CourseId, id: EnrollmentRuleId) {
  return trx
    .deleteFrom('enrollmentRules')
    .where('platformId', '=', platformId)
    .where('courseId', '=', courseId)
    .where('id', '=', id)
    .returning('groupId')
    .executeTakeFirst()
}

/**
 * Members of a group who have nothing in the course: neither now nor before, in no session that takes place, and who have
 * not completed it. Whoever was taken out of a session, or left it, is left alone.
 */
const withoutPlace = (
  platformId: PlatformId,
  { courseId, groupId }: { courseId: CourseId; groupId: GroupId },
) => sql`
  from group_members m
  join people p on p.platform_id = m.platform_id and p.id = m.person_id and p.active
  where m.platform_id = ${platformId} and m.group_id = ${groupId}
    and not exists (
      select from enrollments e join sessions s on s.platform_id = e.platform_id and s.id = e.session_id
      where e.platform_id = m.platform_id and e.person_id = m.person_id and s.course_id = ${courseId} and s.cancelled_at is null)
    and not exists (
      select from completions c join sessions s on s.platform_id = c.platform_id and s.id = c.session_id
      where c.platform_id = m.platform_id and c.person_id = m.person_id and s.course_id = ${courseId}
        and c.state = 'completed' and c.superseded_at is null)`

export async function listWithoutPlace(
  trx: Trx,
  platformId: PlatformId,
  rule: { courseId: CourseId; groupId: GroupId },
  limit: number,
): Promise<PersonId[]> {
  const { rows } = await sql<{ personId: PersonId }>`
    select m.person_id ${withoutPlace(platformId, rule)} order by m.person_id limit ${limit}`.execute(trx)
  return rows.map(({ personId }) => personId)
}

export async function countWithoutPlace(
  db: Db,
  platformId: PlatformId,
  rule: { courseId: CourseId; groupId: GroupId },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count ${withoutPlace(platformId, rule)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Sessions of a course that take place and have not begun, the next one first. Without a date none is next. */
export async function listNextSessions(
  trx: Trx,
  platformId: PlatformId,
  courseId: CourseId,
  { now, limit }: { now: Date; limit: number },
): Promise<SessionId[]> {
  const { rows } = await sql<{ id: SessionId }>`
    select s.id from sessions s
    join courses c on c.platform_id = s.platform_id and c.id = s.course_id and c.cancelled_at is null
    join events e on e.platform_id = s.platform_id and e.session_id = s.id and e.cancelled_at is null
    where s.platform_id = ${platformId} and s.course_id = ${courseId} and s.cancelled_at is null
    group by s.id having min(e.starts_at) > ${now}
    order by min(e.starts_at), s.id limit ${limit}`.execute(trx)
  return rows.map(({ id }) => id)
}

export async function setLookAt(trx: Trx, platformId: PlatformId, id: EnrollmentRuleId, lookAt: Date) {
  await trx
    .updateTable('enrollmentRules')
    .set({ lookAt })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

/** Rules of a group are looked at next. @returns whether there are any */
export async function markRulesOf(
  trx: Trx,
  platformId: PlatformId,
  groupId: GroupId,
  now: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('enrollmentRules')
    .set({ lookAt: now })
    .where('platformId', '=', platformId)
    .where('groupId', '=', groupId)
    .returning('id')
    .execute()
  return row.length > 0
}

export async function listDue(db: Db, platformId: PlatformId, now: Date, limit: number) {
  const rows = await db
    .selectFrom('enrollmentRules')
    .select('id')
    .where('platformId', '=', platformId)
    .where('lookAt', '<=', now)
    .orderBy('lookAt')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

export function listPlatformsWithDue(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from enrollment_rules where look_at <= ${now}`)
}
