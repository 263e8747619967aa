import type { Ctx } from '../ctx.ts'
import { withTransaction } from '../db/database.ts'
import type { AccountId, CourseId, EventId, PersonId, SessionId } from '../domain/ids.ts'
import { addMinutes, wallTimeOf } from '../domain/time.ts'
import { hideFirstSteps } from '../features/operations/home/platform-home.service.ts'
import { addPerson, findPersonOfAddress } from '../features/people/people/people.service.ts'
import { changeAccount, createAccount, getAccount } from '../features/rooms/accounts/accounts.service.ts'
import { markAttendance } from '../features/training/attendance/attendance.service.ts'
import { addAbsence } from '../features/training/availability/availability.service.ts'
import { createCourse, listCourses } from '../features/training/courses/courses.service.ts'
import { enroll } from '../features/training/enrollments/enrollments.service.ts'
import { givePlaces } from '../features/training/enrollments/places.service.ts'
import { enrollMyself } from '../features/training/enrollments/self-enrollment.service.ts'
import { recordEntry } from '../features/training/entrance/entrance.service.ts'
import { listEventsOfSession, scheduleEvent } from '../features/training/events/events.service.ts'
import { lockSession } from '../features/training/sessions/locked-sessions.service.ts'
import { createSession, listSessions } from '../features/training/sessions/sessions.service.ts'
import { sweepJudgings } from '../features/training/verdicts/verdicts.service.ts'
import type { Actor } from '../http/actor.ts'
import { dayFrom, justBegun, mondayFrom, startByDay, weekOf, workday } from './academy-times.ts'
import { type CourseCode, courses, held, instructors, learners } from './academy-words.ts'

/** Everything of the academy that has a name; what somebody deleted or changed is not there, and stays so. */
interface Academy {
  readonly ctx: Ctx
  readonly superadmin: Actor
  readonly people: ReadonlyMap<string, PersonId>
  readonly courses: ReadonlyMap<string, CourseId>
  /** The accounts at the conferencing tool; undefined while none is paired. */
  readonly accounts: Accounts | undefined
}

export interface Accounts {
  readonly meetings: AccountId
  readonly webinars: AccountId
}

const DAY = 24 * 60
/** An event that runs lasts so long. */
const RUNS_FOR = 120
/** Two weeks may meet where the demo is started in both; kept where something overlaps. */
const OVERLAP_REASON = 'The demo shows what overlaps'
/** Lia is left out, who asks for a place elsewhere. */
const SAFETY_LEARNERS = emailsFrom(0, 2).concat(emailsFrom(3, 13))
/** What lies behind was planned so long before. */
const PLANNED_DAYS = 7

/** Adds the people and courses of the academy, once. The demo's own people are there already. */
export async function addAcademy(ctx: Ctx, superadmin: Actor, passwordHash: string): Promise<void> {
  const add = (role: 'instructor' | 'learner', [email, firstName, lastName]: readonly string[]) =>
    withTransaction(ctx.db, (trx) =>
      addPerson(ctx, trx, {
        email: email ?? '',
        firstName: firstName ?? '',
        lastName: lastName ?? '',
        roles: [role],
        passwordHash,
        language: 'en',
      }),
    )
  for (const person of instructors.slice(1)) await add('instructor', person)
  for (const person of learners.slice(3)) await add('learner', person)
  for (const [index, [code, name, description, category]] of courses.entries()) {
    const looks = { categories: [category], visibility: 'catalogue' as const, hue: index * 2 }
    await createCourse(ctx, superadmin, { name, code, description, type: 'vilt', ...looks })
  }
  // A mail server is all that it lacks; whoever wants to walk the steps starts an empty demo.
  await hideFirstSteps(ctx, superadmin, true)
}

/** The weeks before this one, so that figures have something to show: classes that were held, and who was there. */
export async function fillPast(ctx: Ctx, superadmin: Actor): Promise<void> {
  const academy = await findAcademy(ctx, superadmin, undefined)
  const zone = ctx.platform.timeZone
  const monday = mondayFrom(ctx.now(), zone)
  // A Thursday and a Tuesday in each week.
  for (const [index, [code, name, instructor, from, until]] of held.entries()) {
    const inDays = monday - 7 * (1 + Math.floor(index / 2)) + (index % 2 ? 1 : 3)
    const week = weekOf(addMinutes(ctx.now(), inDays * DAY))
    const instructorIds = idsOf(academy, [instructor])
    const session = await newSession(academy, code, week, { maxEnrollment: 12, instructorIds }, inDays)
    if (!session) continue
    const personIds = idsOf(academy, emailsFrom(from, until))
    const event = await plan(academy, session, name, { inDays, at: index % 2 ? '14:00' : '10:00', zone })
    const then = { ...ctx, now: () => addMinutes(ctx.now(), (inDays - PLANNED_DAYS) * DAY) }
    await withTransaction(ctx.db, async (trx) =>
      givePlaces(then, trx, {
        session: await lockSession(then, trx, session),
        ...{ personIds, actorId: superadmin.personId, whenFull: 'refuse' as const },
      }),
    )
    await mark(academy, event, personIds, (at) => (at + index) % (index % 3 ? 7 : 5) !== 3)
  }
}

