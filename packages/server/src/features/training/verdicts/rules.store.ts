import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { AttendanceRule, RuleWindow } from '../../../domain/attendance-rule.ts'
import type { CourseId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** A rule as it was made; without a maker it is the product's own. */
export interface RuleRow extends AttendanceRule {
  readonly version: number
  /** To events that start then or later; null = to all. */
  readonly appliesFrom: Date | null
  readonly madeBy: PersonId
  readonly firstName: string | null
  readonly lastName: string | null
  readonly madeAt: Date
  /** Of a course: from here on it has none of its own. */
  readonly followsPlatform: boolean
}

/** Every rule of a platform, or those of one of its courses; the newest first. */
export async function listRules(
  db: Db | Trx,
  platformId: PlatformId,
  courseId: CourseId | null = null,
): Promise<RuleRow[]> {
  const { rows } = await sql<RuleRow>`
    select rules.version, threshold_percent, partly_from_percent, counted as window, gap_seconds, grace_minutes,
      checks_percent, checks_per_hour, signs_half_days, make_up_days, applies_from,
      made_by, made_at, follows_platform, people.first_name, people.last_name
    from attendance_rules rules
    left join people on people.platform_id = rules.platform_id and people.id = rules.made_by
    where rules.platform_id = ${platformId} and rules.course_id is not distinct from ${courseId}::uuid
    order by version desc limit 500`.execute(db)
  return rows
}

/** The newest rule that applies to an event, its course's before the platform's; undefined = the product's own. */
export async function findRuleFor(
  db: Db | Trx,
  platformId: PlatformId,
  { startsAt, courseId }: { readonly startsAt: Date; readonly courseId: CourseId },
): Promise<(AttendanceRule & { readonly version: number }) | undefined> {
  const { rows } = await sql<AttendanceRule & { version: number }>`
    select version, threshold_percent, partly_from_percent, counted as window, gap_seconds, grace_minutes, checks_percent,
      checks_per_hour, signs_half_days, make_up_days
    from (
      select distinct on (course_id) * from attendance_rules
      where platform_id = ${platformId} and (course_id = ${courseId} or course_id is null)
        and (applies_from is null or applies_from <= ${startsAt})
      order by course_id, version desc
    ) newest
    where not follows_platform
    order by course_id is null limit 1`.execute(db)
  return rows[0]
}

/** Whoever makes a rule, makes it alone: numbers are of the platform, whatever course a rule is of. */
export async function holdRules(trx: Trx, platformId: PlatformId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('attendance_rules' || ${platformId}::text, 0))`.execute(
    trx,
  )
}

/** After `holdRules`. @returns undefined when the newest version of the platform or course is not the expected one */
export async function insertRule(
  trx: Trx,
  target: {
    readonly platformId: PlatformId
    readonly courseId: CourseId | null
    readonly expectedVersion: number
  },
  rule: AttendanceRule & {
    appliesFrom: Date | null
    madeBy: PersonId
    madeAt: Date
    followsPlatform: boolean
  },
): Promise<number | undefined> {
  const { platformId, courseId, expectedVersion } = target
  const window: RuleWindow = rule.window
  const { rows } = await sql<{ version: number }>`
    insert into attendance_rules (platform_id, version, course_id, threshold_percent, partly_from_percent, counted,
      gap_seconds, grace_minutes, checks_percent, checks_per_hour, signs_half_days, make_up_days, applies_from, made_by, made_at, follows_platform)
    select ${platformId}, coalesce(max(version), 0) + 1, ${courseId}::uuid, ${rule.thresholdPercent}::int,
      ${rule.partlyFromPercent}::int, ${window}, ${rule.gapSeconds}::int, ${rule.graceMinutes}::int,
      ${rule.checksPercent}::int, ${rule.checksPerHour}::int, ${rule.signsHalfDays}::boolean, ${rule.makeUpDays}::int,
      ${rule.appliesFrom}::timestamptz, ${rule.madeBy}::uuid, ${rule.madeAt}::timestamptz, ${rule.followsPlatform}::boolean
    from attendance_rules where platform_id = ${platformId}
    having ${expectedVersion}::int = coalesce(max(version) filter (where course_id is not distinct from ${courseId}::uuid), 0)
    returning version`.execute(trx)
  return rows[0]?.version
}
