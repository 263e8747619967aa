import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import { startWindow } from '../../../domain/event.ts'
import type { EventId, MarkingId, PersonId } from '../../../domain/ids.ts'
import { momentOf } from '../../../domain/presence-check.ts'
import type { Actor } from '../../../http/actor.ts'
import { holdAsNow, nameOf } from '../../people/people/people.service.ts'
import {
  assertTakesPlace,
  getAttended,
  getTaught,
  mayMark,
  type TaughtEvent,
} from '../events/taught.service.ts'
import { listExplanations } from '../no-shows/no-shows.service.ts'
import { listVerdictsInForce, listVerdictsOn } from '../verdicts/effective.service.ts'
import type { MarkAttendance, MarkedAttendance, Marking, OwnAttendance } from './attendance.schemas.ts'
import * as attendanceStore from './attendance.store.ts'

type MarkedView = z.output<typeof MarkedAttendance>
type MarkingView = z.output<typeof Marking>
/** What has to be known of an event to mark people in it. */
export type MarkedEvent = Pick<
  TaughtEvent,
  'id' | 'sessionId' | 'startsAt' | 'endsAt' | 'joinOpensMinutes' | 'cancelledAt' | 'cancelReason'
>
type MarkRow = Awaited<ReturnType<typeof attendanceStore.listMarks>>[number]

/** What somebody has before anybody marked them. */
export const notMarked = {
  status: 'not-set',
  source: null,
  minutes: null,
  note: '',
  changedBy: null,
  changedAt: null,
  markedAt: null,
  version: 0,
} as const

/** The marks of an event by person. The caller has asked whether the reader may see them. */
export async function listMarks(ctx: Ctx, eventId: EventId): Promise<Map<PersonId, MarkedView>> {
  const rows = await attendanceStore.listMarks(ctx.db, ctx.platform.id, eventId)
  return new Map(rows.map((row) => [row.personId, toView(row)]))
}

/**
 * Marks people by hand, also long after the end. Each mark is made on the version that its maker saw: where somebody
 * else was faster, theirs stays and is answered, and the others are made all the same.
 *
 * @throws {ConflictError} `attendance-too-early`, and for a cancelled event
 * @throws {InvalidInputError} `attendance-not-enrolled`, `attendance-twice`: then nothing is marked
 */
export async function markAttendance(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  input: z.output<typeof MarkAttendance>,
): Promise<MarkingView> {
  return markIn(ctx, actor, await getTaught(ctx, actor, eventId), input)
}

/** The same, when the caller has asked whether the actor may. */
export async function markIn(
  ctx: Ctx,
  actor: Actor,
  event: MarkedEvent,
  { marks, sentAt }: z.output<typeof MarkAttendance>,
): Promise<MarkingView> {
  const { id: eventId } = event
  assertTakesPlace(event)
  if (!mayMark(ctx, event))
    throw new ConflictError('attendance-too-early', { opensAt: startWindow(event).opensAt })
  return withTransaction(ctx.db, async (trx) => {
    const wanted = await ofPeopleNow(
      ctx,
      trx,
      marks.map((mark) => toWanted(ctx, event, mark, sentAt)),
    )
    const personIds = wanted.map((mark) => mark.personId)
    const known = await attendanceStore.listKnown(trx, ctx.platform.id, event.sessionId, personIds)
    for (const [index, personId] of personIds.entries()) {
      const pointer = `/marks/${index}/personId`
      if (!known.has(personId)) throw InvalidInputError.at(pointer, 'attendance-not-enrolled')
      if (personIds.indexOf(personId) < index) throw InvalidInputError.at(pointer, 'attendance-twice')
    }
    return write(ctx, trx, actor, { eventId, kind: 'attendance-marked' }, wanted)
  })
}

/**
 * Takes one step back: everybody whom it marked gets the mark from before, unless somebody marked them since.
 *
 * @throws {NotFoundError} `attendance-change-not-found`
 */
export async function undoMarking(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  changeId: MarkingId,
): Promise<MarkingView> {
  await getTaught(ctx, actor, eventId)
  return withTransaction(ctx.db, async (trx) => {
    const list = () => attendanceStore.listStep(trx, ctx.platform.id, eventId, changeId)
    const step = await list()
    if (step.length === 0) throw new NotFoundError('attendance-change-not-found')
    const now = await ofPeopleNow(ctx, trx, step)
    // Whom somebody merged meanwhile has the marks of both, under versions of their own.
    const isSame = now.every(({ personId }, at) => personId === step[at]?.personId)
    const present = new Set(now.map(({ personId }) => personId))
    const wanted = isSame ? step : (await list()).filter(({ personId }) => present.has(personId))
    return write(ctx, trx, actor, { eventId, kind: 'attendance-unmarked' }, wanted)
  })
}

