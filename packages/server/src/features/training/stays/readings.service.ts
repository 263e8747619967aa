import { type Ctx, happened } from '../../../ctx.ts'
import { findEnded, isAsBegun } from '../../../db/after-events.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import type { RunEngagement } from '../../../domain/engagement.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { AccountId, AttendanceReportId, EventId, PersonId, PlatformId } from '../../../domain/ids.ts'
import { outsideText } from '../../../domain/outside-text.ts'
import {
  afterReading,
  type Found,
  firstReading,
  nextReading,
  type ReadingReason,
} from '../../../domain/reading.ts'
import type { Span } from '../../../domain/stay.ts'
import { addMinutes } from '../../../domain/time.ts'
import { eachAlone, stepsAlone } from '../../../jobs/each.ts'
import { type AttendancePart, type RunningPart, WithheldError } from '../../../providers/provider.ts'
import type { ReportedRun, ReportedStay, ReportPage } from '../../../providers/report.ts'
import { getConnection } from '../../rooms/accounts/organizers.service.ts'
import { listRoomsOfEvent, listToolsOfEvent, peopleSince } from '../../rooms/rooms/found-rooms.service.ts'
import { RoomLog } from '../../rooms/rooms/room-log.ts'
import { keepEngagement } from '../engagement/engagement.service.ts'
import { readEngagement } from '../engagement/read-engagement.ts'
import { readReportsJob } from './readings.job.ts'
import * as readingsStore from './readings.store.ts'
import { digestOf, type Stay, sha256, staysOf } from './reported-stays.ts'
import { pagesOf } from './told.ts'
import { keepStays } from './written-stays.service.ts'

const READ_FOR_DAYS = 7
const SWEEP_LIMIT = 200
/** All pages of one room come within this time, or the reading is tried again. */
const ROOM_LIMIT_MS = 5 * 60_000
/** Longer than a reading takes. One that was cut off is begun again after it. */
const LEASE_MINUTES = 20

/** Longer keys of runs are cut. In UTF-16 units. */
const KEY_MAX = 300

type Room = Awaited<ReturnType<typeof listRoomsOfEvent>>[number]

/** What came of reading the reports of one room. */
interface RoomReading {
  readonly room: Room
  readonly appId: string
  readonly sessionType: string
  readonly runs: ReadonlyMap<string, readonly Stay[]>
  /** The provider's answers as they came, as one list; undefined where they were kept when they came. */
  readonly body: string | undefined
  /** What learners did besides; undefined = the provider does not say now. */
  readonly engagement: readonly (RunEngagement & { startedAt: Date })[] | undefined
  readonly isRunning: boolean
  readonly missing: ReadingReason | undefined
  readonly isUnavailable: boolean
}

/** Platforms on which {@link sweepReadings} finds something. */
export function findReadings(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return readingsStore.listPlatformsToRead(db, { endedSince: addMinutes(now, -READ_FOR_DAYS * 1440), now })
}

/** Begins with events that have ended, and sends a job for each reading that is due. */
export async function sweepReadings(ctx: Ctx): Promise<void> {
  await stepsAlone({ 'begin readings': () => beginEnded(ctx), 'read reports': () => sendDue(ctx) })
}

async function beginEnded(ctx: Ctx): Promise<void> {
  const now = ctx.now()
  const span = { endedSince: addMinutes(now, -READ_FOR_DAYS * 1440), now, limit: SWEEP_LIMIT }
  const ended = await readingsStore.listToBegin(ctx.db, ctx.platform.id, span)
  await eachAlone(
    ended,
    (event) => `event ${event.id}`,
    (event) => withTransaction(ctx.db, (trx) => begin(ctx, trx, event)),
  )
}

/** Begins with an event that has ended and has a tool, at once; one that has begun goes on as it is. */
export async function beginNow(ctx: Ctx, trx: Trx, eventId: EventId): Promise<void> {
  const event = await findEnded(trx, ctx.platform.id, eventId)
  if (event) await begin(ctx, trx, event, ctx.now())
}

