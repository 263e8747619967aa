import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Ctx } from '../../../ctx.ts'
import { GoneError, NotFoundError, ProviderError } from '../../../domain/errors.ts'
import type { RecordingId } from '../../../domain/ids.ts'
import { OutsideError } from '../../../outside/outside-error.ts'
import type { RecordingLink } from '../../../providers/provider.ts'
import { FileMissingError } from '../../../storage/storage.ts'
import { getConnection } from '../../rooms/accounts/organizers.service.ts'
import { listRoomsOfEvent } from '../../rooms/rooms/found-rooms.service.ts'
import { type AskedRange, bytesOf, shortened, writeRange } from './byte-ranges.ts'
import { linksOf, type OpenLink } from './links.ts'
import type { ListedRecording } from './recordings.store.ts'
import { recordingLinkSlot } from './sealing.ts'
import { findLink } from './told-links.store.ts'

/** A film of a day at the best quality that tools record. */
export const MAX_FILM_BYTES = 20_000_000_000
/** A player asks for the rest by itself, and is let in anew each time. */
const MAX_PART_BYTES = 8_000_000
const LINK_LIMIT_MS = 15_000
/** What a link says that has run out, or whose file is gone. */
const STALE = new Set([401, 403, 404, 410])

/** A film or a part of it, as it is sent. */
export interface Film {
  /** 416: there are no such bytes in it. */
  readonly status: 200 | 206 | 416
  readonly contentRange: string | undefined
  readonly bytes: number | undefined
  readonly body: Readable
}

/**
 * The film of a recording: the copy where there is one, else what the provider has, through here.
 *
 * @param range undefined = all of it
 * @param signal when whoever asked has left: nothing more is read from the provider
 * @throws {GoneError} `recording-gone`, {ProviderError}
 */
export async function openFilm(
  ctx: Ctx,
  recording: ListedRecording,
  range: AskedRange | undefined,
  signal: AbortSignal,
): Promise<Film> {
  const part = range && shortened(range, MAX_PART_BYTES)
  const copied = await openCopy(ctx, recording, part)
  if (copied) return copied
  const answer = await openFile(ctx, recording, 'film', {
    headers: part ? { range: writeRange(part) } : {},
    maxBytes: MAX_FILM_BYTES,
    signal,
  })
  return toFilm(answer)
}

/** @returns undefined when there is none, or somebody else took it away */
async function openCopy(
  ctx: Ctx,
  { copyKey, copiedBytes }: ListedRecording,
  part: AskedRange | undefined,
): Promise<Film | undefined> {
  if (!ctx.storage || copyKey === null || copiedBytes === null) return undefined
  const bytes = part && bytesOf(part, copiedBytes)
  if (part && !bytes) return nothingOf(copiedBytes)
  try {
    const body = await ctx.storage.open(copyKey, bytes)
    if (!bytes) return { status: 200, contentRange: undefined, bytes: copiedBytes, body }
    const contentRange = `bytes ${bytes.from}-${bytes.to}/${copiedBytes}`
    return { status: 206, contentRange, bytes: bytes.to - bytes.from + 1, body }
  } catch (error) {
    if (!(error instanceof FileMissingError)) throw error
    ctx.log.error({ err: error }, 'a copy of a recording is not there')
    return undefined
  }
}

function toFilm(answer: Response): Film {
  const { status, headers, body } = answer
  const contentRange = headers.get('content-range') ?? ''
  if (status === 416) {
    void body?.cancel()
    return nothingOf(Number(/\/(\d+)$/.exec(contentRange)?.[1] ?? 0))
  }
  const length = headers.get('content-length')
  // What is packed on the way is longer when it is sent on.
  const isPlain = headers.get('content-encoding') === null
  const isPart = status === 206 && /^bytes \d+-\d+\/(\d+|\*)$/.test(contentRange)
  return {
    status: isPart ? 206 : 200,
    contentRange: isPart ? contentRange : undefined,
    bytes: isPlain && length && /^\d+$/.test(length) ? Number(length) : undefined,
    body: body ? readableOf(body as ReadableStream) : Readable.from([]),
  }
}

