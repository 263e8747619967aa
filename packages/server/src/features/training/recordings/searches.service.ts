import { type Ctx, happened } from '../../../ctx.ts'
import { type Ended, findEnded, isAsBegun } from '../../../db/after-events.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { AccountId, EventId, PlatformId, RecordingId } from '../../../domain/ids.ts'
import { outsideText } from '../../../domain/outside-text.ts'
import { afterLook, nextLook, type RecordingReason } from '../../../domain/recording.ts'
import { addMinutes } from '../../../domain/time.ts'
import { eachAlone, stepsAlone } from '../../../jobs/each.ts'
import { type Recording, WithheldError } from '../../../providers/provider.ts'
import { getConnection } from '../../rooms/accounts/organizers.service.ts'
import { listRoomsOfEvent, listToolsOfEvent, peopleSince } from '../../rooms/rooms/found-rooms.service.ts'
import { RoomLog } from '../../rooms/rooms/room-log.ts'
import { findRecordingsJob } from './recordings.job.ts'
import * as recordingsStore from './recordings.store.ts'
import * as searchesStore from './searches.store.ts'

// Recordings come when the provider has made them, hours after the end: they are looked for again and again for a week.

const SEARCHED_DAYS = 7
const SWEEP_LIMIT = 200
const ROOM_LIMIT_MS = 2 * 60_000
/** Longer than a look takes. One that was cut off is begun again after it. */
const LEASE_MINUTES = 20
/** Of one room: nobody records more, and a provider that lists more is wrong. */
const MOST_OF_ROOM = 200
const NAME_MAX = 200
/** An index takes no longer keys. */
const KEY_MAX = 500
/** A film that is as large as this long ago is whole. */
const GROWS_MINUTES = 30

type Room = Awaited<ReturnType<typeof listRoomsOfEvent>>[number]

/** What came of looking for the recordings of one room. */
interface RoomLook {
  readonly room: Room
  /** Undefined = nobody knows. */
  readonly found: readonly Recording[] | undefined
  readonly missing: RecordingReason | undefined
  readonly isUnavailable: boolean
}

/** Platforms on which {@link sweepSearches} finds something. */
export function findSearches(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return searchesStore.listPlatformsToSearch(db, { endedSince: addMinutes(now, -SEARCHED_DAYS * 1440), now })
}

/** Begins with events that have ended, and sends a job for each look that is due. */
export async function sweepSearches(ctx: Ctx): Promise<void> {
  await stepsAlone({ 'begin searches': () => beginEnded(ctx), 'look for recordings': () => sendDue(ctx) })
}

async function beginEnded(ctx: Ctx): Promise<void> {
  const now = ctx.now()
  const span = { endedSince: addMinutes(now, -SEARCHED_DAYS * 1440), now, limit: SWEEP_LIMIT }
  await eachAlone(
    await searchesStore.listToBegin(ctx.db, ctx.platform.id, span),
    (event) => `event ${event.id}`,
    (event) =>
      withTransaction(ctx.db, (trx) => begin(ctx, trx, event, nextLook(event.endsAt, event.endsAt) ?? now)),
  )
}

/** Begins with an event that has ended and has a tool, at once; a search that has begun goes on as it is. */
export async function beginNow(ctx: Ctx, trx: Trx, eventId: EventId): Promise<void> {
  const event = await findEnded(trx, ctx.platform.id, eventId)
  if (event) await begin(ctx, trx, event, ctx.now())
}

/** The provider says that something was recorded: it is looked for at once where the event is over. */
export async function lookAtHinted(
  ctx: Ctx,
  trx: Trx,
  { eventId, hint }: FactOf<'room-hinted'>,
): Promise<void> {
  if (hint.about !== 'recordings') return
  const { id: platformId } = ctx.platform
  if (await searchesStore.hasten(trx, platformId, eventId, ctx.now()))
    await ctx.jobs.enqueue(trx, findRecordingsJob, { platformId, eventId })
}

async function begin(ctx: Ctx, trx: Trx, event: Ended, at: Date): Promise<void> {
  const { id: eventId, startsAt, endsAt } = event
  const tools = await listToolsOfEvent(ctx, trx, event)
  await searchesStore.beginSearch(trx, {
    ...{ platformId: ctx.platform.id, eventId, startsAt, endsAt },
    ...(tools.some(({ recordings }) => recordings)
      ? { state: 'waiting', reason: null, nextLookAt: at }
      : { state: 'given-up', reason: 'recording-tool-silent', nextLookAt: null }),
  })
}

async function sendDue(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  const due = await searchesStore.listDue(ctx.db, platformId, ctx.now(), SWEEP_LIMIT)
  const jobs = due.map(({ eventId }) => ({ platformId, eventId }))
  if (jobs.length > 0) await ctx.jobs.enqueueAll(ctx.db, findRecordingsJob, jobs)
}

/**
 * Looks for the recordings of an event, in all rooms that it has or had. Safe to run at any time, any number of times, on
 * any node: one looks, and what it found is written in one go or not at all.
 */
export async function findRecordings(ctx: Ctx, eventId: EventId): Promise<void> {
  const now = ctx.now()
  const lease = { now, until: addMinutes(now, LEASE_MINUTES) }
  const search = await searchesStore.takeLease(ctx.db, ctx.platform.id, eventId, lease)
  if (!search) return
  if (!(await isAsBegun(ctx.db, search))) {
    // It does not take place, or at another time: the sweep begins anew when that has ended.
    await searchesStore.finishLook(ctx.db, search, { nextLookAt: null })
    return
  }
  try {
    const looks: RoomLook[] = []
    for (const room of await listRoomsOfEvent(ctx, eventId, peopleSince(search))) {
      const look = await lookInto(ctx, room, { from: search.startsAt, to: search.endsAt })
      if (look) looks.push(look)
    }
    await keep(ctx, search, looks)
  } catch (error) {
    // What nobody foresaw is seen in the log, and does not come again every minute.
    await searchesStore.finishLook(ctx.db, search, { nextLookAt: nextLook(search.endsAt, now) })
    throw error
  }
}

