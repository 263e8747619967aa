import { type RawBuilder, sql } from 'kysely'
import type { Trx } from '../../../db/database.ts'
import type { PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import { mergings } from './merging.ts'

/** The sessions with which a duplicate has to do, before they are taken over. */
export async function listSessionsOf(trx: Trx, platformId: PlatformId, id: PersonId): Promise<SessionId[]> {
  const own = (table: string) =>
    sql`select session_id from ${sql.table(table)} where platform_id = ${platformId} and person_id = ${id}`
  const ofEvents = (table: string) => sql`select e.session_id from ${sql.table(table)} o
    join events e on e.platform_id = o.platform_id and e.id = o.event_id
    where o.platform_id = ${platformId} and o.person_id = ${id}`
  const all = [
    ...['enrollments', 'completions', 'completion_entries'].map(own),
    ...[
      'attendance_marks',
      'attendance_verdicts',
      'attendance_stays',
      'event_entries',
      'evaluation_participations',
      'presence_answers',
    ].map(ofEvents),
  ]
  const { rows } = await sql<{ sessionId: SessionId }>`
    select session_id from (${sql.join(all, sql` union `)}) found order by session_id`.execute(trx)
  return rows.map(({ sessionId }) => sessionId)
}

const BETTER_LAST = sql`array['cancelled', 'requested', 'waiting', 'offered', 'enrolled']`

interface Pair {
  readonly from: PersonId
  readonly to: PersonId
}

/** Moves what a duplicate has to the person who stays, as {@link mergings} decides. */
export async function takeOver(trx: Trx, platformId: PlatformId, pair: Pair): Promise<void> {
  const { from, to } = pair
  for (const statement of weighing(platformId, pair)) await statement.execute(trx)
  for (const statement of decided(platformId, pair)) await statement.execute(trx)
  // An instructor of a session takes no place in it.
  await sql`delete from enrollments where platform_id = ${platformId} and person_id = ${to}
    and session_id in (select session_id from session_instructors
      where platform_id = ${platformId} and person_id = ${to})`.execute(trx)
  await sql`update people set merged_into = ${to}, active = false, password_hash = null, roles = '{learner}',
    version = version + 1 where platform_id = ${platformId} and id = ${from}`.execute(trx)
}

function decided(platformId: PlatformId, { from, to }: Pair): RawBuilder<unknown>[] {
  return Object.entries(mergings).flatMap(([place, merging]) => {
    const [table = '', name = ''] = place.split('.')
    const column = sql.ref(name)
    const theirs = sql`platform_id = ${platformId} and ${column} = ${from}`
    const rest = sql`delete from ${sql.table(table)} where ${theirs}`
    if (merging.fate === 'ends') return [rest]
    if (merging.fate === 'moves')
      return [sql`update ${sql.table(table)} set ${column} = ${to} where ${theirs}`]
    if (merging.fate !== 'yields') return []
    const same = merging.sameIn.map((key) => sql`and own.${sql.ref(key)} = d.${sql.ref(key)}`)
    const moving = sql`update ${sql.table(table)} d set ${column} = ${to} where ${theirs}
      and not exists (select from ${sql.table(table)} own where own.platform_id = ${platformId}
        and own.${column} = ${to} ${sql.join(same, sql` `)})`
    return merging.left === 'goes' ? [moving, rest] : [moving]
  })
}

/** Of what both have, the better one is kept. */
function weighing(platformId: PlatformId, { from, to }: Pair): RawBuilder<unknown>[] {
  const at = sql`platform_id = ${platformId}`
  const isMarkedAlone = sql`event_id not in (select event_id from attendance_marks where ${at} and person_id = ${to})`
  return [
    // A place that one of both has, is had.
    sql`update enrollments e set status = d.status, enrolled_at = least(e.enrolled_at, d.enrolled_at),
        waiting_since = least(e.waiting_since, d.waiting_since), offer_expires_at = d.offer_expires_at
      from enrollments d where e.platform_id = ${platformId} and d.platform_id = ${platformId}
        and e.person_id = ${to} and d.person_id = ${from} and e.session_id = d.session_id
        and array_position(${BETTER_LAST}, d.status) > array_position(${BETTER_LAST}, e.status)`,
    sql`update enrollments set person_id = ${to} where ${at} and person_id = ${from}
      and session_id not in (select session_id from enrollments where ${at} and person_id = ${to})`,
    sql`delete from enrollments where ${at} and person_id = ${from}`,
    // A draft that was released is empty.
    sql`update board_drafts e set operations = d.operations, version = greatest(e.version, d.version) + 1
      from board_drafts d where e.platform_id = ${platformId} and d.platform_id = ${platformId}
        and e.person_id = ${to} and d.person_id = ${from} and e.operations = '[]'`,
    // Nobody is their own manager, nor stands in for themself.
    sql`update people p set manager_id = nullif(coalesce(nullif(p.manager_id, ${from}::uuid), d.manager_id), ${to}::uuid)
      from people d where p.platform_id = ${platformId} and p.id = ${to} and d.platform_id = ${platformId} and d.id = ${from}`,
    sql`update people set manager_id = case id when ${from} then null else ${to}::uuid end
      where ${at} and (manager_id = ${from} or id = ${from}) and id <> ${to}`,
    sql`delete from manager_deputies where ${at} and (manager_id, deputy_id) in ((${from}, ${to}), (${to}, ${from}))`,
    sql`update manager_deputies set deputy_id = ${to} where ${at} and deputy_id = ${from}`,
    sql`update manager_deputies set manager_id = ${to} where ${at} and manager_id = ${from}
      and not exists (select from manager_deputies own where own.platform_id = ${platformId} and own.manager_id = ${to})`,
    sql`delete from manager_deputies where ${at} and manager_id = ${from}`,
    // Whoever has two areas has them in one; nobody is in their own.
    sql`insert into power_users (platform_id, person_id, categories)
      select platform_id, ${to}, categories from power_users where ${at} and person_id = ${from}
      on conflict (platform_id, person_id) do update set version = power_users.version + 1, categories = array(
        select distinct word from unnest(power_users.categories || excluded.categories) word)`,
    ...(['group_id', 'course_id', 'person_id'] as const).map((column) => {
      const table = {
        group_id: 'power_user_groups',
        course_id: 'power_user_courses',
        person_id: 'power_user_people',
      }[column]
      return sql`insert into ${sql.table(table)} (platform_id, power_user_id, ${sql.ref(column)})
        select platform_id, ${to}, ${sql.ref(column)} from ${sql.table(table)} where ${at} and power_user_id = ${from}
        on conflict do nothing`
    }),
    sql`delete from power_users where ${at} and person_id = ${from}`,
    sql`insert into power_user_people (platform_id, power_user_id, person_id)
      select platform_id, power_user_id, ${to} from power_user_people
      where ${at} and person_id = ${from} and power_user_id <> ${to} on conflict do nothing`,
    sql`delete from power_user_people where ${at} and (person_id = ${from} or (person_id = ${to} and power_user_id = ${to}))`,
    // Who marked whom stays said of both; the mark of the person who stays holds.
    sql`update attendance_changes set person_id = ${to} where ${at} and person_id = ${from} and ${isMarkedAlone}`,
    sql`update attendance_marks set person_id = ${to} where ${at} and person_id = ${from} and ${isMarkedAlone}`,
    sql`delete from attendance_marks where ${at} and person_id = ${from}`,
  ]
}