/** What breaks off before it is sent must not end the process. */
function readableOf(body: ReadableStream): Readable {
  return Readable.fromWeb(body).on('error', () => {})
}

function nothingOf(size: number): Film {
  return { status: 416, contentRange: `bytes */${size}`, bytes: 0, body: Readable.from([]) }
}

/**
 * A file as the provider has it. A link that has run out is asked for once more.
 *
 * @throws {GoneError} `recording-gone` when the provider has it no longer; {ProviderError}
 */
export async function openFile(
  ctx: Ctx,
  recording: ListedRecording,
  kind: 'film' | 'transcript',
  init: { headers: Readonly<Record<string, string>>; maxBytes: number; signal?: AbortSignal },
): Promise<Response> {
  if (recording.goneAt) throw new GoneError('recording-gone')
  const links = linksOf(ctx)
  const key = `${recording.platformId} ${recording.id} ${kind}`
  const known = links.find(key, ctx.now())
  if (known) {
    const answer = await follow(ctx, known, init)
    if (!STALE.has(answer.status)) return usable(known, answer)
    await answer.body?.cancel()
  }
  const link = await askForLink(ctx, recording, kind)
  const answer = await follow(ctx, link, init)
  if (STALE.has(answer.status)) {
    await answer.body?.cancel()
    throw new GoneError('recording-gone')
  }
  links.keep(key, link, ctx.now())
  return usable(link, answer)
}

async function askForLink(
  ctx: Ctx,
  { id, eventId, roomId, providerKey, recordedAt, foundAt }: ListedRecording,
  kind: 'film' | 'transcript',
): Promise<OpenLink> {
  const room = (await listRoomsOfEvent(ctx, eventId, new Date(0))).find(({ id }) => id === roomId)
  const key = room?.providerKey ?? room?.goneKey
  if (!room || !key) throw new GoneError('recording-gone')
  const { account, connection, provider } = await getConnection(ctx, room.accountId, room.organizerId)
  const { vendor } = ctx.providers.app(account.appId).manifest
  if (provider.recordings?.areTold) return { ...(await toldLink(ctx, id)), vendor }
  if (!provider.recordings || !connection) throw new NotFoundError('recording-not-found')
  const span = { from: new Date((recordedAt ?? foundAt).getTime() - 24 * 3_600_000), to: foundAt }
  const call = { signal: AbortSignal.timeout(LINK_LIMIT_MS) }
  try {
    const { fileOf } = provider.recordings
    const link = await fileOf(connection, key, { key: providerKey, span }, kind, call)
    return { ...link, vendor }
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'not-found') throw new GoneError('recording-gone')
    throw error
  }
}

/** The link that the provider gave when it told of the recording. */
async function toldLink(ctx: Ctx, recordingId: RecordingId): Promise<RecordingLink> {
  const { id: platformId } = ctx.platform
  const link = await findLink(ctx.db, platformId, recordingId)
  if (!link || link.endsAt <= ctx.now()) throw new GoneError('recording-gone')
  return { url: ctx.vault.open(link.linkSealed, recordingLinkSlot(platformId, recordingId)), headers: {} }
}

async function follow(
  ctx: Ctx,
  link: OpenLink,
  { headers, maxBytes, signal }: Parameters<typeof openFile>[3],
): Promise<Response> {
  const sent = { headers: { ...headers, ...link.headers }, maxBytes, ...(signal ? { signal } : {}) }
  try {
    return await ctx.outside.stream(link.url, sent)
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    throw unavailable(link, error.message, error)
  }
}

function usable(link: OpenLink, answer: Response): Response {
  if (answer.status === 200 || answer.status === 206 || answer.status === 416) return answer
  void answer.body?.cancel()
  throw unavailable(link, `status ${answer.status}`)
}

function unavailable({ vendor }: OpenLink, detail: string, cause?: Error): ProviderError {
  return new ProviderError('unavailable', { provider: vendor, detail }, { cause })
}
