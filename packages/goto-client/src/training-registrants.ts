import { GotoError } from './errors.ts'
import { fieldsOf } from './exchange.ts'
import { type CallOptions, type GotoHttp, path } from './http.ts'
import { optionalKey, readArray } from './read.ts'
import { trainingPath } from './training-paths.ts'
import {
  readTrainingRegistrant,
  readTrainingRegistration,
  type TrainingRef,
  type TrainingRegistrant,
  type TrainingRegistration,
} from './trainings.types.ts'

/** People registered for a training. Reads may lag up to two hours behind changes. */
export class TrainingRegistrants {
  readonly #http: GotoHttp

  constructor(http: GotoHttp) {
    this.#http = http
  }

  /** Registers a person; one who is registered already is looked up and returned. */
  async create(
    ref: TrainingRef,
    body: { email: string; givenName: string; surname: string },
    options: CallOptions = {},
  ): Promise<TrainingRegistration> {
    try {
      return await this.#http.call({
        method: 'POST',
        path: `${trainingPath(ref)}/registrants`,
        body,
        what: 'the registration',
        read: readTrainingRegistration,
        signal: options.signal,
      })
    } catch (error) {
      if (!(error instanceof GotoError) || error.kind !== 'conflict') throw error
      const existing = await this.#findExisting(ref, body.email, error, options)
      if (existing === undefined) throw error
      return existing
    }
  }

  /** One registrant. */
  async get(
    ref: TrainingRef & { registrantKey: string },
    options: CallOptions = {},
  ): Promise<TrainingRegistrant> {
    return this.#http.call({
      method: 'GET',
      path: trainingPath(ref) + path`/registrants/${ref.registrantKey}`,
      what: 'the registrant',
      read: readTrainingRegistrant,
      signal: options.signal,
    })
  }

  /** All registrants. */
  async list(ref: TrainingRef, options: CallOptions = {}): Promise<TrainingRegistrant[]> {
    return this.#http.call({
      method: 'GET',
      path: `${trainingPath(ref)}/registrants`,
      what: 'the registrants',
      read: (json) => readArray(json, 'registrants', readTrainingRegistrant),
      signal: options.signal,
    })
  }

  /** Ends a registration; GoTo sends no mail. Paid ones cannot be ended here. */
  async delete(ref: TrainingRef & { registrantKey: string }, options: CallOptions = {}): Promise<void> {
    await this.#http.run({
      method: 'DELETE',
      path: trainingPath(ref) + path`/registrants/${ref.registrantKey}`,
      what: 'the deleted registrant',
      signal: options.signal,
    })
  }

  /** The 409 names the key. Reads lag, so that key counts even when nothing can be read under it yet. */
  async #findExisting(
    ref: TrainingRef,
    email: string,
    conflict: GotoError,
    options: CallOptions,
  ): Promise<TrainingRegistration | undefined> {
    const registrantKey = optionalKey(fieldsOf(conflict.body ?? '')?.registrantKey)
    const wanted = email.trim().toLowerCase()
    const found =
      registrantKey === undefined
        ? (await this.list(ref, options)).find((registrant) => registrant.email.toLowerCase() === wanted)
        : await this.#findByKey({ ...ref, registrantKey }, options)
    const key = found?.registrantKey ?? registrantKey
    if (key === undefined) return undefined
    return {
      registrantKey: key,
      joinUrl: found?.joinUrl,
      confirmationUrl: found?.confirmationUrl,
      alreadyRegistered: true,
    }
  }

  async #findByKey(
    ref: TrainingRef & { registrantKey: string },
    options: CallOptions,
  ): Promise<TrainingRegistrant | undefined> {
    return this.get(ref, options).catch((error: unknown) => {
      if (error instanceof GotoError && error.kind === 'not-found') return undefined
      throw error
    })
  }
}
