import { mayEditSession } from '../../../access/sessions.policy.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { CourseId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import { firstOf } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { findAddresses } from '../../people/people/addresses.ts'
import { findPeopleByAddress } from '../../people/people/people.service.ts'
import { type AccountRow, listAllAccounts } from '../../rooms/accounts/accounts.service.ts'
import { addressesOf, type Cells } from './table.ts'
import * as tablesStore from './tables.store.ts'

export type CourseEntry = Awaited<ReturnType<typeof tablesStore.listCoursesNamed>>[number]
export type SessionEntry = Awaited<ReturnType<typeof tablesStore.listSessionsOf>>[number]
type Person = { id: PersonId; name: string; email: string }

const BATCH = 2000
/** Things of one name that a refusal lists. */
const CHOICES = 5

/** Finds what the rows of a table name: courses, sessions, accounts and people. Read once for all rows. */
export interface Directory {
  /**
   * That of the session's id, or by code, id or name.
   *
   * @throws {InvalidInputError} `import-course-unknown`, `import-course-twice`, `import-cell-needed`
   * @throws {NotFoundError} `session-not-found`
   */
  course(cells: Cells): CourseEntry
  /** By id, by code, or by name. Undefined when there is none. @throws {InvalidInputError} `import-session-twice` */
  findSession(cells: Cells, course: CourseEntry): SessionEntry | undefined
  /** @throws {InvalidInputError} `import-session-unknown`, `import-session-twice` */
  session(cells: Cells, course: CourseEntry): SessionEntry
  /** A session that a row made, or changed. */
  keep(session: SessionEntry): void
  /** By name or id; null for an empty cell. @throws {InvalidInputError} `import-account-unknown`, `import-account-twice` */
  account(cell: string): AccountRow | null
  /**
   * Instructors, by address.
   *
   * @param present instructors who may stay, even if nobody could choose them any more
   * @throws {InvalidInputError} `import-person-unknown`
   */
  instructors(cell: string, present?: readonly Person[]): Person[]
  /** @throws {ForbiddenError} `role-planner-needed` */
  assertMayPlan(session: SessionEntry): void
}

export async function readDirectory(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  rows: readonly { cells: Cells }[],
): Promise<Directory> {
  const { id: platformId } = ctx.platform
  const courses = await listNamed(trx, platformId, rows)
  const sessionIds = unique(rows.map(({ cells }) => lower(cells.session_id))).filter(isId<SessionId>)
  for (const some of batches(sessionIds)) {
    const found = await tablesStore.listCoursesOfSessions(trx, platformId, some)
    courses.push(...found.filter((one) => !courses.some((known) => known.id === one.id)))
  }
  const sessions: SessionEntry[] = []
  for (const some of batches(unique(courses.map((course) => course.id))))
    sessions.push(...(await tablesStore.listSessionsOf(trx, platformId, some)))
  const accounts = (await listAllAccounts(ctx, trx)).filter(
    (account) => !ctx.providers.app(account.appId).manifest.retired,
  )
  const cellsOfPeople = unique(rows.flatMap(({ cells }) => [cells.instructors, cells.event_instructors]))
  const emails = unique(cellsOfPeople.flatMap((cell) => findAddresses(cell).map(({ email }) => email)))
  const people = new Map<
    string,
    Awaited<ReturnType<typeof findPeopleByAddress>> extends Map<string, infer P> ? P : never
  >()
  for (const some of batches(emails))
    for (const [email, person] of await findPeopleByAddress(ctx, trx, some)) people.set(email, person)

  const coursesById = new Map(courses.map((one) => [one.id as string, one]))
  const courseOfSession = new Map(
    sessions.map((one) => [one.id as string, coursesById.get(one.courseId) as CourseEntry]),
  )
  const byCode = new Map(courses.filter((one) => one.code).map((one) => [lower(one.code), one]))
  const byName = Map.groupBy(courses, (one) => lower(one.name))
  const ofCourse = new Map(Map.groupBy(sessions, (one) => one.courseId as string))
  const accountsByName = Map.groupBy(accounts, (one) => lower(one.name))
  const accountsById = new Map(accounts.map((one) => [one.id as string, one]))

  const directory: Directory = {
    course({ session_id: sessionId, course_code: code, course: name }) {
      const ofSession = sessionId && courseOfSession.get(lower(sessionId))
      if (ofSession) return ofSession
      const asked = code || name
      if (!asked && sessionId) throw new NotFoundError('session-not-found')
      if (!asked) throw new InvalidInputError('import-cell-needed', { column: 'course_code' })
      const identified = coursesById.get(lower(asked)) ?? byCode.get(lower(asked))
      const named = byName.get(lower(asked)) ?? []
      if (identified && (code || named.length === 0)) return identified
      const [found, ...others] = named
      if (!found) throw new InvalidInputError('import-course-unknown', { found: asked })
      if (others.length > 0)
        throw new InvalidInputError(
          'import-course-twice',
          twice(asked, named, (one) => namesOf(ofCourse.get(one.id))),
        )
      return found
    },
    findSession({ session_id: id, session_code: code, session: name }, course) {
      const own = ofCourse.get(course.id) ?? []
      if (id) return own.find((one) => one.id === lower(id))
      if (code) return own.find((one) => lower(one.code) === lower(code) || one.id === lower(code))
      const named = own.filter((one) => lower(one.name) === lower(name))
      if (named.length > 1)
        throw new InvalidInputError(
          'import-session-twice',
          twice(name, named, (one) => one.firstDay),
        )
      return named[0]
    },
    session(cells, course) {
      const found = directory.findSession(cells, course)
      if (found) return found
      const asked = cells.session_id || cells.session_code || cells.session
      if (!asked) throw new InvalidInputError('import-cell-needed', { column: 'session_code' })
      throw new InvalidInputError('import-session-unknown', { course: course.name, found: asked })
    },
    keep(session) {
      const others = (ofCourse.get(session.courseId) ?? []).filter((one) => one.id !== session.id)
      ofCourse.set(session.courseId, [...others, session])
    },
    account(cell) {
      if (!cell) return null
      const identified = accountsById.get(lower(cell))
      if (identified) return identified
      const named = accountsByName.get(lower(cell)) ?? []
      if (named.length > 1)
        throw new InvalidInputError(
          'import-account-twice',
          twice(cell, named, (one) => ctx.providers.app(one.appId).manifest.name[actor.reader.language]),
        )
      const [found] = named
      if (!found) throw new InvalidInputError('import-account-unknown', { found: cell })
      return found
    },
    instructors: (cell, present = []) =>
      addressesOf(cell).map((email) => {
        const stays = present.find((one) => lower(one.email) === email)
        if (stays) return stays
        const person = people.get(email)
        const teaches = person?.roles.some((role) => role !== 'learner')
        if (!person?.active || !teaches) throw new InvalidInputError('import-person-unknown', { email })
        return { id: person.id, name: `${person.firstName} ${person.lastName}`.trim(), email: person.email }
      }),
    assertMayPlan(session) {
      const ids = session.instructors.map(({ id }) => id)
      if (!mayEditSession(actor, ids)) throw new ForbiddenError('role-planner-needed')
    },
  }
  return directory
}