/** Every mark that somebody had in an event, newest first. */
export async function listChanges(ctx: Ctx, actor: Actor, eventId: EventId, personId: PersonId) {
  await getTaught(ctx, actor, eventId)
  const rows = await attendanceStore.listChanges(ctx.db, ctx.platform.id, eventId, personId)
  return rows.map(({ firstName, lastName, changedAt, markedAt, ...row }) => ({
    ...row,
    changedBy: nameOrNull(firstName, lastName),
    changedAt: changedAt.toISOString(),
    markedAt: markedAt?.toISOString() ?? null,
  }))
}

/** What holds of the person themself: how they were marked, else the verdict, with the reason of that. */
export async function getOwnAttendance(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof OwnAttendance>> {
  await getAttended(ctx, actor, eventId)
  const { personId, reader } = actor
  const [mark] = await attendanceStore.listMarks(ctx.db, ctx.platform.id, eventId, [personId])
  const verdict = (await listVerdictsInForce(ctx, reader, eventId, [personId])).get(personId) ?? null
  const explanation = (await listExplanations(ctx, eventId, personId)).get(personId) ?? ''
  const known = { verdict, explanation }
  if (mark && mark.status !== 'not-set')
    return { status: mark.status, source: 'mark', minutes: mark.minutes, ...known }
  if (!verdict) return { status: 'not-set', source: null, minutes: null, ...known }
  const minutes = verdict.seconds === null ? null : Math.floor(verdict.seconds / 60)
  return { status: verdict.status, source: 'verdict', minutes, ...known }
}

/** Every verdict that there was on somebody in an event, newest first. */
export async function listVerdicts(ctx: Ctx, actor: Actor, eventId: EventId, personId: PersonId) {
  await getTaught(ctx, actor, eventId)
  return listVerdictsOn(ctx, actor.reader, eventId, personId)
}

/** When it was marked on a phone, by the server's clock; never before the event could be started. */
function toWanted(
  ctx: Ctx,
  event: MarkedEvent,
  { markedAt, ...mark }: z.output<typeof MarkAttendance>['marks'][number],
  sentAt: string | undefined,
): attendanceStore.WantedMark {
  if (!markedAt || !sentAt) return { ...mark, markedAt: null }
  const at = momentOf({ phoneAt: new Date(markedAt), sentAt: new Date(sentAt) }, ctx.now())
  const { opensAt } = startWindow(event)
  if (at < opensAt) throw new ConflictError('attendance-too-early', { opensAt })
  return { ...mark, markedAt: at }
}

/** Marks of who these people are now. */
async function ofPeopleNow<Mark extends { readonly personId: PersonId }>(
  ctx: Ctx,
  trx: Trx,
  marks: readonly Mark[],
): Promise<Mark[]> {
  const ids = marks.map(({ personId }) => personId)
  const isNow = await holdAsNow(ctx, trx, ids)
  return marks.map((mark) => ({ ...mark, personId: isNow.get(mark.personId) ?? mark.personId }))
}

async function write(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  step: { eventId: EventId; kind: 'attendance-marked' | 'attendance-unmarked' },
  wanted: readonly attendanceStore.WantedMark[],
): Promise<MarkingView> {
  const { id: platformId } = ctx.platform
  const { eventId, kind } = step
  const changeId = ctx.newId<MarkingId>()
  const written = new Set(
    await attendanceStore.writeMarks(
      trx,
      { platformId, eventId, changeId, actorId: actor.personId, at: ctx.now() },
      wanted,
    ),
  )
  const personIds = wanted.map((mark) => mark.personId)
  const rows = await attendanceStore.listMarks(trx, platformId, eventId, personIds)
  const [marked, conflicts] = [
    rows.filter((row) => written.has(row.personId)),
    rows.filter((row) => !written.has(row.personId)),
  ]
  if (marked.length > 0) {
    await happened(ctx, trx, {
      ...{ kind, id: eventId, by: actor.personId, changes: countByStatus(marked) },
      personIds: marked.map((mark) => mark.personId),
    })
  }
  return {
    changeId: marked.length > 0 ? changeId : null,
    marked: marked.map(toView),
    conflicts: conflicts.map(toView),
  }
}

/** How many got which mark: who got it stands in the history of the marks. */
function countByStatus(rows: readonly MarkRow[]): Record<string, number> {
  const groups = Map.groupBy(rows, (row) => row.status)
  return Object.fromEntries([...groups].map(([status, own]) => [status, own.length]))
}

function toView({ firstName, lastName, changedAt, markedAt, ...row }: MarkRow): MarkedView {
  return {
    ...row,
    source: 'manual',
    changedBy: nameOrNull(firstName, lastName),
    changedAt: changedAt.toISOString(),
    markedAt: markedAt?.toISOString() ?? null,
  }
}

function nameOrNull(firstName: string | null, lastName: string | null): string | null {
  return firstName === null ? null : nameOf({ firstName, lastName: lastName ?? '' })
}
