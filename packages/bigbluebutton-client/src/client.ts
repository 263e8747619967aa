import { setTimeout as sleep } from 'node:timers/promises'
import { BigBlueButtonError, type BigBlueButtonErrorKind } from './errors.ts'
import { type Answer, exchange } from './exchange.ts'
import {
  type CreatedMeeting,
  type CreateMeeting,
  createParams,
  type Join,
  joinParams,
  type MeetingInfo,
  type Recording,
  type RecordingSearch,
  readCreated,
  readMeeting,
  readRecording,
  readTextTracks,
  type TextTrack,
} from './meetings.ts'
import { apiFolder, type Params, type Server, signedUrl } from './sign.ts'
import { type ElementTree, flagOf, listOf, readResponse, ShapeError, textOf } from './xml.ts'

const DEFAULT_TIMEOUT_MS = 15_000
const DEFAULT_MAX_ATTEMPTS = 3
const BACKOFF_MS = 300
/** A longer wait is the caller's to arrange: the error carries `retryAfterMs`. */
const WAIT_MAX_MS = 10_000

/** One attempt of a call, for logs and metrics. Holds no secret, checksum or person. */
export interface BigBlueButtonCall {
  readonly call: string
  readonly status: number | undefined
  readonly durationMs: number
  readonly error?: BigBlueButtonError
}

export interface BigBlueButtonOptions extends Server {
  readonly fetch?: typeof fetch
  /** Per attempt; 15 s unless told. */
  readonly timeoutMs?: number
  /** 3 unless told, 1 switches repeating off. */
  readonly maxAttempts?: number
  /** Hears of every attempt. Must not throw. */
  readonly onCall?: (call: BigBlueButtonCall) => void
}

/** What every call takes last. */
export interface CallOptions {
  /** Ends the call early; its reason is thrown. A write may have been carried out all the same. */
  readonly signal?: AbortSignal | undefined
}

/** What a server says of itself, without a secret. */
export interface ServerInfo {
  /** Of the API, such as `2.0`. */
  readonly apiVersion: string | undefined
  /** Such as `3.0.4`; undefined where its administrator does not let it tell, and at Scalelite. */
  readonly version: string | undefined
  /** Its clock, to the second; undefined where nothing tells. */
  readonly now: Date | undefined
}

const READ = { isWrite: false, isRepeatable: true }

/** The API of a BigBlueButton server, or of Scalelite before several. */
export class BigBlueButton {
  readonly #options: BigBlueButtonOptions

  constructor(options: BigBlueButtonOptions) {
    this.#options = options
  }

  /** The address that lets one person in; whoever has it is that person, for as long as a meeting of this id is there. */
  joinUrl(join: Join): string {
    return signedUrl(this.#options, 'join', joinParams(join))
  }

  /** Makes a meeting. One that is there stays as it is, so that this may be called before every join. */
  create(meeting: CreateMeeting, options: CallOptions = {}): Promise<CreatedMeeting> {
    const call = { isWrite: true, isRepeatable: true }
    return this.#call('create', createParams(meeting), call, options, readCreated)
  }

  /** Whether somebody is in it. A meeting that is not there does not run. */
  isMeetingRunning(meetingID: string, options: CallOptions = {}): Promise<boolean> {
    return this.#call('isMeetingRunning', { meetingID }, READ, options, (answer) => flagOf(answer, 'running'))
  }

  /** @throws {BigBlueButtonError} `not-found` also when it is over */
  getMeetingInfo(meetingID: string, options: CallOptions = {}): Promise<MeetingInfo> {
    return this.#call('getMeetingInfo', { meetingID }, READ, options, readMeeting)
  }

  /** Every meeting that is there, whoever made it. */
  getMeetings(options: CallOptions = {}): Promise<MeetingInfo[]> {
    return this.#call('getMeetings', {}, READ, options, (answer) =>
      listOf(answer, 'meetings', 'meeting').map(readMeeting),
    )
  }

  /** Throws everybody out, some seconds later. @throws {BigBlueButtonError} `not-found` */
  async end(meetingID: string, options: CallOptions = {}): Promise<void> {
    const call = { isWrite: true, isRepeatable: false }
    await this.#call('end', { meetingID }, call, options, () => undefined)
  }