/** Locks the courses in which rows without a session's id may make sessions. */
export async function holdCourses(ctx: Ctx, trx: Trx, rows: readonly { cells: Cells }[]): Promise<void> {
  const open = rows.filter(({ cells }) => !cells.session_id)
  const courses = await listNamed(trx, ctx.platform.id, open)
  await tablesStore.holdCourses(
    trx,
    ctx.platform.id,
    courses.map((course) => course.id),
  )
}

/** Locks a course against others who make sessions by their names. */
export async function holdCourse(ctx: Ctx, trx: Trx, courseId: CourseId): Promise<void> {
  await tablesStore.holdCourses(trx, ctx.platform.id, [courseId])
}

async function listNamed(trx: Trx, platformId: PlatformId, rows: readonly { cells: Cells }[]) {
  const named = unique(rows.flatMap(({ cells }) => [cells.course_code, cells.course]).map(lower))
  const courses: CourseEntry[] = []
  for (const some of batches(named)) {
    const found = await tablesStore.listCoursesNamed(trx, platformId, some)
    courses.push(...found.filter((one) => !courses.some((known) => known.id === one.id)))
  }
  return courses
}

/** Things of one name, by what a table can name each: its code, or else its id; with a word by which people know it. */
export function twice<T extends { readonly id: string; readonly code?: string }>(
  found: string,
  named: readonly T[],
  wordOf: (one: T) => string | null,
) {
  const choices = named.slice(0, CHOICES).map((one) => {
    const word = wordOf(one)
    return `${one.code || one.id}${word ? ` (${word})` : ''}`
  })
  return {
    found,
    count: named.length,
    choices: { ...firstOf(choices, CHOICES, named.length), isChoice: true },
  }
}

function namesOf(sessions: readonly SessionEntry[] = []): string {
  return sessions
    .slice(0, 2)
    .map((one) => one.name)
    .join(', ')
}

export function isId<Kind extends string>(text: string): text is Kind {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

const lower = (text: string) => text.toLowerCase()
const unique = <Text extends string>(texts: readonly Text[]) => [...new Set(texts)].filter(Boolean)

function batches<T>(all: readonly T[]): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < all.length; at += BATCH) parts.push(all.slice(at, at + BATCH))
  return parts
}
