import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { AttendanceRule, RuleWindow } from '../../../domain/attendance-rule.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

/** A rule as it was made; without a maker it is the product's own. */
export interface RuleRow extends AttendanceRule {
  readonly version: number
  /** To events that start then or later; null = to all. */
  readonly appliesFrom: Date | null
  readonly madeBy: PersonId
  readonly firstName: string | null
  readonly lastName: string | null
  readonly madeAt: Date
}

const columns = sql`version, threshold_percent, partly_from_percent, counted as window, gap_seconds, grace_minutes,
  applies_from, made_by, made_at`

/** Every rule of a platform, the newest first. */
export async function listRules(db: Db | Trx, platformId: PlatformId): Promise<RuleRow[]> {
  const { rows } = await sql<RuleRow>`
    select rules.version, threshold_percent, partly_from_percent, counted as window, gap_seconds, grace_minutes, applies_from,
      made_by, made_at, people.first_name, people.last_name
    from attendance_rules rules
    left join people on people.platform_id = rules.platform_id and people.id = rules.made_by
    where rules.platform_id = ${platformId}
    order by version desc limit 500`.execute(db)
  return rows
}

/** The newest rule that applies to events of a moment; undefined = the product's own. */
export async function findRuleFor(
  db: Db | Trx,
  platformId: PlatformId,
  startsAt: Date,
): Promise<(AttendanceRule & { readonly version: number }) | undefined> {
  const { rows } = await sql<AttendanceRule & { version: number }>`
    select ${columns} from attendance_rules
    where platform_id = ${platformId} and (applies_from is null or applies_from <= ${startsAt})
    order by version desc limit 1`.execute(db)
  return rows[0]
}

/** @returns undefined when the newest version is another one than was expected */
export async function insertRule(
  trx: Trx,
  target: { readonly platformId: PlatformId; readonly expectedVersion: number },
  rule: AttendanceRule & { appliesFrom: Date | null; madeBy: PersonId; madeAt: Date },
): Promise<number | undefined> {
  const { platformId, expectedVersion } = target
  const window: RuleWindow = rule.window
  const { rows } = await sql<{ version: number }>`
    insert into attendance_rules (platform_id, version, threshold_percent, partly_from_percent, counted, gap_seconds,
      grace_minutes, applies_from, made_by, made_at)
    select ${platformId}, ${expectedVersion + 1}, ${rule.thresholdPercent}, ${rule.partlyFromPercent}, ${window},
      ${rule.gapSeconds}, ${rule.graceMinutes}, ${rule.appliesFrom}, ${rule.madeBy}, ${rule.madeAt}
    where ${expectedVersion} = (
      select coalesce(max(version), 0) from attendance_rules where platform_id = ${platformId})
    on conflict do nothing
    returning version`.execute(trx)
  return rows[0]?.version
}
