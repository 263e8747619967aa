import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { prepared, type Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import type { CoolDownLiftId, CourseId, EventId, PersonId, PlatformId } from '../../../domain/ids.ts'
import type { KeptNoShowRule } from '../../../domain/no-show.ts'

/** Of all courses without a rule of their own; null = nobody's are counted. */
export async function findPlatformRule(db: Db | Trx, platformId: PlatformId): Promise<KeptNoShowRule | null> {
  const [row] = await platformRule(db, { platformId })
  return row?.noShowRule ?? null
}

const platformRule = prepared((db, value: Values<{ platformId: PlatformId }>) =>
  db.selectFrom('platforms').select('noShowRule').where('platformId', '=', value('platformId')),
)

export interface MissedRow {
  readonly eventId: EventId
  readonly eventName: string
  readonly sessionName: string
  readonly courseId: CourseId
  readonly courseName: string
  /** Null = the course goes by the platform's. */
  readonly courseRule: KeptNoShowRule | null
  readonly startsAt: Date
  readonly endsAt: Date
  readonly status: 'absent' | 'excused'
  readonly source: 'mark' | 'verdict'
  /** Of the mark by hand; 0 = there is none. */
  readonly markVersion: number
  readonly explanation: string | null
  readonly saidAt: Date | null
  /** They said something, and nobody has decided. */
  readonly isOpen: boolean
}

interface MissedBy {
  readonly platformId: PlatformId
  readonly personId: PersonId
  readonly from: Date
  readonly to: Date
}

const missedBy = (value: Values<MissedBy>, eventId?: EventId) => sql<MissedRow>`
    select e.id as event_id, e.name as event_name, s.name as session_name, e.course_id, c.name as course_name,
      c.no_show_rule as course_rule, e.starts_at, e.ends_at, held.status, held.source,
      coalesce(m.version, 0) as mark_version, x.explanation, x.said_at,
      exists (select from open_explanations o where o.platform_id = e.platform_id and o.event_id = e.id
        and o.person_id = n.person_id) as is_open
    from enrollments n
    join events e on e.platform_id = n.platform_id and e.session_id = n.session_id
    join sessions s on s.platform_id = e.platform_id and s.id = e.session_id
    join courses c on c.platform_id = e.platform_id and c.id = e.course_id
    cross join lateral ( -- offset 0: by its index for each event, not all of the platform's at once
      select a.status, a.source from effective_attendance a
      where a.platform_id = e.platform_id and a.event_id = e.id and a.person_id = n.person_id offset 0) held
    left join attendance_marks m on m.platform_id = e.platform_id and m.event_id = e.id and m.person_id = n.person_id
    left join absence_explanations x on x.platform_id = e.platform_id and x.event_id = e.id and x.person_id = n.person_id
    where n.platform_id = ${value('platformId')} and n.person_id = ${value('personId')} and n.status = 'enrolled'
      and n.enrolled_at <= e.starts_at and e.cancelled_at is null
      and e.ends_at > ${value('from')} and e.ends_at <= ${value('to')}
      ${eventId ? sql`and e.id = ${eventId}` : sql``}
      and held.status in ('absent', 'excused')
    order by e.ends_at desc, e.id limit 500`

const missedIn = readTogether(
  { personId: 'uuid', from: 'timestamptz', to: 'timestamptz' },
  (_db, value: Values<MissedBy>) => sql<MissedRow>`(${missedBy(value)})`,
)

/**
 * Events to which somebody did not come: that took place, in which they had a place when they began, and where what holds of
 * their attendance is an absence, or one that was excused. The newest first.
 */
export async function listMissed(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  { from, to, eventId }: { readonly from: Date; readonly to: Date; readonly eventId?: EventId },
): Promise<MissedRow[]> {
  const by = { platformId, personId, from, to }
  return eventId ? (await missedBy((name) => by[name], eventId).execute(db)).rows : missedIn(db, by)
}

/** When somebody's cool-downs were lifted, the newest first. */
export async function listLifts(db: Db | Trx, platformId: PlatformId, personId: PersonId) {
  const { rows } = await sql<{
    liftedAt: Date
    reason: string
    firstName: string | null
    lastName: string | null
  }>`
    select l.lifted_at, l.reason, p.first_name, p.last_name from cool_down_lifts l
    left join people p on p.platform_id = l.platform_id and p.id = l.lifted_by
    where l.platform_id = ${platformId} and l.person_id = ${personId}
    order by l.lifted_at desc limit 50`.execute(db)
  return rows
}

export async function insertLift(
  trx: Trx,
  platformId: PlatformId,
  lift: {
    readonly id: CoolDownLiftId
    readonly personId: PersonId
    readonly liftedBy: PersonId
    readonly liftedAt: Date
    readonly reason: string
  },
): Promise<void> {
  await trx
    .insertInto('coolDownLifts')
    .values({ platformId, ...lift })
    .execute()
}

/** Says it in place of what was said before; an empty explanation takes it back. */
export async function setExplanation(
  trx: Trx,
  platformId: PlatformId,
  said: {
    readonly eventId: EventId
    readonly personId: PersonId
    readonly explanation: string
    readonly saidAt: Date
  },
): Promise<void> {
  const { eventId, personId, explanation, saidAt } = said
  if (explanation === '') {
    await trx
      .deleteFrom('absenceExplanations')
      .where('platformId', '=', platformId)
      .where('eventId', '=', eventId)
      .where('personId', '=', personId)
      .execute()
    return
  }
  await trx
    .insertInto('absenceExplanations')
    .values({ platformId, eventId, personId, explanation, saidAt })
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'eventId', 'personId']).doUpdateSet({ explanation, saidAt }),
    )
    .execute()
}

/** What people said of an event that they missed, by person. */
export async function listExplanations(
  db: Db,
  platformId: PlatformId,
  eventId: EventId,
  personId?: PersonId,
) {
  const said = db
    .selectFrom('absenceExplanations')
    .select(['personId', 'explanation'])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
  const rows = await (personId ? said.where('personId', '=', personId) : said).execute()
  return new Map(rows.map(({ personId, explanation }) => [personId, explanation]))
}