  /** Those that are processed, unless states are asked for. */
  getRecordings(search: RecordingSearch, options: CallOptions = {}): Promise<Recording[]> {
    const params = {
      meetingID: search.meetingIDs?.join(','),
      recordID: search.recordIDs?.join(','),
      state: search.states?.join(','),
      offset: search.offset,
      limit: search.limit,
    }
    return this.#call('getRecordings', params, READ, options, (answer) =>
      listOf(answer, 'recordings', 'recording').map(readRecording),
    )
  }

  async publishRecordings(recordIDs: readonly string[], publish: boolean, options: CallOptions = {}) {
    const call = { isWrite: true, isRepeatable: true }
    await this.#call(
      'publishRecordings',
      { recordID: recordIDs.join(','), publish },
      call,
      options,
      () => undefined,
    )
  }

  /** For good. @throws {BigBlueButtonError} `not-found` when none of them is there */
  async deleteRecordings(recordIDs: readonly string[], options: CallOptions = {}): Promise<void> {
    const call = { isWrite: true, isRepeatable: false }
    await this.#call('deleteRecordings', { recordID: recordIDs.join(',') }, call, options, () => undefined)
  }

  /** Captions of a recording. @throws {BigBlueButtonError} `rejected` at Scalelite, which has no such call */
  async getRecordingTextTracks(recordID: string, options: CallOptions = {}): Promise<TextTrack[]> {
    const call = 'getRecordingTextTracks'
    const answer = await this.#send(call, signedUrl(this.#options, call, { recordID }), READ, options)
    return this.#read(call, READ, answer, () => {
      // Documented: this one call answers in JSON; its refusals may be in XML.
      if (/^\s*</.test(answer.text)) succeeded(call, readResponse(answer.text), READ, answer.status)
      return readTextTracks(answer.text, (response) => succeeded(call, response, READ, answer.status))
    })
  }

  /** Asks the bare address, which needs no secret. */
  async serverInfo(options: CallOptions = {}): Promise<ServerInfo> {
    const answer = await this.#send('api', apiFolder(this.#options.url), READ, options)
    const response = this.#read('api', READ, answer, () =>
      succeeded('api', readResponse(answer.text), READ, answer.status),
    )
    const date = new Date(answer.headers.get('date') ?? '')
    return {
      apiVersion: textOf(response, 'apiVersion') || textOf(response, 'version') || undefined,
      version: textOf(response, 'bbbVersion') || undefined,
      now: Number.isNaN(date.getTime()) ? undefined : date,
    }
  }

  async #call<T>(
    call: string,
    params: Params,
    how: How,
    options: CallOptions,
    read: (response: ElementTree) => T,
  ): Promise<T> {
    const answer = await this.#send(call, signedUrl(this.#options, call, params), how, options)
    return this.#read(call, how, answer, () =>
      read(succeeded(call, readResponse(answer.text), how, answer.status)),
    )
  }

  #read<T>(call: string, { isWrite }: How, { status }: Answer, read: () => T): T {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      throw new BigBlueButtonError(`BigBlueButton's answer to ${call} could not be read: ${error.message}.`, {
        kind: 'unexpected-response',
        status,
        outcomeUnknown: isWrite,
        cause: error,
      })
    }
  }

  async #send(call: string, url: string, how: How, { signal }: CallOptions): Promise<Answer> {
    const attempts = how.isRepeatable ? Math.max(1, this.#options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS) : 1
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(call, url, how, signal)
      } catch (error) {
        if (!(error instanceof BigBlueButtonError) || attempt >= attempts) throw error
        if (error.kind !== 'unavailable' && error.kind !== 'rate-limited') throw error
        const waitMs = error.retryAfterMs ?? BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + Math.random())
        if (waitMs > WAIT_MAX_MS) throw error
        await sleep(waitMs, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted())
      }
    }
  }

  async #attempt(call: string, url: string, { isWrite }: How, signal?: AbortSignal): Promise<Answer> {
    const { fetch: send = fetch, timeoutMs = DEFAULT_TIMEOUT_MS, onCall } = this.#options
    const startedMs = performance.now()
    const tell = (status: number | undefined, error?: BigBlueButtonError) =>
      onCall?.({ call, status, durationMs: performance.now() - startedMs, ...(error && { error }) })
    try {
      const answer = await exchange({ call, url, isWrite, timeoutMs, signal, fetch: send })
      if (answer.status !== 200) throw ofStatus(call, answer, isWrite)
      tell(answer.status)
      return answer
    } catch (error) {
      if (error instanceof BigBlueButtonError) tell(error.status, error)
      throw error
    }
  }
}

interface How {
  readonly isWrite: boolean
  readonly isRepeatable: boolean
}

/** Refusals, by BigBlueButton's own words; those that are not listed are rules of its. */
const KINDS: Readonly<Record<string, BigBlueButtonErrorKind>> = {
  checksumError: 'unauthorized',
  notFound: 'not-found',
  invalidMeetingIdentifier: 'not-found',
  noRecordings: 'not-found',
  idNotUnique: 'conflict',
  // Scalelite's, for the servers behind it.
  internalError: 'unavailable',
  serverUnavailable: 'unavailable',
}

/** @throws {BigBlueButtonError} for a refusal, which comes with the status 200 */
function succeeded(call: string, response: ElementTree, { isWrite }: How, status: number): ElementTree {
  const code = textOf(response, 'returncode')?.toUpperCase()
  if (code === 'SUCCESS') return response
  if (code !== 'FAILED') throw new ShapeError('it has no returncode')
  const messageKey = textOf(response, 'messageKey')
  const kind = KINDS[messageKey ?? ''] ?? 'rejected'
  const words = (textOf(response, 'message') ?? '').slice(0, 300).replace(/[\s.]+$/, '')
  throw new BigBlueButtonError(`BigBlueButton refused ${call} (${messageKey || 'no key'}): ${words}.`, {
    kind,
    status,
    messageKey,
    outcomeUnknown: isWrite && kind === 'unavailable',
  })
}

function ofStatus(call: string, { status, headers }: Answer, isWrite: boolean): BigBlueButtonError {
  const kind: BigBlueButtonErrorKind =
    status === 429 ? 'rate-limited' : status === 408 || status >= 500 ? 'unavailable' : 'unexpected-response'
  const where = status >= 300 && status < 400 ? ` and leads to ${originOf(headers.get('location'))}` : ''
  return new BigBlueButtonError(`BigBlueButton answered ${status} to ${call}${where}.`, {
    kind,
    status,
    outcomeUnknown: isWrite && kind === 'unavailable',
    retryAfterMs: retryAfterMsOf(headers.get('retry-after')),
  })
}

function originOf(location: string | null): string {
  return URL.canParse(location ?? '') ? new URL(location ?? '').origin : 'another address'
}

/** `Retry-After` is seconds or a date. */
function retryAfterMsOf(value: string | null): number | undefined {
  if (!value) return undefined
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}
