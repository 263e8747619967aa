import type { RoomKind, Zoom, ZoomRecordings } from '@lectern/zoom-client'
import { ProviderError } from '../../domain/errors.ts'
import type { Span } from '../../domain/stay.ts'
import type { Call, Recording, RecordingLink, RecordingsPart } from '../provider.ts'
import { type Connect, options } from './connect.ts'
import { isGone, translated, translatedPages } from './errors.ts'
import { instancesNear, withheld } from './reports.ts'

/** A link is asked for when somebody watches; a film of a day is fetched in less. */
const LINK_SECONDS = 6 * 3600

type File = ZoomRecordings['files'][number]

/** Recordings in Zoom's cloud: one for each film of an instance, with what was said in it. */
export function zoomRecordings(kind: RoomKind, connect: Connect): RecordingsPart {
  return {
    gives: { transcripts: true, chapters: false },
    listRecordings: (connection, key, span, call) =>
      withheld(translatedPages(listed(kind, connect(connection, call), key, span, call))),
    fileOf: (connection, key, { key: fileId, span }, want, call) =>
      translated(async () => {
        const zoom = connect(connection, call)
        for (const { uuid } of await instancesNear(kind, zoom, key, span, options(call))) {
          const link = await linkOf(zoom, uuid, fileId, want, call)
          if (link) return link
        }
        throw new ProviderError('not-found', {
          provider: 'Zoom',
          detail: `no ${want} of recording ${fileId}`,
        })
      }),
  }
}

async function* listed(
  kind: RoomKind,
  zoom: Zoom,
  key: string,
  span: Span,
  call: Call,
): AsyncGenerator<Recording[]> {
  for (const { uuid } of await instancesNear(kind, zoom, key, span, options(call))) {
    const { files } = await recordingsOf(zoom, uuid, call)
    yield filmsOf(files)
      .filter(
        ({ recordedAt, endedAt }) => (recordedAt ?? span.from) < span.to && (endedAt ?? span.to) > span.from,
      )
      .map((film) => ({
        key: film.id,
        name: '',
        recordedAt: film.recordedAt,
        sizeBytes: film.sizeBytes,
        hasFile: true,
        hasTranscript: transcriptOf(files) !== undefined,
      }))
  }
}

/** What can be fetched. Documented: what is being made has no id. */
function filmsOf(files: readonly File[]): (File & { id: string })[] {
  return files.flatMap((file) =>
    file.id !== undefined && file.type === 'MP4' && file.isReady && file.downloadUrl
      ? [{ ...file, id: file.id }]
      : [],
  )
}

function transcriptOf(files: readonly File[]): File | undefined {
  return files.find((file) => file.type === 'TRANSCRIPT' && file.isReady && file.downloadUrl)
}

async function linkOf(
  zoom: Zoom,
  uuid: string,
  fileId: string,
  want: 'film' | 'transcript',
  call: Call,
): Promise<RecordingLink | undefined> {
  const { files, downloadToken } = await recordingsOf(zoom, uuid, call)
  const film = filmsOf(files).find(({ id }) => id === fileId)
  const file = film && (want === 'film' ? film : transcriptOf(files))
  if (!file?.downloadUrl) return undefined
  const headers: Record<string, string> = downloadToken ? { authorization: `Bearer ${downloadToken}` } : {}
  return { url: file.downloadUrl, headers }
}

/** Documented: an instance without a recording is refused, which says no more than that. */
async function recordingsOf(zoom: Zoom, uuid: string, call: Call): Promise<ZoomRecordings> {
  try {
    return await zoom.recordings(uuid, { ...options(call), ttlSeconds: LINK_SECONDS })
  } catch (error) {
    if (isGone(error)) return { files: [], downloadToken: undefined }
    throw error
  }
}