/**
 * Plans the week around now, unless it stands already: each week has sessions of its own, so that nothing that people
 * planned or changed is touched. Courses and people who are gone are left out.
 */
export async function fillWeek(ctx: Ctx, superadmin: Actor, accounts: Accounts | undefined): Promise<void> {
  const academy = await findAcademy(ctx, superadmin, accounts)
  const week = weekOf(ctx.now())
  if (await hasSession(academy, 'SAFE-01', week)) return keepRunning(academy, week)
  await safety(academy, week)
  await leaders(academy, week)
  await toDecide(academy, week)
  await requests(academy, week)
  await busyAccount(academy, week)
  await welcome(academy, week)
  await sweepJudgings(ctx) // what is over has its verdicts at once
}

/** Yesterday's class with its attendance, one that runs now, and one on the next working day. */
async function safety(academy: Academy, week: string): Promise<void> {
  const { ctx } = academy
  const zone = ctx.platform.timeZone
  const session = await newSession(academy, 'SAFE-01', week, {
    maxEnrollment: 14,
    instructorIds: idsOf(academy, ['ivo@demo.example']),
  })
  if (!session) return
  const enrolled = idsOf(academy, SAFETY_LEARNERS)
  await enrollAll(academy, session, enrolled)
  const yesterday = await plan(academy, session, 'Day 1: hazards', { inDays: -1, at: '09:00', zone })
  await begin(academy, session, 'Day 2: questions and answers')
  const next = { inDays: workday(ctx.now(), 1, zone), at: '09:00', zone, account: 'meetings' } as const
  await plan(academy, session, 'Day 3: on site', next)
  const start = startByDay(dayFrom(ctx.now(), -1, zone), '09:00', zone, zone)
  await comeIn(academy, yesterday, start, (index) => !isMissing(index))
  // Two are left for the instructor, who has something to do.
  await mark(academy, yesterday, enrolled.slice(0, -2), (index) => !isMissing(index))
}

/** A class that runs: its instructor has begun, and half of the learners are in. The first one is not, to press Join. */
async function begin(academy: Academy, session: SessionId, name: string): Promise<void> {
  const event = await plan(academy, session, name, { isRunning: true, account: 'meetings' })
  await comeIn(academy, event, justBegun(academy.ctx.now()), (index) => index % 2 === 1)
}

/** The instructor and those of the learners who press Start and Join, some minutes before and after the start. */
async function comeIn(
  academy: Academy,
  event: EventId,
  start: Date,
  comes: (index: number) => boolean,
): Promise<void> {
  const at = (minutes: number) => ({ ...academy.ctx, now: () => addMinutes(start, minutes) })
  for (const personId of idsOf(academy, ['ivo@demo.example']))
    await recordEntry(at(-6), { ...academy.superadmin, personId }, event, 'instructor')
  for (const [index, personId] of idsOf(academy, SAFETY_LEARNERS).entries())
    if (comes(index))
      await recordEntry(at((index % 5) * 2 - 4), { ...academy.superadmin, personId }, event, 'learner')
}

/** One in six. */
function isMissing(index: number): boolean {
  return index % 6 === 4
}

async function mark(
  { ctx, superadmin }: Academy,
  event: EventId,
  personIds: readonly PersonId[],
  isPresent: (index: number) => boolean,
): Promise<void> {
  const marks = personIds.map((personId, index) => ({
    personId,
    status: isPresent(index) ? ('present' as const) : ('absent' as const),
    minutes: isPresent(index) ? 90 - (index % 4) * 5 : 0,
    note: '',
    version: 0,
  }))
  await markAttendance(ctx, superadmin, event, { marks })
}

/** Full, with a waiting list; in New York. Its second instructor is away on one of the days. */
async function leaders(academy: Academy, week: string): Promise<void> {
  const [jonas] = idsOf(academy, ['jonas.lindqvist@demo.example'])
  const session = await newSession(academy, 'LEAD-01', week, {
    maxEnrollment: 8,
    waitingList: 'offer',
    selfEnrollment: 'open',
    instructorIds: jonas ? [jonas] : [],
  })
  if (!session) return
  await enrollAll(academy, session, idsOf(academy, emailsFrom(6, 17)), 'wait')
  const zone = 'America/New_York'
  const talk = inWorkdays(academy, 2)
  const on = { at: '10:00', zone, account: 'webinars' } as const
  await plan(academy, session, 'Feedback that helps', { inDays: inWorkdays(academy, 1), ...on })
  await plan(academy, session, 'The first hard talk', { inDays: talk, ...on })
  if (!jonas) return
  const day = (inDays: number) => `${dayFrom(academy.ctx.now(), inDays, zone)}T00:00`
  const away = { startsWall: day(talk), endsWall: day(talk + 1), timeZone: zone, reason: 'Family' }
  await addAbsence(academy.ctx, academy.superadmin, jonas, away)
}

