import { randomUUIDv7 } from 'node:crypto'
import { languages } from '@lectern/texts'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/database.ts'
import type { AccountId, PlatformId } from '../domain/ids.ts'
import { addMinutes, instantOf } from '../domain/time.ts'
import {
  additions,
  categories,
  cities,
  firstNames,
  lastNames,
  places,
  seasons,
  subjects,
} from './large-words.ts'

/** How much is made. */
export interface LargeSize {
  readonly courses: number
  readonly sessions: number
  readonly events: number
  readonly people: number
}

/** What an organization of some size has. */
export const LARGE: LargeSize = { courses: 100, sessions: 2_000, events: 10_000, people: 20_000 }

const INSTRUCTORS = 98
const SUPERADMINS = 2
const ROWS_PER_STATEMENT = 2_000
const EVENT_MINUTES = 90
/** Sessions begin within so many days before and after today. */
const DAYS_AROUND = 270
const LINK = 'https://meet.example.com/main-hall'

/**
 * Fills a platform with people, courses, sessions, events and enrollments, the same ones every time. Nobody teaches
 * two events at once, no session has more learners than places, and nobody is told anything.
 *
 * @param accountId hosts every second event, in rooms that are ready; undefined = all events have a place only
 */
export async function seedLarge(
  db: Db,
  platform: { id: PlatformId; accountId: AccountId | undefined; now: Date },
  size: LargeSize = LARGE,
): Promise<void> {
  const { id: platformId } = platform
  const pick = picker(42)
  const people = makePeople(size, platform.now, pick)
  const instructors = people.filter((person) => person.roles.includes('instructor'))
  const learners = people.filter((person) => person.roles.includes('learner'))
  const courses = makeCourses(size, platform.now)
  const sessions = makeSessions(size, courses, instructors, platform.now, pick)
  const events = makeEvents(size, sessions, platform)
  const enrollments = makeEnrollments(sessions, learners, platform.now, pick)
  await insertAll(
    db,
    people,
    (rows) => sql`
    insert into people (platform_id, id, email, first_name, last_name, roles, language, time_zone, created_at)
    select ${platformId}::uuid, id, email, first_name, last_name, roles, language, time_zone, created_at
    from jsonb_to_recordset(${rows}::jsonb) as p(id uuid, email text, first_name text, last_name text, roles text[],
      language text, time_zone text, created_at timestamptz)`,
  )
  await insertAll(
    db,
    courses,
    (rows) => sql`
    insert into courses (platform_id, id, name, code, description, type, visibility, categories, created_at)
    select ${platformId}::uuid, id, name, code, description, type, visibility, categories, created_at
    from jsonb_to_recordset(${rows}::jsonb) as c(id uuid, name text, code text, description text, type text,
      visibility text, categories text[], created_at timestamptz)`,
  )
  await insertAll(
    db,
    sessions,
    (rows) => sql`
    insert into sessions (platform_id, id, course_id, name, code, max_enrollment, self_enrollment, waiting_list,
      language, created_at)
    select ${platformId}::uuid, id, course_id, name, code, max_enrollment, self_enrollment, waiting_list,
      language, created_at
    from jsonb_to_recordset(${rows}::jsonb) as s(id uuid, course_id uuid, name text, code text, max_enrollment int,
      self_enrollment text, waiting_list text, language text, created_at timestamptz)`,
  )
  await insertAll(
    db,
    sessions,
    (rows) => sql`
    insert into session_instructors (platform_id, session_id, person_id)
    select ${platformId}::uuid, id, instructor_id
    from jsonb_to_recordset(${rows}::jsonb) as s(id uuid, instructor_id uuid)`,
  )
  await insertAll(
    db,
    events,
    (rows) => sql`
    insert into events (platform_id, id, session_id, course_id, name, starts_wall, ends_wall, time_zone, starts_at,
      ends_at, account_id, place, cancelled_at, cancel_reason, created_at)
    select ${platformId}::uuid, id, session_id, course_id, name, starts_wall, ends_wall, time_zone, starts_at,
      ends_at, account_id, place, cancelled_at, cancel_reason, created_at
    from jsonb_to_recordset(${rows}::jsonb) as e(id uuid, session_id uuid, course_id uuid, name text,
      starts_wall text, ends_wall text, time_zone text, starts_at timestamptz, ends_at timestamptz, account_id uuid,
      place text, cancelled_at timestamptz, cancel_reason text, created_at timestamptz)`,
  )
  await insertAll(
    db,
    makeRooms(events),
    (rows) => sql`
    insert into rooms (platform_id, id, event_id, account_id, wanted, applied, applied_revision, state, provider_key, join_url)
    select ${platformId}::uuid, id, event_id, account_id, spec, spec, 1, 'ready', event_id::text, ${LINK}
    from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, event_id uuid, account_id uuid, spec jsonb)`,
  )
  await insertAll(
    db,
    enrollments,
    (rows) => sql`
    insert into enrollments (platform_id, session_id, person_id, status, enrolled_at, waiting_since)
    select ${platformId}::uuid, session_id, person_id, status, enrolled_at, waiting_since
    from jsonb_to_recordset(${rows}::jsonb) as e(session_id uuid, person_id uuid, status text,
      enrolled_at timestamptz, waiting_since timestamptz)`,
  )
}

async function insertAll(
  db: Db,
  rows: readonly object[],
  statementFor: (rows: string) => RawBuilder<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    await statementFor(JSON.stringify(rows.slice(from, from + ROWS_PER_STATEMENT))).execute(db)
  }
}

type Pick = <T>(choices: readonly T[]) => T

/** The same choices for the same seed (mulberry32). */
function picker(seed: number): Pick {
  let state = seed
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return (choices) => choices[Math.floor(random() * choices.length)] as (typeof choices)[number]
}

