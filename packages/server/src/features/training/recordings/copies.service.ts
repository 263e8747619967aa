import type { ReadableStream } from 'node:stream/web'
import { type Ctx, type Follower, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { AppError } from '../../../domain/errors.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { RecordingId } from '../../../domain/ids.ts'
import { nextCopy } from '../../../domain/recording.ts'
import { addMinutes } from '../../../domain/time.ts'
import { eachAlone, stepsAlone } from '../../../jobs/each.ts'
import * as copiesStore from './copies.store.ts'
import { MAX_FILM_BYTES, openFile } from './films.service.ts'
import { copyRecordingJob } from './recordings.job.ts'
import { endLinks, findLink } from './told-links.store.ts'

// Providers keep recordings as long as they like. Where the operator has a storage, films are copied there.

const SWEEP_LIMIT = 50
/** A copy ends within this time, or is begun anew. */
const COPY_MINUTES = 60
const LEASE_MINUTES = COPY_MINUTES + 10
const MOST_LETTERS = 300

/** Platforms on which {@link sweepCopies} finds something. */
export const findCopies = copiesStore.listPlatformsWithCopies

/** Sends a job for each film that is to be copied, and takes away copies that nobody keeps any more. */
export async function sweepCopies(ctx: Ctx): Promise<void> {
  await stepsAlone({
    'copy recordings': () => sendDue(ctx),
    'end links': () => withTransaction(ctx.db, (trx) => endLinks(trx, ctx.platform.id, ctx.now())),
    'let copies go': () =>
      withTransaction(ctx.db, (trx) => copiesStore.expireCopies(trx, ctx.platform.id, ctx.now())),
    'remove copies': () => removeLeftovers(ctx),
  })
}

async function sendDue(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  if (!ctx.storage) return copiesStore.forgetDue(ctx.db, platformId)
  const due = await copiesStore.listDue(ctx.db, platformId, ctx.now(), SWEEP_LIMIT)
  const jobs = due.map(({ id: recordingId }) => ({ platformId, recordingId }))
  if (jobs.length > 0) await ctx.jobs.enqueueAll(ctx.db, copyRecordingJob, jobs)
}

async function removeLeftovers(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  const { storage } = ctx
  if (!storage) return // the files are where another setting had them
  await eachAlone(
    await copiesStore.listLeftovers(ctx.db, platformId, SWEEP_LIMIT),
    (copyKey) => `copy ${copyKey}`,
    async (copyKey) => {
      await storage.remove(copyKey)
      await copiesStore.forgetLeftover(ctx.db, platformId, copyKey)
    },
  )
}

/**
 * Copies the film of a recording, where that is due: whole or not at all. Safe to run at any time, any number of times, on
 * any node; one copies.
 */
export async function copyRecording(ctx: Ctx, recordingId: RecordingId): Promise<void> {
  const { storage } = ctx
  if (!storage) return
  const now = ctx.now()
  const lease = { now, until: addMinutes(now, LEASE_MINUTES) }
  const recording = await copiesStore.takeLease(ctx.db, ctx.platform.id, recordingId, lease)
  if (!recording) return
  // Another key for each try: what an earlier one still writes is in nobody's way.
  const copyKey = `${ctx.platform.id}/${recording.eventId}/${recordingId}-${recording.copyTries}.mp4`
  try {
    const copiedBytes = await fetchInto(ctx, storage, recording, copyKey)
    const days = await copiesStore.findRetentionDays(ctx.db, ctx.platform.id)
    const copiedAt = ctx.now()
    const done = {
      ...{ copyState: 'copied' as const, copyDueAt: null, copyReason: null, copyKey, copiedAt, copiedBytes },
      keepUntil: addMinutes(copiedAt, days * 1440),
    }
    const isKept = await withTransaction(ctx.db, async (trx) => {
      const isOurs = await copiesStore.finishCopy(trx, recording, done)
      if (isOurs) await happened(ctx, trx, { kind: 'recordings-looked-for', id: recording.eventId })
      return isOurs
    })
    if (!isKept) await storage.remove(copyKey)
  } catch (error) {
    ctx.log.warn({ err: error, recordingId }, 'a recording was not copied')
    await copiesStore.finishCopy(ctx.db, recording, await afterFailure(ctx, recording, error))
  }
}

async function fetchInto(
  ctx: Ctx,
  storage: NonNullable<Ctx['storage']>,
  recording: Parameters<typeof openFile>[1],
  copyKey: string,
): Promise<number> {
  const signal = AbortSignal.timeout(COPY_MINUTES * 60_000)
  const answer = await openFile(ctx, recording, 'film', { headers: {}, maxBytes: MAX_FILM_BYTES, signal })
  const length = lengthOf(answer)
  const bytes = await storage.put(copyKey, chunksOf(ctx, recording, { answer, signal }), signal)
  if (length === undefined || length === bytes) return bytes
  await storage.remove(copyKey)
  throw new Error(`The film has ${length} bytes, and ${bytes} came.`)
}

/** Undefined = nobody says, or what is packed on the way is longer than this. */
function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get('content-length')
  return length === null || headers.get('content-encoding') ? undefined : Number(length)
}