/** Too few so far: somebody has to decide whether it takes place. */
async function toDecide(academy: Academy, week: string): Promise<void> {
  const { ctx } = academy
  const session = await newSession(academy, 'CARE-01', week, {
    minEnrollment: 8,
    maxEnrollment: 16,
    decidesAt: addMinutes(ctx.now(), DAY).toISOString(),
    instructorIds: idsOf(academy, ['amelie.laurent@demo.example']),
  })
  if (!session) return
  await enrollAll(academy, session, idsOf(academy, emailsFrom(16, 19)))
  const on = { at: '11:00', zone: 'Europe/Paris', account: 'meetings' } as const
  await plan(academy, session, 'Listening in pairs', { inDays: inWorkdays(academy, 2), ...on })
}

/** Places are asked for, and somebody asked. */
async function requests(academy: Academy, week: string): Promise<void> {
  const session = await newSession(academy, 'DATA-01', week, {
    maxEnrollment: 12,
    selfEnrollment: 'approval',
    instructorIds: idsOf(academy, ['grace.okafor@demo.example']),
  })
  if (!session) return
  await enrollAll(academy, session, idsOf(academy, emailsFrom(19, 25)))
  const on = { at: '12:30', zone: 'Europe/London' } as const
  await plan(academy, session, 'What a table is for', { inDays: inWorkdays(academy, -2), ...on })
  await plan(academy, session, 'From export to table', { inDays: inWorkdays(academy, 1), ...on })
  for (const personId of idsOf(academy, ['lia@demo.example', 'tom.walsh@demo.example']))
    await enrollMyself(academy.ctx, { ...academy.superadmin, personId, roles: ['learner'] }, session)
}

/** Two at once on an account that has one room by now. */
async function busyAccount(academy: Academy, week: string): Promise<void> {
  const session = await newSession(academy, 'SEC-01', week, {
    maxEnrollment: 40,
    instructorIds: idsOf(academy, ['kenji.mori@demo.example']),
  })
  if (!session) return
  await enrollAll(academy, session, idsOf(academy, emailsFrom(0, 22)))
  const at = { inDays: inWorkdays(academy, 2), zone: 'Asia/Tokyo', account: 'webinars' } as const
  await plan(academy, session, 'Phishing, live', { ...at, at: '16:00' })
  const grace = idsOf(academy, ['grace.okafor@demo.example'])
  await plan(academy, session, 'Phishing, live (second group)', { ...at, at: '16:30', instructorIds: grace })
  if (!academy.accounts) return
  const account = await getAccount(academy.ctx, academy.superadmin, academy.accounts.webinars)
  if (account.limits.concurrentRooms === 1) return
  const target = { accountId: account.id as AccountId, expectedVersion: account.version }
  await changeAccount(academy.ctx, academy.superadmin, target, {
    limits: { ...account.limits, concurrentRooms: 1 },
  })
}

/** In a hall, without a tool. */
async function welcome(academy: Academy, week: string): Promise<void> {
  const session = await newSession(academy, 'START-01', week, {
    maxEnrollment: 20,
    selfEnrollment: 'open',
    waitingList: 'automatic',
    instructorIds: idsOf(academy, ['amelie.laurent@demo.example']),
  })
  if (!session) return
  await enrollAll(academy, session, idsOf(academy, emailsFrom(10, 22)))
  const hall = { zone: academy.ctx.platform.timeZone, place: 'Hall 2, ground floor' }
  await plan(academy, session, 'Who is who', { inDays: inWorkdays(academy, -2), at: '10:00', ...hall })
  await plan(academy, session, 'A walk through the house', { inDays: 0, at: '15:00', ...hall })
  await plan(academy, session, 'Our tools', { inDays: inWorkdays(academy, 2), at: '13:30', ...hall })
  await plan(academy, session, 'Open questions', { inDays: inWorkdays(academy, 4), at: '11:00', ...hall })
}

/** The week stands: only something that runs now is added, where nothing of its session does. */
async function keepRunning(academy: Academy, week: string): Promise<void> {
  const { ctx, superadmin } = academy
  const session = await findSession(academy, 'SAFE-01', week)
  if (!session) return
  const now = ctx.now()
  const events = await listEventsOfSession(ctx, superadmin, session)
  const runs = events.some(
    (event) => new Date(event.startsAt) <= now && new Date(event.endsAt) > addMinutes(now, 10),
  )
  if (!runs) await plan(academy, session, 'Questions and answers', { isRunning: true, account: 'meetings' })
}

