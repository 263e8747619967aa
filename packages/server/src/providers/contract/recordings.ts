import type { Span } from '../../domain/stay.ts'
import type { Call, Connection } from './connection.ts'

export interface RecordingsPart {
  readonly gives: RecordingAbilities
  /**
   * It tells of each recording once, with a link that ends (`inbound`, `ToldRecording`): nothing is listed, and no link can be
   * asked for. Default: no.
   */
  readonly areTold?: boolean
  /**
   * The recordings of a room's runs in a stretch of time, as far as they are out, page by page; no page before, and hours
   * after the end at times.
   *
   * @throws {WithheldError} when the service gives this account none
   * @throws {ProviderError}
   */
  listRecordings(
    connection: Connection,
    roomKey: string,
    span: Span,
    call: Call,
  ): AsyncIterable<readonly Recording[]>
  /**
   * A fresh link to the film, or to what was said in it.
   *
   * @throws {ProviderError} `not-found` when the service has it no longer
   */
  fileOf(
    connection: Connection,
    roomKey: string,
    recording: { readonly key: string; readonly span: Span },
    kind: 'film' | 'transcript',
    call: Call,
  ): Promise<RecordingLink>
}

/** What a service gives of its recordings. Callers branch on nothing else. */
export interface RecordingAbilities {
  /** What was said, as WebVTT. */
  readonly transcripts: boolean
  /** Parts of a film with names. Default without: the player shows none. */
  readonly chapters: boolean
}

/** A recording of one run of a room. Nothing here leads to its file: links run out, and are asked for when they are needed. */
export interface Recording {
  /** The service's key: an opaque text for us, the same each time that it is listed. */
  readonly key: string
  readonly name: string
  /** When it was made, or when its run ended; undefined where the service does not say. */
  readonly recordedAt: Date | undefined
  readonly sizeBytes: number | undefined
  /** It has a film that can be fetched. Without, it stays at the service. */
  readonly hasFile: boolean
  readonly hasTranscript: boolean
}

/** Where a file of a recording is at this moment: a secret, that no browser and no table gets to see. */
export interface RecordingLink {
  readonly url: string
  /** What has to be sent along. */
  readonly headers: Readonly<Record<string, string>>
}
