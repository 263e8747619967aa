import { type CallOptions, type GotoHttp, path } from './http.ts'
import {
  optionalBoolean,
  optionalText,
  optionalUrl,
  readArray,
  readArrayOrEmpty,
  readObject,
  requiredKey,
} from './read.ts'
import { webinarPath } from './webinar-paths.ts'
import type { WebinarRef } from './webinars.types.ts'

/** Who shall run a webinar too: a GoTo user of the account, or anyone with an address. */
export type CoorganizerBody =
  | { external: false; organizerKey: string }
  | { external: true; givenName: string; email: string }

/** Who runs a webinar too. */
export interface Coorganizer {
  /** Names them in the calls below. */
  memberKey: string
  external: boolean
  email: string | undefined
  givenName: string | undefined
  surname: string | undefined
  /** Lets this person in with rights, without the organizer's sign-in: a secret. */
  joinLink: string | undefined
}

/** Who speaks in a webinar. */
export interface Panelist {
  /** GoTo says `panelistId` in lists. */
  panelistKey: string
  name: string | undefined
  email: string | undefined
  /** A secret. */
  joinLink: string | undefined
}

/** One co-organizer of one webinar. */
export type CoorganizerRef = WebinarRef & {
  coorganizerKey: string
  /** GoTo looks among the account's own users unless it is true. */
  external?: boolean
}

/** People who run or speak in a webinar. Adding is not idempotent: look at the list first. */
export class WebinarHosts {
  readonly #http: GotoHttp

  constructor(http: GotoHttp) {
    this.#http = http
  }

  /** Everyone who runs the webinar beside its organizer. */
  async coorganizers(ref: WebinarRef, options: CallOptions = {}): Promise<Coorganizer[]> {
    return this.#http.call({
      method: 'GET',
      path: `${webinarPath(ref)}/coorganizers`,
      what: 'the co-organizers',
      read: (json) => readArrayOrEmpty(json, 'co-organizers', readCoorganizer),
      signal: options.signal,
    })
  }

  /** Adds co-organizers; gives those that were added, with their links. */
  async addCoorganizers(
    ref: WebinarRef,
    bodies: CoorganizerBody[],
    options: CallOptions = {},
  ): Promise<Coorganizer[]> {
    return this.#http.call({
      method: 'POST',
      path: `${webinarPath(ref)}/coorganizers`,
      body: bodies,
      what: 'the added co-organizers',
      read: (json) => readArray(json, 'co-organizers', readCoorganizer),
      signal: options.signal,
    })
  }

  /** Takes the rights from a co-organizer. */
  async removeCoorganizer(ref: CoorganizerRef, options: CallOptions = {}): Promise<void> {
    await this.#http.run({
      method: 'DELETE',
      path: webinarPath(ref) + path`/coorganizers/${ref.coorganizerKey}`,
      query: { external: ref.external },
      what: 'the removed co-organizer',
      signal: options.signal,
    })
  }

  /** Mails a co-organizer their link again. */
  async resendCoorganizerInvitation(ref: CoorganizerRef, options: CallOptions = {}): Promise<void> {
    await this.#http.run({
      method: 'POST',
      path: webinarPath(ref) + path`/coorganizers/${ref.coorganizerKey}/resendInvitation`,
      query: { external: ref.external },
      what: 'the invitation',
      signal: options.signal,
    })
  }

  /** Everyone who speaks. */
  async panelists(ref: WebinarRef, options: CallOptions = {}): Promise<Panelist[]> {
    return this.#http.call({
      method: 'GET',
      path: `${webinarPath(ref)}/panelists`,
      what: 'the panelists',
      read: (json) => readArrayOrEmpty(json, 'panelists', readPanelist),
      signal: options.signal,
    })
  }

  /** Adds panelists; gives those that were added, with their links. */
  async addPanelists(
    ref: WebinarRef,
    bodies: { name: string; email: string }[],
    options: CallOptions = {},
  ): Promise<Panelist[]> {
    return this.#http.call({
      method: 'POST',
      path: `${webinarPath(ref)}/panelists`,
      body: bodies,
      what: 'the added panelists',
      read: (json) => readArray(json, 'panelists', readPanelist),
      signal: options.signal,
    })
  }

  /** Takes a panelist off. */
  async removePanelist(ref: WebinarRef & { panelistKey: string }, options: CallOptions = {}): Promise<void> {
    await this.#http.run({
      method: 'DELETE',
      path: webinarPath(ref) + path`/panelists/${ref.panelistKey}`,
      what: 'the removed panelist',
      signal: options.signal,
    })
  }

  /** Mails a panelist their link again. */
  async resendPanelistInvitation(
    ref: WebinarRef & { panelistKey: string },
    options: CallOptions = {},
  ): Promise<void> {
    await this.#http.run({
      method: 'POST',
      path: webinarPath(ref) + path`/panelists/${ref.panelistKey}/resendInvitation`,
      what: 'the invitation',
      signal: options.signal,
    })
  }
}

function readCoorganizer(json: unknown): Coorganizer {
  const coorganizer = readObject(json, 'co-organizer')
  return {
    memberKey: requiredKey(coorganizer.memberKey, 'memberKey'),
    external: optionalBoolean(coorganizer.external) ?? false,
    email: optionalText(coorganizer.email),
    givenName: optionalText(coorganizer.givenName),
    surname: optionalText(coorganizer.surname),
    joinLink: optionalUrl(coorganizer.joinLink),
  }
}

function readPanelist(json: unknown): Panelist {
  const panelist = readObject(json, 'panelist')
  return {
    panelistKey: requiredKey(panelist.panelistKey ?? panelist.panelistId, 'panelistKey'),
    name: optionalText(panelist.name),
    email: optionalText(panelist.email),
    joinLink: optionalUrl(panelist.joinLink),
  }
}
