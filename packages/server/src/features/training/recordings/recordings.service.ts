import type { z } from 'zod'
import { mayTeachEvent } from '../../../access/events.policy.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { type Cue, readCaptions, writeCaptions } from '../../../domain/captions.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { EventId, RecordingId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { phrase, toMessage } from '../../../messages/messages.ts'
import { assertTakesPlace, getAttended, getTaught, type TaughtEvent } from '../events/taught.service.ts'
import type { AskedRange } from './byte-ranges.ts'
import { findAgreedAt, findNotice, listConsents } from './consents.service.ts'
import { leaveCopy } from './copies.store.ts'
import { takeSeat } from './film-seats.ts'
import { type Film, openFile, openFilm } from './films.service.ts'
import { findRecordingsJob } from './recordings.job.ts'
import type { EventRecordings, Recording } from './recordings.schemas.ts'
import * as recordingsStore from './recordings.store.ts'
import { beginNow } from './searches.service.ts'
import * as searchesStore from './searches.store.ts'

const MAX_TRANSCRIPT_BYTES = 4_000_000

interface Target {
  readonly eventId: EventId
  readonly recordingId: RecordingId
}

const mayManage = (actor: Actor, event: TaughtEvent) => mayTeachEvent(actor, { isTeaching: event.isTaught })

/** The recordings of an event: for who teaches it all of them, for its learners those that they may see. */
export async function getRecordings(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof EventRecordings>> {
  const event = await getAttended(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  const isManager = mayManage(actor, event)
  const search = await searchesStore.findSearch(ctx.db, platformId, eventId)
  const rows = await recordingsStore.listRecordings(ctx.db, platformId, eventId)
  const notice = await findNotice(ctx, eventId)
  const agreedAt = await findAgreedAt(ctx, actor, eventId, notice.version)
  const provider = event.appId ? ctx.providers.app(event.appId).manifest.vendor : ''
  const reason = search?.reason ? { code: search.reason, params: { provider } } : null
  const consents = isManager && notice.isRecorded ? await listConsents(ctx, eventId, notice.version) : []
  return {
    eventId,
    search: {
      state: search?.state ?? 'none',
      reason: isManager ? toMessage(reason as Parameters<typeof toMessage>[0], actor.reader) : null,
      lookedAt: search?.lookedAt?.toISOString() ?? null,
      nextLookAt: search?.nextLookAt?.toISOString() ?? null,
    },
    isShown: event.showsRecording,
    notice: {
      version: notice.version,
      isRecorded: notice.isRecorded,
      isInherited: notice.ownRule === null,
      words: phrase('recording-words', {}, actor.reader),
      agreedAt: agreedAt?.toISOString() ?? null,
      consents: consents.map((consent) => ({ ...consent, agreedAt: consent.agreedAt.toISOString() })),
    },
    items: rows.filter((row) => isManager || isForLearners(event, row)).map((row) => toView(row, isManager)),
    may: { manage: isManager },
  }
}

function isForLearners(event: TaughtEvent, row: recordingsStore.ListedRecording): boolean {
  return event.showsRecording && row.hiddenAt === null && isPlayable(row)
}

function isPlayable({ copyKey, goneAt, hasFile }: recordingsStore.ListedRecording): boolean {
  return copyKey !== null || (hasFile && goneAt === null)
}

function toView(
  row: recordingsStore.ListedRecording & { readonly linkEndsAt: Date | null },
  isManager: boolean,
): z.output<typeof Recording> {
  const { id, eventId, name, recordedAt, sizeBytes, hasTranscript } = row
  const isReady = isPlayable(row)
  const path = `/api/v1/events/${eventId}/recordings/${id}`
  return {
    ...{ id, name, sizeBytes: row.copiedBytes ?? sizeBytes },
    recordedAt: recordedAt?.toISOString() ?? null,
    state: isReady ? 'ready' : row.goneAt ? 'gone' : 'elsewhere',
    isHidden: row.hiddenAt !== null,
    filmPath: isReady ? `${path}/film` : null,
    hasTranscript: isReady && hasTranscript,
    keptThereUntil: (isManager && row.linkEndsAt?.toISOString()) || null,
    copy:
      isManager && row.copyState !== 'none'
        ? {
            state: row.copyState,
            copiedAt: row.copiedAt?.toISOString() ?? null,
            keptUntil: row.keepUntil?.toISOString() ?? null,
          }
        : null,
  }
}

/** @throws {NotFoundError} `recording-not-found`, also for what a learner may not see */
async function getVisible(ctx: Ctx, actor: Actor, { eventId, recordingId }: Target) {
  const event = await getAttended(ctx, actor, eventId)
  const row = await recordingsStore.findRecording(ctx.db, ctx.platform.id, { eventId, recordingId })
  if (!row || !(mayManage(actor, event) || isForLearners(event, row)))
    throw new NotFoundError('recording-not-found')
  return row
}

/** @throws {NotFoundError} `recording-not-found`, also for what a learner may not see */
export async function assertSees(ctx: Ctx, actor: Actor, target: Target): Promise<void> {
  await getVisible(ctx, actor, target)
}

/** Films of an event that somebody can watch. */
export async function listSeen(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<{ id: RecordingId; foundAt: Date }[]> {
  const event = await getAttended(ctx, actor, eventId)
  const rows = await recordingsStore.listRecordings(ctx.db, ctx.platform.id, eventId)
  return rows
    .filter((row) => isPlayable(row) && (mayManage(actor, event) || isForLearners(event, row)))
    .map(({ id, foundAt }) => ({ id, foundAt }))
}

/**
 * The film, or a part of it: whoever asks is checked each time.
 *
 * @param left when whoever asked has left, or has all of it
 * @throws {GoneError} `recording-gone`, {ProviderError}
 * @throws {BusyError} `recording-busy`, `recording-busy-person` while too many films are sent
 */
export async function playFilm(
  ctx: Ctx,
  actor: Actor,
  { range, left, ...target }: Target & { readonly range: AskedRange | undefined; readonly left: AbortSignal },
): Promise<{ film: Film; name: string }> {
  const row = await getVisible(ctx, actor, target)
  const giveBack = takeSeat(ctx, actor.personId)
  left.addEventListener('abort', giveBack, { once: true })
  try {
    const film = await openFilm(ctx, row, range, left)
    film.body.once('close', giveBack)
    if (left.aborted) film.body.destroy()
    return { film, name: row.name }
  } catch (error) {
    giveBack()
    throw error
  }
}

/** What was said in a recording; empty = nothing was written down. */
export async function getTranscript(ctx: Ctx, actor: Actor, target: Target): Promise<Cue[]> {
  const row = await getVisible(ctx, actor, target)
  const kept = await recordingsStore.findTranscript(ctx.db, ctx.platform.id, row.id)
  if (kept !== undefined) return readCaptions(kept)
  if (!row.hasTranscript) return []
  const init = { headers: {}, maxBytes: MAX_TRANSCRIPT_BYTES, signal: AbortSignal.timeout(15_000) }
  const answer = await openFile(ctx, row, 'transcript', init)
  const cues = readCaptions(await answer.text())
  if (cues.length > 0) {
    const change = { transcript: writeCaptions(cues) }
    await recordingsStore.updateRecording(ctx.db, ctx.platform.id, row.id, change)
  }
  return cues
}

/** The same for players. */
export async function getCaptions(ctx: Ctx, actor: Actor, target: Target): Promise<string> {
  return writeCaptions(await getTranscript(ctx, actor, target))
}

/** Hides a recording from learners, or shows it again. */
export async function changeRecording(
  ctx: Ctx,
  actor: Actor,
  target: Target,
  { isHidden }: { isHidden: boolean },
): Promise<void> {
  await getTaught(ctx, actor, target.eventId)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const row = await recordingsStore.findRecording(trx, platformId, target)
    if (!row) throw new NotFoundError('recording-not-found')
    if ((row.hiddenAt !== null) === isHidden) return
    const change = { hiddenAt: isHidden ? ctx.now() : null }
    await recordingsStore.updateRecording(trx, platformId, row.id, change)
    const kind = isHidden ? 'recording-hidden' : 'recording-shown'
    await happened(ctx, trx, { kind, id: target.eventId, by: actor.personId, changes: { name: row.name } })
  })
}

/** Deletes a recording here, with its copy. What the provider has stays there, and is not found again. */
export async function deleteRecording(ctx: Ctx, actor: Actor, target: Target): Promise<void> {
  await getTaught(ctx, actor, target.eventId)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const row = await recordingsStore.lockRecording(trx, platformId, target)
    if (!row) throw new NotFoundError('recording-not-found')
    await recordingsStore.deleteRecording(trx, row, ctx.now())
    if (row.copyKey) await leaveCopy(trx, platformId, row.copyKey, ctx.now())
    const done = { id: target.eventId, by: actor.personId, changes: { name: row.name } }
    await happened(ctx, trx, { kind: 'recording-deleted', ...done })
  })
}

/**
 * Has the recordings of an event looked for once more, also long after its end.
 *
 * @throws {ConflictError} `recording-not-ended`, and for a cancelled event
 */
export async function lookAgain(ctx: Ctx, actor: Actor, eventId: EventId): Promise<void> {
  const event = await getTaught(ctx, actor, eventId)
  assertTakesPlace(event)
  if (ctx.now() < event.endsAt) throw new ConflictError('recording-not-ended', { endsAt: event.endsAt })
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    await beginNow(ctx, trx, eventId)
    if (await searchesStore.hasten(trx, platformId, eventId, ctx.now()))
      await ctx.jobs.enqueue(trx, findRecordingsJob, { platformId, eventId })
  })
}
