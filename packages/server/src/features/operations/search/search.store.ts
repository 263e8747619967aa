import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import { learns } from '../../../db/own-events.ts'
import { escapeLike } from '../../../db/search.ts'
import type { CourseId, PersonId, PlatformId } from '../../../domain/ids.ts'

export interface HitRow {
  readonly kind: 'course' | 'session' | 'event' | 'person' | 'group' | 'account'
  readonly id: string
  readonly name: string
  /** Of an account: its app. */
  readonly detail: string
  readonly courseId: CourseId | null
  /** The course's, by which it gets its color. */
  readonly courseName: string | null
  readonly ownHue: number | null
  readonly startsAt: Date | null
  readonly timeZone: string | null
  readonly isOff: boolean
  readonly isOver: boolean
}

interface Asked {
  /** As {@link readWords} gives them; one at least. */
  readonly words: readonly string[]
  readonly sees: 'everything' | 'plans' | 'own'
  readonly personId: PersonId
  readonly now: Date
  /** Of each kind. */
  readonly limit: number
}

/** Words as they are searched, each once; those of which nothing is left, such as an apostrophe, are not among them. */
export async function readWords(db: Db, typed: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`
    select search_text(word) as word from unnest(${[...typed]}::text[]) with ordinality as typed(word, place)
    order by place`.execute(db)
  return [...new Set(rows.flatMap(({ word }) => word.split(' ')).filter(Boolean))]
}

/**
 * What has all words in its name, best first. One statement that reads every name of the platform: row-level security lets
 * no index but a B-tree help (docs/decisions/0043). Of each kind only the best are put in order, not all that were found.
 */
export async function findAnything(db: Db, platformId: PlatformId, asked: Asked): Promise<HitRow[]> {
  const kinds = [courses, sessions, events]
  const all = asked.sees === 'everything' ? [...kinds, people, groups, accounts] : kinds
  const parts = all.map(({ rows, order }, place) => {
    const by = order(asked)
    return sql`(select ${sql.lit(place)} as place, best.*, row_number() over (order by ${by}) as position
      from (select * from (${rows(platformId, asked)}) found order by ${by} limit ${asked.limit}) best)`
  })
  const { rows } = await sql<HitRow>`
    select kind, id, name, detail, course_id, course_name, own_hue, starts_at, time_zone, is_off, is_over
    from (${sql.join(parts, sql` union all `)}) found
    order by rank, is_off, is_over, place, position`.execute(db)
  return rows
}

/** All of one kind that have the words, and which of them are best: by columns of theirs. */
interface Part {
  rows(platformId: PlatformId, asked: Asked): RawBuilder<unknown>
  order(asked: Asked): RawBuilder<unknown>
}
type Words = readonly string[]

const none = sql`null::uuid as course_id, null::text as course_name, null::int as own_hue`
const timeless = sql`null::timestamptz as starts_at, null::text as time_zone`
const byName = () => sql`rank, is_off, is_over, name collate by_name, id`

const courses: Part = {
  order: byName,
  rows: (platformId, { words, sees, personId }) => sql`
    select 'course' as kind, id, name, code as detail, id as course_id, name as course_name, hue as own_hue, ${timeless},
      cancelled_at is not null as is_off, false as is_over, ${rank(sql`search_text`, words)} as rank
    from courses where platform_id = ${platformId} and ${has(sql`search_text`, words)}
      and ${sees === 'own' ? ownCourses(platformId, personId) : sql`true`}`,
}

const sessions: Part = {
  order: byName,
  rows: (platformId, { words, sees, personId, now }) => sql`
    select 'session' as kind, s.id, s.name, c.name as detail, s.course_id, c.name as course_name, c.hue as own_hue, ${timeless},
      coalesce(s.cancelled_at, c.cancelled_at) is not null as is_off,
      coalesce((select max(e.ends_at) from events e
        where e.platform_id = s.platform_id and e.session_id = s.id) <= ${now}, false) as is_over,
      ${rank(sql`s.search_text`, words)} as rank
    from sessions s join courses c on c.platform_id = s.platform_id and c.id = s.course_id
    where s.platform_id = ${platformId} and ${has(sql`s.search_text || ' ' || c.search_text`, words)}
      and ${sees === 'own' ? ownSessions(platformId, personId) : sql`true`}`,
}