/** By what the same file is known; undefined = by nothing. */
function versionOf({ headers }: Response): string | undefined {
  const tag = headers.get('etag')
  return (tag?.startsWith('W/') ? null : tag) ?? headers.get('last-modified') ?? undefined
}

/**
 * Read when they are wanted. What breaks off goes on at the byte that comes next, where the provider sends parts of the same
 * file and something came since the last time; else it is told to who reads, and to nobody else.
 */
async function* chunksOf(
  ctx: Ctx,
  recording: Parameters<typeof openFile>[1],
  { answer, signal }: { answer: Response; signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const whole = lengthOf(answer)
  const version = versionOf(answer)
  let { body } = answer
  let bytes = 0
  for (;;) {
    const before = bytes
    try {
      for await (const chunk of (body ?? []) as ReadableStream<Uint8Array>) {
        bytes += chunk.length
        yield chunk
      }
      if (whole === undefined || bytes >= whole) return
      throw new Error(`The film has ${whole} bytes, and ${bytes} came.`)
    } catch (error) {
      if (signal.aborted || !whole || version === undefined || bytes === before) throw error
      ctx.log.info({ err: error, recordingId: recording.id, bytes }, 'a copy goes on where it broke off')
      const rest = await openFile(ctx, recording, 'film', {
        headers: { range: `bytes=${bytes}-` },
        maxBytes: MAX_FILM_BYTES,
        signal,
      })
      const isRest = rest.status === 206 && versionOf(rest) === version
      if (!isRest || rest.headers.get('content-range') !== `bytes ${bytes}-${whole - 1}/${whole}`) {
        await rest.body?.cancel()
        throw error
      }
      body = rest.body
    }
  }
}

/** Tried again later and later; what the provider has no longer is not. */
async function afterFailure(
  ctx: Ctx,
  { id, copyTries }: Pick<Parameters<typeof openFile>[1], 'id' | 'copyTries'>,
  error: unknown,
) {
  const copyReason = String(error instanceof AppError ? error.code : (error as Error).message).slice(
    0,
    MOST_LETTERS,
  )
  const link = await findLink(ctx.db, ctx.platform.id, id)
  const isGone = error instanceof AppError && error.status === 410
  const copyDueAt = isGone ? undefined : nextCopy(copyTries, link?.endsAt, ctx.now())
  if (!copyDueAt) return { copyState: 'failed' as const, copyDueAt: null, copyReason }
  return { copyDueAt, copyReason }
}

/** Other days for copies hold for those that are there, too. */
export const followRetention: Follower<FactOf<'platform-changed'>> = async (ctx, trx, { changes }) => {
  const { recordingRetentionDays: days } = (changes ?? {}) as { recordingRetentionDays?: unknown }
  if (typeof days === 'number') await copiesStore.keepForDays(trx, ctx.platform.id, days)
}
