import type { Recording as TheirRecording } from '@lectern/bigbluebutton-client'
import { ProviderError } from '../../domain/errors.ts'
import { overlaps, type Span } from '../../domain/stay.ts'
import type { Call, Connection, Recording, RecordingsPart } from '../provider.ts'
import { BIGBLUEBUTTON } from './app-id.ts'
import { type Connect, options, translated } from './connect.ts'
import { meetingIdOf } from './meeting-id.ts'

/** An answer of so many stays small: each recording may have hundreds of previews. */
const PAGE_SIZE = 25
/** What browsers and our player take for a film. */
const FILM = /\.(mp4|m4v|webm)$/i
/** Assumed: where the page of the format `video` has its film. */
const FILM_OF_PAGE = 'video-0.m4v'

/**
 * Recordings that are processed and published, of the runs that overlap a stretch of time. Presentations are pages and
 * stay at the server; a film is there where the server makes the format `video`.
 */
export function recordingsPart(connect: Connect): RecordingsPart {
  async function* list(connection: Connection, roomKey: string, span: Span, call: Call) {
    const meetingID = meetingIdOf(roomKey)
    const client = connect(connection, call)
    for (let offset = 0; ; offset += PAGE_SIZE) {
      const search = { meetingIDs: [meetingID], states: ['published'], offset, limit: PAGE_SIZE }
      const page = await translated(() => client.getRecordings(search, options(call)))
      yield page.filter((one) => isOf(one, meetingID, span))
      if (page.length < PAGE_SIZE) return
    }
  }

  return {
    // Captions are told of for each recording alone, and not by Scalelite: nobody could say which have some.
    gives: { transcripts: false, chapters: false },
    async *listRecordings(connection, roomKey, span, call) {
      for await (const page of list(connection, roomKey, span, call)) yield page.map(toRecording)
    },
    async fileOf(connection, roomKey, { key, span }, kind, call) {
      for await (const page of list(connection, roomKey, span, call)) {
        const found = page.find(({ recordID }) => recordID === key)
        if (!found) continue
        const url = kind === 'film' ? filmOf(found) : undefined
        if (url !== undefined) return { url, headers: {} }
      }
      throw new ProviderError('not-found', {
        provider: BIGBLUEBUTTON,
        detail: `no ${kind} of recording ${key}`,
      })
    },
  }
}

/** A server with a page of many meetings may answer with more than was asked for. */
function isOf({ meetingID, startedAt, endedAt }: TheirRecording, asked: string, span: Span): boolean {
  return meetingID === asked && (startedAt === undefined || overlaps({ startedAt, endedAt }, span))
}

function toRecording(recording: TheirRecording): Recording {
  const film = filmOf(recording)
  const { recordID: key, name, endedAt, startedAt, formats } = recording
  return {
    key,
    name,
    recordedAt: endedAt ?? startedAt,
    sizeBytes: film ? formats.find(({ type }) => type === 'video')?.sizeBytes : undefined,
    hasFile: film !== undefined,
    hasTranscript: false,
  }
}

function filmOf({ formats }: TheirRecording): string | undefined {
  const direct = formats.find(({ url }) => FILM.test(new URL(url).pathname))
  if (direct) return direct.url
  const page = formats.find(({ type, url }) => type === 'video' && new URL(url).pathname.endsWith('/'))
  return page && new URL(FILM_OF_PAGE, page.url).href
}