/** @param at when it is read first; left out = when its tool can have a report */
async function begin(
  ctx: Ctx,
  trx: Trx,
  event: { id: EventId; accountId: AccountId; startsAt: Date; endsAt: Date },
  at?: Date,
): Promise<void> {
  const { id: eventId, startsAt, endsAt } = event
  const tools = await listToolsOfEvent(ctx, trx, event)
  // All rooms are read together: when the last of their tools can have a report.
  const ready = Math.max(0, ...tools.map(({ attendance }) => attendance?.readyAfterMinutes ?? 0))
  const isNew = await readingsStore.beginReading(trx, {
    ...{ platformId: ctx.platform.id, eventId, startsAt, endsAt },
    // Whoever is missing in one report may be in a room that says nobody by name.
    identifies: tools.every(({ attendance }) => attendance?.identifies),
    ...(tools.some(({ attendance }) => attendance)
      ? { state: 'waiting', reason: null, nextReadAt: at ?? firstReading(endsAt, ready) }
      : { state: 'given-up', reason: 'attendance-tool-silent', nextReadAt: null }),
  })
  if (isNew) await happened(ctx, trx, { kind: 'attendance-read', id: eventId })
}

async function sendDue(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  const due = await readingsStore.listDue(ctx.db, platformId, ctx.now(), SWEEP_LIMIT)
  const jobs = due.map(({ eventId }) => ({ platformId, eventId }))
  if (jobs.length > 0) await ctx.jobs.enqueueAll(ctx.db, readReportsJob, jobs)
}

/**
 * Reads what the providers report of an event: of all rooms that it has or had, all runs that overlap it. Safe to run at
 * any time, any number of times, on any node: one reads, and what it found is written in one go or not at all.
 */
export async function readReports(ctx: Ctx, eventId: EventId): Promise<void> {
  const now = ctx.now()
  const lease = { now, until: addMinutes(now, LEASE_MINUTES) }
  const reading = await readingsStore.takeLease(ctx.db, ctx.platform.id, eventId, lease)
  if (!reading) return
  if (!(await isAsBegun(ctx.db, reading))) {
    // It does not take place, or at another time: the sweep begins anew when that has ended.
    await readingsStore.finishReading(ctx.db, reading, { nextReadAt: null })
    return
  }
  try {
    const rooms = await readRooms(ctx, reading)
    await keep(ctx, reading, rooms)
  } catch (error) {
    // What nobody foresaw is seen in the log, and does not come again every minute.
    await readingsStore.finishReading(ctx.db, reading, { nextReadAt: nextReading(reading.endsAt, now) })
    throw error
  }
}

async function readRooms(ctx: Ctx, reading: readingsStore.ReadingRow): Promise<RoomReading[]> {
  const since = peopleSince(reading)
  const found: RoomReading[] = []
  for (const room of await listRoomsOfEvent(ctx, reading.eventId, since)) {
    const read = await readRoom(ctx, room, { from: reading.startsAt, to: reading.endsAt })
    if (read) found.push(read)
  }
  return found
}