/** The nearest in time first, before and after now. */
const events: Part = {
  order: ({ now }) =>
    sql`rank, is_off, is_over, abs(extract(epoch from starts_at - ${now}::timestamptz)), id`,
  rows: (platformId, { words, sees, personId, now }) => sql`
    select 'event' as kind, events.id, events.name, c.name as detail, events.course_id, c.name as course_name, c.hue as own_hue,
      events.starts_at, events.time_zone, events.cancelled_at is not null as is_off, events.ends_at <= ${now} as is_over,
      ${rank(sql`events.search_text`, words)} as rank
    from events join courses c on c.platform_id = events.platform_id and c.id = events.course_id
    join sessions s on s.platform_id = events.platform_id and s.id = events.session_id
    where events.platform_id = ${platformId}
      and ${has(sql`events.search_text || ' ' || c.search_text || ' ' || s.search_text`, words)}
      and ${sees === 'own' ? learns(platformId, personId) : sql`true`}`,
}

const people: Part = {
  order: byName,
  rows: (platformId, { words }) => sql`
    select 'person' as kind, id, trim(first_name || ' ' || last_name) as name, email as detail, ${none}, ${timeless},
      not active as is_off, false as is_over, ${rank(sql`search_text`, words)} as rank
    from people where platform_id = ${platformId} and merged_into is null and erased_at is null
      and ${has(sql`search_text`, words)}`,
}

const groups: Part = {
  order: byName,
  rows: (platformId, { words }) => sql`
    select 'group' as kind, id, name, '' as detail, ${none}, ${timeless}, false as is_off, false as is_over,
      ${rank(sql`search_text`, words)} as rank
    from groups where platform_id = ${platformId} and ${has(sql`search_text`, words)}`,
}

const accounts: Part = {
  order: byName,
  rows: (platformId, { words }) => sql`
    select 'account' as kind, id, name, app_id as detail, ${none}, ${timeless}, false as is_off, false as is_over,
      ${rank(sql`search_text(name)`, words)} as rank
    from accounts where platform_id = ${platformId} and deleted_at is null and ${has(sql`search_text(name)`, words)}`,
}

const has = (text: RawBuilder<unknown>, words: Words) =>
  sql`(${sql.join(
    words.map((word) => sql`(${text}) like ${`%${escapeLike(word)}%`}`),
    sql` and `,
  )})`

/** 0 = it begins with what was typed, 1 = words of it do, 2 = it has it somewhere, 3 = something that it belongs to has it. */
const rank = (text: RawBuilder<unknown>, words: Words) => sql`case
  when ${text} like ${`${escapeLike(words.join(' '))}%`} then 0
  when ${sql.join(
    words.map((word) => sql`(' ' || ${text}) like ${`% ${escapeLike(word)}%`}`),
    sql` and `,
  )} then 1
  when ${has(text, words)} then 2
  else 3 end`

const mySessions = (platformId: PlatformId, personId: PersonId) => sql`(select session_id from enrollments
  where platform_id = ${platformId} and person_id = ${personId} and status <> 'cancelled')`

const ownCourses = (platformId: PlatformId, personId: PersonId) => sql`(
  (courses.visibility = 'catalogue' and courses.cancelled_at is null)
  or courses.id in (select course_id from sessions where platform_id = ${platformId}
    and id in ${mySessions(platformId, personId)}))`

const ownSessions = (platformId: PlatformId, personId: PersonId) => sql`(
  (c.visibility = 'catalogue' and s.self_enrollment <> 'closed' and s.cancelled_at is null and c.cancelled_at is null)
  or s.id in ${mySessions(platformId, personId)})`
