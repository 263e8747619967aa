import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { CompletionRule } from '../../../domain/completion-rule.ts'
import type { CourseId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** A rule as it was made. */
export interface RuleRow extends CompletionRule {
  readonly version: number
  /** To sessions that end then or later; null = to all. */
  readonly appliesFrom: Date | null
  readonly madeBy: PersonId | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly madeAt: Date
}

/** Every rule of a course, the newest first. */
export async function listRules(
  db: Db | Trx,
  platformId: PlatformId,
  courseId: CourseId,
): Promise<RuleRow[]> {
  const { rows } = await sql<RuleRow>`
    select rules.version, requirements, valid_months, valid_to, reminder_days, applies_from, made_by, made_at, people.first_name,
      people.last_name
    from completion_rules rules
    left join people on people.platform_id = rules.platform_id and people.id = rules.made_by
    where rules.platform_id = ${platformId} and rules.course_id = ${courseId}
    order by version desc limit 500`.execute(db)
  return rows
}

/** The newest rule that applies to a session of a course which ends then; undefined = the product's own. */
export async function findRuleFor(
  db: Db | Trx,
  platformId: PlatformId,
  session: { readonly courseId: CourseId; readonly endsAt: Date | null },
): Promise<(CompletionRule & { readonly version: number }) | undefined> {
  const { courseId, endsAt } = session
  const { rows } = await sql<CompletionRule & { version: number }>`
    select version, requirements, valid_months, valid_to, reminder_days from completion_rules
    where platform_id = ${platformId} and course_id = ${courseId}
      and (applies_from is null or ${endsAt}::timestamptz is null or applies_from <= ${endsAt}::timestamptz)
    order by version desc limit 1`.execute(db)
  return rows[0]
}

/** @returns undefined when the newest version is another one than was expected */
export async function insertRule(
  trx: Trx,
  target: { readonly platformId: PlatformId; readonly courseId: CourseId; readonly expectedVersion: number },
  rule: CompletionRule & {
    readonly appliesFrom: Date | null
    readonly madeBy: PersonId
    readonly madeAt: Date
  },
): Promise<number | undefined> {
  const { platformId, courseId, expectedVersion } = target
  const { rows } = await sql<{ version: number }>`
    insert into completion_rules (platform_id, course_id, version, requirements, valid_months, valid_to, reminder_days,
      applies_from, made_by, made_at)
    select ${platformId}, ${courseId}, ${expectedVersion + 1}, ${JSON.stringify(rule.requirements)}::jsonb, ${rule.validMonths}::integer,
      ${rule.validTo}, ${[...rule.reminderDays]}::integer[], ${rule.appliesFrom}, ${rule.madeBy}, ${rule.madeAt}
    where ${expectedVersion} = (select coalesce(max(version), 0) from completion_rules
      where platform_id = ${platformId} and course_id = ${courseId})
    on conflict do nothing
    returning version`.execute(trx)
  return rows[0]?.version
}

/** Sessions of a course that are to be looked at. */
export async function countDue(
  db: Db,
  platformId: PlatformId,
  courseId: CourseId,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from completion_markings m
    join sessions s on s.platform_id = m.platform_id and s.id = m.session_id
    where m.platform_id = ${platformId} and s.course_id = ${courseId} and m.look_at <= ${now}`.execute(db)
  return rows[0]?.count ?? 0
}
