import { GotoError } from './errors.ts'
import { requestIdOf } from './exchange.ts'
import { type CallOptions, type GotoHttp, path, type ReportOptions } from './http.ts'
import type { DateRange } from './meetings.ts'
import { optionalUrl, readArray, readArrayOrEmpty, readObject } from './read.ts'
import { TRAINING_ROOT } from './training-paths.ts'
import {
  readTrainingAttendee,
  readTrainingRecording,
  readTrainingSession,
  type TrainingAttendee,
  type TrainingRecording,
  type TrainingRef,
  type TrainingSession,
  writeRange,
} from './trainings.types.ts'

/** What was: sessions, who came, recordings. */
export class TrainingReports {
  readonly #http: GotoHttp

  constructor(http: GotoHttp) {
    this.#http = http
  }

  /** Sessions that an organizer held in a span. */
  async sessionsByOrganizer(
    request: DateRange & { organizerKey: string },
    options: CallOptions = {},
  ): Promise<TrainingSession[]> {
    return this.#http.call({
      method: 'POST',
      path: TRAINING_ROOT + path`/reports/organizers/${request.organizerKey}/sessions`,
      body: writeRange(request),
      readOnly: true,
      what: 'the sessions',
      read: (json) => readArray(json, 'sessions', readTrainingSession),
      signal: options.signal,
    })
  }

  /** Sessions of a training. */
  async sessions(ref: TrainingRef, options: ReportOptions = {}): Promise<TrainingSession[]> {
    return this.#http.call({
      method: 'GET',
      path: TRAINING_ROOT + path`/reports/organizers/${ref.organizerKey}/trainings/${ref.trainingKey}`,
      what: 'the sessions',
      read: (json) => readArray(json, 'sessions', readTrainingSession),
      ...options,
    })
  }

  /** Who came to a session, and who did not. */
  async attendees(
    request: { organizerKey: string; sessionKey: string },
    options: ReportOptions = {},
  ): Promise<TrainingAttendee[]> {
    const { organizerKey, sessionKey } = request
    return this.#http.call({
      method: 'GET',
      path: TRAINING_ROOT + path`/reports/organizers/${organizerKey}/sessions/${sessionKey}/attendees`,
      what: 'the attendees',
      read: (json) => readArray(json, 'attendees', readTrainingAttendee),
      ...options,
    })
  }

  /** Recordings of a training. */
  async recordings(trainingKey: string, options: CallOptions = {}): Promise<TrainingRecording[]> {
    return this.#http.call({
      method: 'GET',
      path: TRAINING_ROOT + path`/trainings/${trainingKey}/recordings`,
      what: 'the recordings',
      read: (json) => {
        const list = readObject(json, 'recordings').recordingList
        return readArrayOrEmpty(list, 'recordingList', readTrainingRecording)
      },
      signal: options.signal,
    })
  }

  /** Where the file of a recording is: the address that GoTo redirects to. */
  async recordingUrl(
    request: { trainingKey: string; recordingId: string },
    options: CallOptions = {},
  ): Promise<string> {
    const address = TRAINING_ROOT + path`/trainings/${request.trainingKey}/recordings/${request.recordingId}`
    const answer = await this.#http.send(
      { method: 'GET', path: address, what: 'the recording', signal: options.signal },
      [301, 302, 303, 307, 308],
    )
    const url = optionalUrl(answer.headers.get('location'))
    if (url !== undefined) return url
    throw new GotoError(`GoTo's answer to GET ${address} names no file.`, {
      kind: 'unexpected-response',
      status: answer.status,
      requestId: requestIdOf(answer.headers, undefined),
      body: answer.text,
    })
  }
}