/** @returns undefined for a room of a tool that reports nothing, and for one that is gone there as it should be */
async function readRoom(ctx: Ctx, room: Room, span: Span): Promise<RoomReading | undefined> {
  const { account, connection, provider } = await getConnection(ctx, room.accountId, room.organizerId)
  const { attendance, engagement, running } = provider
  if (!attendance || !room.providerKey) return undefined
  const { appId, sessionType } = account
  const nothing = {
    ...{ room, appId, sessionType, runs: new Map(), body: '' },
    ...{ engagement: undefined, isRunning: false },
  }
  if (!connection) return { ...nothing, missing: 'attendance-unauthorized', isUnavailable: false }
  const log = new RoomLog(ctx, room)
  try {
    const pages = new Map<string, { run: ReportedRun; stays: (readonly ReportedStay[])[] }>()
    const answers: string[] = []
    const call = log.call(ROOM_LIMIT_MS)
    const asked = attendance.readTold
      ? toldPages(ctx, room, span, attendance.readTold)
      : attendance.readReports(connection, room.providerKey, span, call)
    for await (const page of asked) {
      const run = { ...page.run, key: outsideText(page.run.key, KEY_MAX) }
      const known = pages.get(run.key) ?? { run, stays: [] }
      known.stays.push(page.stays)
      pages.set(run.key, known)
      answers.push(...page.answers)
    }
    const isRunning = room.wanted ? await goesOn(running, connection, room.providerKey, log.call()) : false
    const runs = new Map([...pages].map(([key, { run, stays }]) => [key, staysOf(run, stays)]))
    // What was told is kept already.
    const body = attendance.readTold ? undefined : `[${answers.join(',')}]`
    const { providerKey } = room
    const done = await readEngagement(engagement, [...runs.keys()], (part, runKey) =>
      part.readEngagement(connection, providerKey, runKey, log.call()),
    )
    const startOf = (runKey: string) => pages.get(runKey)?.run.startedAt ?? span.from
    const engaged = done?.map((run) => ({ ...run, startedAt: startOf(run.runKey) }))
    return {
      ...nothing,
      runs,
      body,
      engagement: engaged,
      isRunning,
      missing: undefined,
      isUnavailable: false,
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    const isGone = error.kind === 'not-found'
    if (isGone && room.wanted === null) return undefined
    return { ...nothing, missing: reasonOf(error), isUnavailable: error.mayPass }
  } finally {
    await log.write()
  }
}

/** Pages of what was kept of a room when its provider told it. */
async function* toldPages(
  ctx: Ctx,
  room: Room,
  span: Span,
  readTold: NonNullable<AttendancePart['readTold']>,
): AsyncGenerator<ReportPage> {
  const told = await readingsStore.listTold(ctx.db, ctx.platform.id, room.id)
  yield* await pagesOf(
    told.map(({ body }) => body),
    span,
    (body) => readTold(body, {}),
  )
}

/** Whether a run goes on. A provider that does not tell is taken to have ended: the reports are what counts. */
async function goesOn(
  running: RunningPart | undefined,
  ...asked: Parameters<RunningPart['isRunning']>
): Promise<boolean> {
  try {
    return (await running?.isRunning(...asked)) ?? false
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return false
  }
}

function reasonOf(error: ProviderError): ReadingReason {
  if (error instanceof WithheldError) {
    if (error.finding === 'account-scope-missing') return 'attendance-scope-missing'
    return error.finding === 'account-licence-missing' ? 'attendance-licence-missing' : 'attendance-forbidden'
  }
  if (error.kind === 'unauthorized') return 'attendance-unauthorized'
  if (error.kind === 'forbidden') return 'attendance-forbidden'
  if (error.kind === 'not-found') return 'attendance-room-gone'
  return error.mayPass ? 'attendance-unavailable' : 'attendance-unreadable'
}

async function keep(
  ctx: Ctx,
  reading: readingsStore.ReadingRow,
  rooms: readonly RoomReading[],
): Promise<void> {
  const now = ctx.now()
  const read = rooms.filter((room) => room.missing === undefined)
  const runs = new Map(
    read.flatMap(({ room, runs }) => [...runs].map(([key, stays]) => [`${room.id} ${key}`, stays])),
  )
  const found: Found = {
    hash: digestOf(runs),
    runs: runs.size,
    missing: rooms.find((room) => room.missing && !room.isUnavailable)?.missing,
    isUnavailable: rooms.some((room) => room.isUnavailable),
    isRunning: rooms.some((room) => room.isRunning),
  }
  const after = afterReading(reading, found, now)
  await readingsStore.makeMonths(ctx.db, now)
  await withTransaction(ctx.db, async (trx) => {
    const isOurs = await readingsStore.finishReading(trx, reading, {
      ...after,
      readings: reading.readings + 1,
      readAt: now,
      settledAt: after.state === 'settled' ? (reading.settledAt ?? now) : null,
    })
    if (!isOurs) return
    await keepReports(ctx, trx, reading.eventId, rooms)
    for (const { room, engagement = [] } of read)
      await keepEngagement(ctx, trx, { eventId: reading.eventId, roomId: room.id }, engagement)
    const staysOfRooms = read.map(({ room, runs }) => ({ roomId: room.id, stays: [...runs.values()].flat() }))
    const areOthers = await keepStays(ctx, trx, reading.eventId, staysOfRooms)
    const isFurther = after.state !== reading.state || after.reason !== reading.reason
    if (areOthers || isFurther) await happened(ctx, trx, { kind: 'attendance-read', id: reading.eventId })
  })
}

/** An answer that is the same as the one before is kept once. One that did not come is no answer. */
async function keepReports(
  ctx: Ctx,
  trx: Trx,
  eventId: EventId,
  rooms: readonly RoomReading[],
): Promise<void> {
  const { id: platformId } = ctx.platform
  const last = await readingsStore.listLastHashes(trx, platformId, eventId)
  const reports = rooms.flatMap(({ room, appId, sessionType, runs, body, missing, isUnavailable }) => {
    if (body === undefined && !missing) return []
    const hash = sha256(missing ?? body ?? '')
    if (isUnavailable || last.get(room.id) === hash || (!missing && runs.size === 0)) return []
    return [
      {
        ...{ platformId, id: ctx.newId<AttendanceReportId>(), eventId, roomId: room.id, appId, sessionType },
        ...{ readAt: ctx.now(), hash, body: body ?? '', runs: runs.size },
        state: missing ? ('withheld' as const) : ('read' as const),
        reason: missing ?? null,
        participants: new Set([...runs.values()].flat().map(identityOf)).size,
      },
    ]
  })
  await readingsStore.insertReports(trx, platformId, reports, ctx.now())
}

function identityOf({ registrationKey, externalId, email, sourceKey }: Stay): string {
  return registrationKey ?? externalId ?? (email || sourceKey)
}

/** Platforms on which {@link forgetReports} finds reports. */
export const findReportsToForget = readingsStore.listPlatformsToForget

/** Takes away the reports that the platform keeps no longer. */
export async function forgetReports(ctx: Ctx): Promise<void> {
  await readingsStore.forgetReports(ctx.db, ctx.now())
}

/** An account works again: what its events' reports were withheld for may be mended. */
export async function resumeReadings(ctx: Ctx, trx: Trx, accountId: AccountId): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const span = { endedSince: addMinutes(now, -90 * 1440), now }
  const eventIds = await readingsStore.hastenWithheld(trx, platformId, accountId, span)
  if (eventIds.length > 0)
    await ctx.jobs.enqueueAll(
      trx,
      readReportsJob,
      eventIds.map((eventId) => ({ platformId, eventId })),
    )
}

/** Other hints of an event that come within this time are followed by the same reading. */
const HINT_SECONDS = 60

/** Somebody answered a survey, also days after the class: its reports are read once more, once for many answers. */
export async function lookAtEngagement(
  ctx: Ctx,
  trx: Trx,
  { eventId, hint }: FactOf<'room-hinted'>,
): Promise<void> {
  if (hint.about !== 'engagement') return
  const { id: platformId } = ctx.platform
  const at = new Date(ctx.now().getTime() + HINT_SECONDS * 1000)
  if (!(await readingsStore.hasten(trx, platformId, eventId, at))) return
  await ctx.jobs.enqueue(
    trx,
    readReportsJob,
    { platformId, eventId },
    { startAfter: at, atMostOnce: { key: `hint ${eventId}`, seconds: HINT_SECONDS } },
  )
}

/** Stays of a duplicate are somebody else's from now on: their events count anew. */
export async function tellMergedStays(ctx: Ctx, trx: Trx, personId: PersonId): Promise<void> {
  for (const id of await readingsStore.listEventsOfStays(trx, ctx.platform.id, personId))
    await happened(ctx, trx, { kind: 'attendance-read', id })
}
