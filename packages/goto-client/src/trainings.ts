import { type CallOptions, type GotoHttp, path } from './http.ts'
import { numericKey } from './json.ts'
import type { DateRange, HostUrl } from './meetings.ts'
import { optionalNumber, readArray, readObject, requiredKey, requiredUrl } from './read.ts'
import { TRAINING_ROOT, trainingPath } from './training-paths.ts'
import { TrainingRegistrants } from './training-registrants.ts'
import { TrainingReports } from './training-reports.ts'
import {
  readOrganizer,
  readTraining,
  type Training,
  type TrainingBody,
  type TrainingOrganizer,
  type TrainingRef,
  type TrainingRegistrationSettings,
  writeRange,
} from './trainings.types.ts'

/** Whom GoTo told of new times. */
export interface NotifiedParties {
  notifiedRegistrants: number | undefined
  notifiedTrainers: number | undefined
}

/**
 * GoToTraining: rooms with one registration for several times. A training has no single update: four calls
 * change its four parts, and each can fail alone.
 */
export class Trainings {
  readonly #http: GotoHttp
  readonly registrants: TrainingRegistrants
  readonly reports: TrainingReports

  constructor(http: GotoHttp) {
    this.#http = http
    this.registrants = new TrainingRegistrants(http)
    this.reports = new TrainingReports(http)
  }

  /**
   * Plans a training.
   *
   * @throws {GotoError} `OrganizerOverlap` when the organizer has another training at that time
   */
  async create(
    request: { organizerKey: string; body: TrainingBody },
    options: CallOptions = {},
  ): Promise<{ trainingKey: string }> {
    const { times, organizers, ...body } = request.body
    return this.#http.call({
      method: 'POST',
      path: TRAINING_ROOT + path`/organizers/${request.organizerKey}/trainings`,
      body: { ...body, times: times.map(writeRange), organizers: organizers?.map(numericKey) },
      bareText: true,
      what: 'the created training',
      read: (json) => ({ trainingKey: requiredKey(json, 'trainingKey') }),
      signal: options.signal,
    })
  }

  /** One training. */
  async get(ref: TrainingRef, options: CallOptions = {}): Promise<Training> {
    return this.#http.call({
      method: 'GET',
      path: trainingPath(ref),
      what: 'the training',
      read: readTraining,
      signal: options.signal,
    })
  }

  /** An organizer's trainings that are planned or running, oldest made first; ended ones are missing. */
  async list(organizerKey: string, options: CallOptions = {}): Promise<Training[]> {
    return this.#http.call({
      method: 'GET',
      path: TRAINING_ROOT + path`/organizers/${organizerKey}/trainings`,
      what: 'the trainings',
      read: (json) => readArray(json, 'trainings', readTraining),
      signal: options.signal,
    })
  }

  /**
   * Deletes a training; GoTo sends no mail. One that is gone is `not-found`, or (seen in the field) `rejected`
   * with the code `InvalidRequest`: ask with `get` before taking that for a failure.
   */
  async delete(ref: TrainingRef, options: CallOptions = {}): Promise<void> {
    await this.#http.run({
      method: 'DELETE',
      path: trainingPath(ref),
      what: 'the deleted training',
      signal: options.signal,
    })
  }

  /** Renames a training. */
  async updateNameDescription(
    ref: TrainingRef,
    body: { name: string; description?: string },
    options: CallOptions = {},
  ): Promise<void> {
    await this.#put(ref, 'nameDescription', body, options)
  }

  /** Moves a training. Both groups are mailed unless told otherwise. */
  async updateTimes(
    ref: TrainingRef,
    body: { timeZone: string; times: DateRange[]; notifyRegistrants?: boolean; notifyTrainers?: boolean },
    options: CallOptions = {},
  ): Promise<NotifiedParties> {
    return this.#http.call({
      method: 'PUT',
      path: `${trainingPath(ref)}/times`,
      body: { ...body, times: body.times.map(writeRange) },
      what: 'the moved training',
      read: (json) => {
        const notified = readObject(json, 'notified parties')
        return {
          notifiedRegistrants: optionalNumber(notified.notifiedRegistrants),
          notifiedTrainers: optionalNumber(notified.notifiedTrainers),
        }
      },
      signal: options.signal,
    })
  }

  /** Changes how people can register. */
  async updateRegistrationSettings(
    ref: TrainingRef,
    body: TrainingRegistrationSettings,
    options: CallOptions = {},
  ): Promise<void> {
    await this.#put(ref, 'registrationSettings', body, options)
  }

  /** Replaces the co-organizers; who planned the training stays. Only in accounts whose users share. */
  async updateOrganizers(
    ref: TrainingRef,
    body: { organizers: string[]; notifyOrganizers?: boolean },
    options: CallOptions = {},
  ): Promise<void> {
    await this.#put(ref, 'organizers', { ...body, organizers: body.organizers.map(numericKey) }, options)
  }

  /** Who runs a training. */
  async organizers(ref: TrainingRef, options: CallOptions = {}): Promise<TrainingOrganizer[]> {
    return this.#http.call({
      method: 'GET',
      path: `${trainingPath(ref)}/organizers`,
      what: 'the organizers',
      read: (json) => readArray(json, 'organizers', readOrganizer),
      signal: options.signal,
    })
  }

  /** Gives the URL that starts the training as its host. */
  async start(trainingKey: string, options: CallOptions = {}): Promise<HostUrl> {
    return this.#http.call({
      method: 'GET',
      path: TRAINING_ROOT + path`/trainings/${trainingKey}/start`,
      what: 'the start of the training',
      read: (json) => ({ hostURL: requiredUrl(readObject(json, 'start').hostURL, 'hostURL') }),
      signal: options.signal,
    })
  }

  /** Gives the URL that starts the training; the organizer must sign in there. */
  async startUrl(ref: TrainingRef, options: CallOptions = {}): Promise<string> {
    return this.#url(ref, 'startUrl', options)
  }

  /** Gives the page where the training is managed; the organizer must sign in there. */
  async manageUrl(ref: TrainingRef, options: CallOptions = {}): Promise<string> {
    return this.#url(ref, 'manageUrl', options)
  }

  async #put(ref: TrainingRef, part: string, body: object, options: CallOptions): Promise<void> {
    await this.#http.run({
      method: 'PUT',
      path: `${trainingPath(ref)}/${part}`,
      body,
      what: 'the changed training',
      signal: options.signal,
    })
  }

  async #url(ref: TrainingRef, kind: 'startUrl' | 'manageUrl', options: CallOptions): Promise<string> {
    return this.#http.call({
      method: 'GET',
      path: `${trainingPath(ref)}/${kind}`,
      bareText: true,
      what: 'the address',
      read: (json) => requiredUrl(json, kind),
      signal: options.signal,
    })
  }
}