function makePeople(size: LargeSize, now: Date, pick: Pick) {
  return Array.from({ length: size.people }, (_, n) => {
    const [firstName, lastName] = [pick(firstNames), pick(lastNames)]
    const role = n < SUPERADMINS ? 'superadmin' : n < SUPERADMINS + INSTRUCTORS ? 'instructor' : 'learner'
    return {
      id: randomUUIDv7(),
      email: `${firstName}.${lastName}.${n}@people.example`.toLowerCase(),
      first_name: firstName,
      last_name: lastName,
      roles: [role],
      language: languages[n % languages.length],
      time_zone: pick(cities),
      created_at: now,
    }
  })
}

function makeCourses(size: LargeSize, now: Date) {
  return Array.from({ length: size.courses }, (_, n) => {
    const subject = subjects[n % subjects.length]
    const addition = additions[Math.floor(n / subjects.length) % additions.length]
    return {
      id: randomUUIDv7(),
      name: `${subject}${addition}`,
      code: `L-${String(n + 1).padStart(3, '0')}`,
      description: `${subject}: what everybody in the team has to know, with practice and time for questions.`,
      type: n % 4 === 3 ? 'ilt' : 'vilt',
      visibility: n % 5 === 4 ? 'enrolled' : 'catalogue',
      categories: [categories[n % categories.length]],
      created_at: now,
    }
  })
}

function makeSessions(
  size: LargeSize,
  courses: readonly { id: string; code: string }[],
  instructors: readonly { id: string }[],
  now: Date,
  pick: Pick,
) {
  return Array.from({ length: size.sessions }, (_, n) => {
    const course = courses[n % courses.length] as { id: string; code: string }
    const round = Math.floor(n / instructors.length)
    const startsIn = Math.round(((n / size.sessions) * 2 - 1) * DAYS_AROUND)
    return {
      id: randomUUIDv7(),
      course_id: course.id,
      name: `${seasons[n % seasons.length]} ${Math.floor(n / courses.length) + 1}`,
      code: `${course.code}-${Math.floor(n / courses.length) + 1}`,
      max_enrollment: pick([12, 20, 25, 30, 40]),
      self_enrollment: pick(['open', 'open', 'approval', 'closed']),
      waiting_list: pick(['automatic', 'offer', 'off']),
      language: pick(languages),
      created_at: now,
      instructor_id: instructors[n % instructors.length]?.id,
      time_zone: cities[(n % instructors.length) % cities.length] as string,
      isOff: n % 50 === 49,
      // An instructor's sessions are on other days of the week or at other hours.
      weekday: round % 5,
      hour: 8 + 2 * (Math.floor(round / 5) % 5),
      monday: mondayOf(addMinutes(now, startsIn * 24 * 60)),
    }
  })
}

function makeEvents(
  size: LargeSize,
  sessions: ReturnType<typeof makeSessions>,
  { accountId, now }: { accountId: AccountId | undefined; now: Date },
) {
  return Array.from({ length: size.events }, (_, n) => {
    const session = sessions[n % sessions.length] as (typeof sessions)[number]
    const week = Math.floor(n / sessions.length)
    const day = addMinutes(session.monday, (week * 7 + session.weekday) * 24 * 60)
    const date = day.toISOString().slice(0, 10)
    const startsWall = `${date}T${String(session.hour).padStart(2, '0')}:00`
    const endsWall = `${date}T${String(session.hour + 1).padStart(2, '0')}:30`
    const startsAt = instantOf(startsWall, session.time_zone, '')
    return {
      id: randomUUIDv7(),
      session_id: session.id,
      course_id: session.course_id,
      name: `Module ${week + 1}`,
      starts_wall: startsWall,
      ends_wall: endsWall,
      time_zone: session.time_zone,
      starts_at: startsAt,
      ends_at: addMinutes(startsAt, EVENT_MINUTES),
      account_id: n % 2 === 0 ? (accountId ?? null) : null,
      place: n % 2 === 0 && accountId ? '' : places[n % places.length],
      cancelled_at: session.isOff ? now : null,
      cancel_reason: session.isOff ? 'Too few learners' : '',
      created_at: now,
    }
  })
}

function makeRooms(events: ReturnType<typeof makeEvents>) {
  return events
    .filter((event) => event.account_id && !event.cancelled_at)
    .map((event) => ({
      id: randomUUIDv7(),
      event_id: event.id,
      account_id: event.account_id,
      spec: {
        subject: event.name,
        description: '',
        startsAt: event.starts_at.toISOString(),
        endsAt: event.ends_at.toISOString(),
        timeZone: event.time_zone,
      },
    }))
}

/** Sessions are filled to four fifths, every third one to the last place, with some who wait. */
function makeEnrollments(
  sessions: ReturnType<typeof makeSessions>,
  learners: readonly { id: string }[],
  now: Date,
  pick: Pick,
) {
  let next = 0
  return sessions.flatMap((session, n) => {
    const isFull = n % 3 === 0
    const enrolled = isFull ? session.max_enrollment : Math.floor(session.max_enrollment * 0.8)
    const waiting = isFull && session.waiting_list !== 'off' ? pick([0, 1, 3, 5]) : 0
    return Array.from({ length: enrolled + waiting }, (_, place) => ({
      session_id: session.id,
      person_id: learners[next++ % learners.length]?.id,
      status: place < enrolled ? 'enrolled' : 'waiting',
      enrolled_at: now,
      waiting_since: place < enrolled ? null : addMinutes(now, place - 1_000),
    }))
  })
}

function mondayOf(instant: Date): Date {
  const days = (instant.getUTCDay() + 6) % 7
  return new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth(), instant.getUTCDate() - days))
}
