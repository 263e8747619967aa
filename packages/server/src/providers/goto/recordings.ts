import { ProviderError } from '../../domain/errors.ts'
import type { Span } from '../../domain/stay.ts'
import { type Recording, type RecordingLink, type RecordingsPart, WithheldError } from '../provider.ts'
import { rightMissing } from './check.ts'
import type { Connect } from './connect.ts'
import { translated } from './errors.ts'
import { EARLY_RUN_MS, options } from './room-text.ts'

/** A recording with its links, as GoTo lists it. They need no token (assumed), so that they are kept from everybody. */
interface Listed extends Recording {
  readonly film: string | undefined
  readonly transcript: string | undefined
}

type List = (
  connection: Parameters<RecordingsPart['listRecordings']>[0],
  roomKey: string,
  span: Span,
  call: Parameters<Connect>[1],
) => AsyncIterable<readonly Listed[]>

/** Documented: no product tells of chapters. */
const NO_CHAPTERS = { chapters: false }

/** Meetings: one recording for each run, in the history. What was said stands only on a page of GoTo's. */
export function meetingRecordings(connect: Connect, now: () => Date): RecordingsPart {
  return partOf({ transcripts: false, ...NO_CHAPTERS }, async function* (connection, key, span, call) {
    const range = { startDate: new Date(span.from.getTime() - EARLY_RUN_MS), endDate: now() }
    const held = await connect(connection, call).meetings.historical(range, options(call))
    yield held.flatMap(({ meetingId, recording, endTime, startTime }) =>
      recording?.recordingId && meetingId === key && startTime <= span.to
        ? [
            {
              ...listed(recording.recordingId, recording.recordingName, endTime, recording.downloadUrl),
              sizeBytes: recording.fileSize,
            },
          ]
        : [],
    )
  })
}

/** Webinars: assets with a film, and what was said where GoTo has written it down. */
export function webinarRecordings(connect: Connect): RecordingsPart {
  return partOf({ transcripts: true, ...NO_CHAPTERS }, async function* (connection, key, _span, call) {
    const { recordings } = connect(connection, call).webinars
    for await (const assets of recordings.pages(key, options(call)))
      yield assets.map((asset) => ({
        ...listed(asset.recordingAssetKey, asset.name, asset.createTime, asset.mp4DownloadUrl),
        transcript: asset.transcriptDownloadUrl,
        hasTranscript: asset.transcriptDownloadUrl !== undefined,
      }))
  })
}

/** Trainings: a list with links, and a call that leads to the file of each. */
export function trainingRecordings(connect: Connect): RecordingsPart {
  const part = partOf({ transcripts: false, ...NO_CHAPTERS }, async function* (connection, key, _span, call) {
    const all = await connect(connection, call).trainings.reports.recordings(key, options(call))
    yield all.map(({ recordingId, name, endDate, downloadUrl }) =>
      listed(recordingId, name, endDate, downloadUrl),
    )
  })
  return {
    ...part,
    async fileOf(connection, trainingKey, { key: recordingId, span }, kind, call) {
      // What is deleted is in the list no more; the address alone might still lead somewhere.
      await part.fileOf(connection, trainingKey, { key: recordingId, span }, kind, call)
      const request = { trainingKey, recordingId }
      const url = await translated(() =>
        connect(connection, call).trainings.reports.recordingUrl(request, options(call)),
      )
      return { url, headers: {} }
    },
  }
}

function listed(
  key: string,
  name: string | undefined,
  recordedAt: Date | undefined,
  film: string | undefined,
): Listed {
  const texts = { key, name: name ?? '', recordedAt, sizeBytes: undefined }
  return { ...texts, film, transcript: undefined, hasFile: film !== undefined, hasTranscript: false }
}

/** Links run out: each is asked for anew, by the list that has it. */
function partOf(gives: RecordingsPart['gives'], list: List): RecordingsPart {
  return {
    gives,
    async *listRecordings(connection, roomKey, span, call) {
      for await (const page of inOurWords(list(connection, roomKey, span, call)))
        yield page.map(({ film: _film, transcript: _transcript, ...recording }) => recording)
    },
    async fileOf(connection, roomKey, { key, span }, kind, call): Promise<RecordingLink> {
      for await (const page of inOurWords(list(connection, roomKey, span, call))) {
        const url = page.find((one) => one.key === key)?.[kind]
        if (url !== undefined) return { url, headers: {} }
      }
      throw new ProviderError('not-found', { provider: 'GoTo', detail: `no ${kind} of recording ${key}` })
    },
  }
}

/** Pages whose failures become ours. */
async function* inOurWords<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  const rest = pages[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await translated(() => rest.next())
      if (next.done) return
      yield next.value
    }
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'forbidden')) throw error
    const detail = error.cause instanceof Error ? error.cause.message : error.message
    throw new WithheldError(rightMissing(error.cause), { provider: 'GoTo', detail }, { cause: error })
  } finally {
    await rest.return?.()
  }
}
