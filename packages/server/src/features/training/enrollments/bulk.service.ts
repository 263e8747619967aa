import type { z } from 'zod'
import { toShow } from '../../../csv/csv.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { carryOut } from '../../../db/dry-run.ts'
import { enrollmentStatuses, type WhenFull } from '../../../domain/enrollment.ts'
import { AppError, ConflictError, InvalidInputError } from '../../../domain/errors.ts'
import type { CourseId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { MessageCode, MessageParams } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { sentence } from '../../../messages/messages.ts'
import { listGroupMembers } from '../../people/groups/groups.service.ts'
import { readListed } from '../../people/people/listed.ts'
import { findPeopleByAddress, listPeopleByIds, nameOf } from '../../people/people/people.service.ts'
import { type LockedSession, lockAllEditable, lockEditable } from '../sessions/locked-sessions.service.ts'
import type {
  ChangedMany,
  ChangeMany,
  EnrolledIntoSessions,
  EnrolledMany,
  EnrollIntoSessions,
  EnrollMany,
} from './enrollments.schemas.ts'
import { lockBoth, takeBack } from './enrollments.service.ts'
import { readPlaces } from './enrollments.store.ts'
import { givePlaces, type Placed } from './places.service.ts'

/** Rows that an answer names. */
const SHOWN = 200

interface Reason {
  readonly code: MessageCode
  readonly params: MessageParams
}

interface Listed {
  readonly line: number
  readonly email: string
  readonly name: string
  /** Undefined = nobody to enroll: `reason` says why. */
  readonly personId: PersonId | undefined
  readonly reason: Reason | null
  /** The text says that nothing is to be done. */
  readonly isKept?: boolean
}

interface Judged<Outcome extends string> {
  readonly line: number
  readonly personId: PersonId | undefined
  readonly email: string
  readonly name: string
  readonly outcome: Outcome
  readonly reason: Reason | null
}

type Who = Pick<z.output<typeof EnrollMany>, 'text' | 'personIds' | 'groupId'>

/**
 * Enrolls people by their addresses, however they are listed, by their ids, or all of a group. It is carried out in
 * either case, and taken back when nothing is to be saved: so the preview is exact.
 *
 * @throws {InvalidInputError} `enroll-who-needed`, `enroll-no-address`, `enroll-too-many`
 */
export async function enrollMany(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  input: z.output<typeof EnrollMany>,
): Promise<z.output<typeof EnrolledMany>> {
  const judged = await carryOut(ctx, input.save, async (dry, trx) => {
    const session = await lockEditable(dry, trx, actor, sessionId)
    return enrollAll(dry, trx, actor, session, await listWho(dry, trx, input), input.whenFull)
  })
  return toEnrolled(actor, judged, input.save)
}

/**
 * The same for several sessions of one course: all or nothing.
 *
 * @throws {ConflictError} `move-other-course` for a session of another course
 */
export async function enrollIntoSessions(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
  input: z.output<typeof EnrollIntoSessions>,
): Promise<z.output<typeof EnrolledIntoSessions>> {
  const sessionIds = [...new Set(input.sessionIds)]
  const judged = await carryOut(ctx, input.save, async (dry, trx) => {
    const sessions = await lockAllEditable(dry, trx, actor, sessionIds)
    if (sessions.some((session) => session.courseId !== courseId))
      throw new ConflictError('move-other-course')
    const listed = await listWho(dry, trx, input)
    const found: { session: LockedSession; judged: Judged<'add' | 'known' | 'refuse'>[] }[] = []
    for (const session of sessions)
      found.push({ session, judged: await enrollAll(dry, trx, actor, session, listed, input.whenFull) })
    return found
  })
  return {
    saved: input.save,
    sessions: judged.map(({ session, judged: rows }) => ({
      sessionId: session.id,
      sessionName: session.name,
      ...toEnrolled(actor, rows, input.save),
    })),
  }
}

/**
 * Approves, removes or moves several people. Who can't is left out and named; the preview is exact, too.
 *
 * @throws {InvalidInputError} `move-target-needed`
 * @throws {ConflictError} `move-other-course`
 */
export async function changeMany(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  input: z.output<typeof ChangeMany>,
): Promise<z.output<typeof ChangedMany>> {
  const { change, whenFull, reason, save } = input
  const targetId = change === 'move' ? input.sessionId : undefined
  if (change === 'move' && !targetId) throw InvalidInputError.at('/sessionId', 'move-target-needed')
  const personIds = [...new Set(input.personIds)]
  const { judged, promoted } = await carryOut(ctx, save, async (dry, trx) => {
    const { source: session, target } = targetId
      ? await lockBoth(dry, trx, actor, sessionId, targetId)
      : { source: await lockEditable(dry, trx, actor, sessionId), target: undefined }
    const people = await listEnrolled(dry, trx, sessionId, personIds)
    const present = people.flatMap((row) => (row.personId && !row.reason ? [row.personId] : []))
    const how = { session, personIds: present, actorId: actor.personId, whenFull }
    if (change === 'approve') {
      const placed = await givePlaces(dry, trx, how)
      await sayDone(dry, trx, actor, sessionId, 'requests-approved', present)
      return { judged: judge(people, placed, 'change' as const), promoted: [] }
    }
    if (!target) {
      const promotedIds = await takeBack(dry, trx, actor, { session, personIds: present, reason })
      await sayDone(dry, trx, actor, sessionId, 'people-unenrolled', present)
      return { judged: people.map(toRemoved), promoted: promotedIds }
    }
    const placed = await givePlaces(dry, trx, { ...how, session: target, cause: 'moved' })
    const moved = placed.filter((entry) => 'status' in entry).map((entry) => entry.personId)
    const leaving = { session, personIds: moved, reason, cause: 'moved' as const }
    const promotedIds = await takeBack(dry, trx, actor, leaving)
    await sayDone(dry, trx, actor, sessionId, 'people-moved', moved)
    return { judged: judge(people, placed, 'change' as const, true), promoted: promotedIds }
  })
  const names = new Map((await listPeopleByIds(ctx, ctx.db, promoted)).map((one) => [one.id, nameOf(one)]))
  const count = (outcome: string) => judged.filter((row) => row.outcome === outcome).length
  return {
    changed: count('change'),
    waiting: judged.filter((row) => row.reason?.code === 'enroll-waits').length,
    unchanged: count('known'),
    refused: count('refuse'),
    promoted: promoted.slice(0, SHOWN).map((personId) => names.get(personId) ?? ''),
    saved: save,
    rows: toShow(judged, SHOWN).flatMap(({ personId, line, name, outcome, reason: why }) =>
      personId ? [{ personId, line, name, outcome, reason: why && say(actor, why) }] : [],
    ),
  }
}

/** @throws {InvalidInputError} `enroll-who-needed` */
async function listWho(ctx: Ctx, trx: Trx, { text, personIds, groupId }: Who): Promise<Listed[]> {
  const given = [text, personIds, groupId].filter((one) => one !== undefined)
  if (given.length !== 1) throw InvalidInputError.at('/text', 'enroll-who-needed', { found: given.length })
  if (text === undefined)
    return listPeople(
      ctx,
      trx,
      groupId ? await listGroupMembers(ctx, trx, groupId) : (personIds as PersonId[]),
    )
  const addresses = readListed(text)
  const known = await findPeopleByAddress(
    ctx,
    trx,
    addresses.map(({ email }) => email),
  )
  return addresses.map(({ line, email, flaw, status }): Listed => {
    const nobody = { line, email, name: '', personId: undefined }
    if (flaw) return { ...nobody, reason: flaw }
    const person = known.get(email)
    // When an exported table of enrollments is imported again, people who had no place in it get none.
    if (status !== 'enrolled' && enrollmentStatuses.some((one) => one === status))
      return {
        ...nobody,
        name: person ? nameOf(person) : '',
        isKept: true,
        reason: { code: 'import-enrollment-kept', params: { status } },
      }
    if (!person) return { ...nobody, reason: { code: 'enroll-unknown', params: { email } } }
    return toListed(person, line, email)
  })
}

async function listPeople(ctx: Ctx, trx: Trx, personIds: readonly PersonId[]): Promise<Listed[]> {
  const people = new Map((await listPeopleByIds(ctx, trx, personIds)).map((person) => [person.id, person]))
  return [...new Set(personIds)].map((personId, index): Listed => {
    const person = people.get(personId)
    if (person) return toListed(person, index + 1, person.email)
    return {
      line: index + 1,
      email: '',
      name: '',
      personId,
      reason: { code: 'person-not-found', params: {} },
    }
  })
}

/** People with their line of the table; people who have nothing in the session are refused. */
async function listEnrolled(
  ctx: Ctx,
  trx: Trx,
  sessionId: SessionId,
  personIds: readonly PersonId[],
): Promise<Listed[]> {
  const { had } = await readPlaces(trx, ctx.platform.id, sessionId, personIds)
  const people = await listPeople(ctx, trx, personIds)
  return people.map((row) => {
    const status = row.personId && had.get(row.personId)?.status
    const isPresent = status !== undefined && status !== 'cancelled'
    return { ...row, reason: isPresent ? null : { code: 'enrollment-not-found', params: {} } }
  })
}

function toRemoved(row: Listed): Judged<'change' | 'refuse'> {
  return { ...row, outcome: row.reason ? 'refuse' : 'change' }
}

function toListed(
  person: { id: PersonId; firstName: string; lastName: string; active: boolean },
  line: number,
  email: string,
): Listed {
  const reason: Reason | null = person.active ? null : { code: 'import-inactive', params: { email } }
  return { line, email, name: nameOf(person), personId: person.id, reason }
}

async function enrollAll(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  session: LockedSession,
  listed: readonly Listed[],
  whenFull: WhenFull,
): Promise<Judged<'add' | 'known' | 'refuse'>[]> {
  const personIds = listed.flatMap(({ personId, reason }) => (personId && !reason ? [personId] : []))
  const placed = await givePlaces(ctx, trx, { session, personIds, actorId: actor.personId, whenFull })
  await sayDone(ctx, trx, actor, session.id, 'people-enrolled', placed)
  return judge(listed, placed, 'add')
}

/** @param isMove people who had the same in the other session are moved all the same */
function judge<Outcome extends string>(
  listed: readonly Listed[],
  placed: readonly Placed[],
  done: Outcome,
  isMove = false,
): Judged<Outcome | 'known' | 'refuse'>[] {
  const byPerson = new Map(placed.map((entry) => [entry.personId, entry]))
  return listed.map((row) => {
    const entry = row.personId && byPerson.get(row.personId)
    if (row.isKept) return { ...row, outcome: 'known' }
    if (row.reason || !entry) return { ...row, outcome: 'refuse' }
    if ('refusal' in entry) {
      if (!(entry.refusal instanceof AppError)) throw entry.refusal
      return { ...row, outcome: 'refuse', reason: { code: entry.refusal.code, params: entry.refusal.params } }
    }
    if (entry.status === entry.before && !isMove) return { ...row, outcome: 'known' }
    const waits = entry.status === 'waiting'
    return { ...row, outcome: done, reason: waits ? { code: 'enroll-waits', params: {} } : null }
  })
}

/** What was done to many at once, written down at their session. */
async function sayDone(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  sessionId: SessionId,
  kind: 'requests-approved' | 'people-enrolled' | 'people-unenrolled' | 'people-moved',
  changed: readonly unknown[],
): Promise<void> {
  const changes = { people: changed.length }
  await happened(ctx, trx, { kind, id: sessionId, by: actor.personId, changes })
}

function toEnrolled(
  actor: Actor,
  judged: readonly Judged<'add' | 'known' | 'refuse'>[],
  saved: boolean,
): z.output<typeof EnrolledMany> {
  const count = (outcome: string) => judged.filter((row) => row.outcome === outcome).length
  return {
    added: count('add'),
    waiting: judged.filter((row) => row.reason?.code === 'enroll-waits').length,
    unchanged: count('known'),
    refused: count('refuse'),
    saved,
    rows: toShow(judged, SHOWN).map(({ line, email, name, outcome, reason }) => ({
      ...{ line, email, name, outcome },
      reason: reason && say(actor, reason),
    })),
  }
}

const say = (actor: Actor, { code, params }: Reason) => sentence(code, params, actor.reader)