/** @returns undefined for a room of a tool that records nothing, and for one that is gone there as it should be */
async function lookInto(ctx: Ctx, room: Room, span: { from: Date; to: Date }): Promise<RoomLook | undefined> {
  const { connection, provider } = await getConnection(ctx, room.accountId, room.organizerId)
  const { recordings } = provider
  if (!recordings || !room.providerKey) return undefined
  const nothing = { room, found: undefined, isUnavailable: false }
  if (!connection) return { ...nothing, missing: 'recording-unauthorized' }
  // It tells of each by itself: what is known is all that there is.
  if (recordings.areTold) return { ...nothing, missing: undefined }
  const log = new RoomLog(ctx, room)
  try {
    const found: Recording[] = []
    const call = log.call(ROOM_LIMIT_MS)
    for await (const page of recordings.listRecordings(connection, room.providerKey, span, call)) {
      found.push(...page.filter(isKeepable))
      if (found.length > MOST_OF_ROOM) return { ...nothing, missing: 'recording-unreadable' }
    }
    return { ...nothing, found, missing: undefined }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.kind === 'not-found' && room.wanted === null) return undefined
    return { ...nothing, missing: reasonOf(error), isUnavailable: error.mayPass }
  } finally {
    await log.write()
  }
}

function reasonOf(error: ProviderError): RecordingReason {
  if (error instanceof WithheldError) {
    if (error.finding === 'account-scope-missing') return 'recording-scope-missing'
    return error.finding === 'account-licence-missing' ? 'recording-licence-missing' : 'recording-forbidden'
  }
  if (error.kind === 'unauthorized') return 'recording-unauthorized'
  if (error.kind === 'forbidden') return 'recording-forbidden'
  if (error.kind === 'not-found') return 'recording-room-gone'
  return error.mayPass ? 'recording-unavailable' : 'recording-unreadable'
}

async function keep(ctx: Ctx, search: searchesStore.SearchRow, looks: readonly RoomLook[]): Promise<void> {
  const { platformId, eventId } = search
  const now = ctx.now()
  const rows = looks.flatMap(({ room, found = [] }) =>
    found.map((recording) => toRow(ctx, { eventId, room, recording, now })),
  )
  await withTransaction(ctx.db, async (trx) => {
    const known = await recordingsStore.listRecordings(trx, platformId, eventId)
    const after = afterLook(
      search,
      {
        known: known.length + rows.length,
        missing: looks.find(({ missing }) => missing)?.missing,
        isUnavailable: looks.some(({ isUnavailable }) => isUnavailable),
      },
      now,
    )
    const isOurs = await searchesStore.finishLook(trx, search, { ...after, lookedAt: now })
    if (!isOurs) return
    const news = await recordingsStore.keepFound(trx, rows, copyAt(ctx))
    let gone = 0
    for (const { room, found } of looks) {
      const keys = found?.map(({ key }) => key)
      if (keys)
        gone += await recordingsStore.setGone(trx, platformId, { eventId, roomId: room.id, keys, at: now })
    }
    const isFurther = after.state !== search.state || after.reason !== search.reason
    if (news.length > 0) await sayFound(ctx, trx, eventId, known.length === 0)
    else if (gone > 0 || isFurther) await happened(ctx, trx, { kind: 'recordings-looked-for', id: eventId })
  })
}

/** New recordings of an event are told of, to learners with the first ones. */
export async function sayFound(ctx: Ctx, trx: Trx, eventId: EventId, isFirst: boolean): Promise<void> {
  const event = await searchesStore.findNamed(trx, ctx.platform.id, eventId)
  if (!event) return
  const { showsRecording, ...about } = event
  await happened(ctx, trx, { kind: 'recordings-found', ...about, tellsLearners: isFirst && showsRecording })
}

/** Films grow after they are listed: a copy waits until they do so no more. Undefined = there is nowhere to copy to. */
const copyAt = (ctx: Ctx) => (ctx.storage ? addMinutes(ctx.now(), GROWS_MINUTES) : undefined)

/** One whose key can't be written as it is could never be asked for. */
const isKeepable = ({ key }: Recording) => key !== '' && outsideText(key, KEY_MAX) === key

function toRow(
  ctx: Ctx,
  { eventId, room, recording, now }: { eventId: EventId; room: Room; recording: Recording; now: Date },
) {
  const { key, name, recordedAt, sizeBytes, hasFile, hasTranscript } = recording
  return {
    ...{ platformId: ctx.platform.id, id: ctx.newId<RecordingId>(), eventId, roomId: room.id },
    ...{ providerKey: key, name: outsideText(name, NAME_MAX) },
    ...{ recordedAt: recordedAt ?? null, sizeBytes: sizeBytes ?? null, hasFile, hasTranscript, foundAt: now },
  }
}

/** An account works again: what its events' recordings were withheld for may be mended. */
export async function resumeSearches(ctx: Ctx, trx: Trx, accountId: AccountId): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const span = { endedSince: addMinutes(now, -90 * 1440), now }
  const eventIds = await searchesStore.hastenWithheld(trx, platformId, accountId, span)
  if (eventIds.length > 0)
    await ctx.jobs.enqueueAll(
      trx,
      findRecordingsJob,
      eventIds.map((eventId) => ({ platformId, eventId })),
    )
}