async function findAcademy(ctx: Ctx, superadmin: Actor, accounts: Accounts | undefined): Promise<Academy> {
  const people = new Map<string, PersonId>()
  for (const [email] of [...instructors, ...learners]) {
    const person = await findPersonOfAddress(ctx, ctx.db, email)
    if (person) people.set(email, person.id)
  }
  const { items } = await listCourses(ctx, superadmin, { limit: 100 })
  const found = new Map(items.map((course) => [course.code, course.id as CourseId]))
  return { ctx, superadmin, people, courses: found, accounts }
}

function emailsFrom(from: number, to: number): string[] {
  return learners.slice(from, to).map(([email]) => email)
}

function idsOf({ people }: Academy, emails: readonly string[]): PersonId[] {
  return emails.map((email) => people.get(email)).filter((id) => id !== undefined)
}

async function findSession(academy: Academy, code: CourseCode, week: string): Promise<SessionId | undefined> {
  const courseId = academy.courses.get(code)
  if (!courseId) return undefined
  const sessions = await listSessions(academy.ctx, academy.superadmin, courseId)
  return sessions.find((session) => session.code === `${code}-${week}`)?.id as SessionId | undefined
}

async function hasSession(academy: Academy, code: CourseCode, week: string): Promise<boolean> {
  return !academy.courses.has(code) || (await findSession(academy, code, week)) !== undefined
}

type Rules = Omit<Parameters<typeof createSession>[2], 'courseId' | 'name' | 'code'>

async function newSession(
  academy: Academy,
  code: CourseCode,
  week: string,
  rules: Rules,
  inDays = 0,
): Promise<SessionId | undefined> {
  const courseId = academy.courses.get(code)
  if (!courseId) return undefined
  const name = `Week ${Number(week.slice(-2))}`
  const { ctx } = academy
  const then = { ...ctx, now: () => addMinutes(ctx.now(), Math.min(0, inDays - PLANNED_DAYS) * DAY) }
  const session = await createSession(inDays < 0 ? then : ctx, academy.superadmin, {
    courseId,
    name,
    code: `${code}-${week}`,
    ...rules,
  })
  return session.id as SessionId
}

async function enrollAll(
  academy: Academy,
  session: SessionId,
  personIds: readonly PersonId[],
  whenFull: 'refuse' | 'wait' = 'refuse',
): Promise<void> {
  for (const personId of personIds) await enroll(academy.ctx, academy.superadmin, session, personId, whenFull)
}

interface When {
  /** Days from today by the platform's calendar, and the time of day that is wished for in the zone. */
  inDays?: number
  at?: string
  zone?: string
  /** Or it runs now. */
  isRunning?: boolean
  account?: keyof Accounts
  place?: string
  instructorIds?: PersonId[]
}

function inWorkdays({ ctx }: Academy, n: number): number {
  return workday(ctx.now(), n, ctx.platform.timeZone)
}

/** What lies behind is planned as it was then: some days before. */
async function plan(academy: Academy, sessionId: SessionId, name: string, when: When): Promise<EventId> {
  const { ctx, superadmin, accounts } = academy
  const { inDays = 0, at = '09:00', isRunning } = when
  const own = ctx.platform.timeZone
  const timeZone = when.zone ?? own
  const start = isRunning
    ? justBegun(ctx.now())
    : startByDay(dayFrom(ctx.now(), inDays, own), at, timeZone, own)
  const earlier = addMinutes(start, -PLANNED_DAYS * DAY)
  const event = await scheduleEvent(start < ctx.now() ? { ...ctx, now: () => earlier } : ctx, superadmin, {
    sessionId,
    name,
    startsWall: wallTimeOf(start, timeZone),
    endsWall: wallTimeOf(addMinutes(start, isRunning ? RUNS_FOR : 90), timeZone),
    timeZone,
    accountId: (when.account && accounts?.[when.account]) ?? null,
    overlapReason: OVERLAP_REASON,
    ...(when.place ? { place: when.place } : {}),
    ...(when.instructorIds ? { instructorIds: when.instructorIds } : {}),
  })
  return event.id as EventId
}

/** Makes the account of one kind of room. */
export async function addAccount(
  ctx: Ctx,
  superadmin: Actor,
  account: { appId: string; name: string; sessionType: string; fields: Record<string, string> },
): Promise<AccountId> {
  const made = await createAccount(ctx, superadmin, {
    ...account,
    description: '',
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 2 },
  })
  return made.id as AccountId
}
