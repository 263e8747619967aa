import { GotoError } from './errors.ts'
import { fieldsOf } from './exchange.ts'
import { type CallOptions, type GotoHttp, path } from './http.ts'
import { numericKey } from './json.ts'
import { collectPages, PAGE_SIZE, readDataPage } from './pages.ts'
import {
  type Fields,
  optionalBoolean,
  optionalInstant,
  optionalKey,
  optionalNumber,
  optionalText,
  optionalUrl,
  readArrayOrEmpty,
  readObject,
  requiredKey,
  requiredText,
  textList,
} from './read.ts'
import { webinarPath } from './webinar-paths.ts'
import type { WebinarRef } from './webinars.types.ts'

/** Members of a registration that are plain text, beside the name and the address. */
const TEXT_FIELDS = [
  'source',
  'address',
  'city',
  'state',
  'zipCode',
  'country',
  'phone',
  'organization',
  'jobTitle',
  'questionsAndComments',
  'industry',
  'numberOfEmployees',
  'purchasingTimeFrame',
  'purchasingRole',
] as const

type RegistrantTexts = Partial<Record<(typeof TEXT_FIELDS)[number], string>>

/** Who registers. Fields that the webinar requires (`fields`) must be there. */
export interface WebinarRegistrantBody extends RegistrantTexts {
  firstName: string
  lastName: string
  email: string
  /** Answers to the webinar's own questions: in words, or by the key of a given answer. */
  responses?: ({ questionKey: string } & ({ responseText: string } | { answerKey: string }))[]
}

/** A registration that was made, or was there before. */
export interface WebinarRegistration {
  registrantKey: string
  /** The registrant's own; undefined while the organizer has not approved. */
  joinUrl: string | undefined
  /** Undefined when just made. */
  status: string | undefined
  /** True when the address was registered already: nothing was changed, the name included. */
  alreadyRegistered: boolean
}

/** A registrant; lists leave out the texts and answers, `get` gives them. */
export interface WebinarRegistrant extends RegistrantTexts {
  registrantKey: string
  email: string
  firstName: string | undefined
  lastName: string | undefined
  /** `APPROVED`, `WAITING` or `DENIED`; there is no call to approve or deny. */
  status: string | undefined
  /** `LATE` for those of a past webinar, else `REGULAR`. */
  type: string | undefined
  registrationDate: Date | undefined
  joinUrl: string | undefined
  timeZone: string | undefined
  unsubscribed: boolean | undefined
  responses: { question: string | undefined; answer: string | undefined }[]
}

/** What a webinar asks of who registers. */
export interface WebinarRegistrationFields {
  fields: { field: string; required: boolean; maxSize: number | undefined; answers: string[] }[]
  questions: {
    questionKey: string
    question: string | undefined
    required: boolean
    /** `multipleChoice` or `shortAnswer`. */
    type: string | undefined
    maxSize: number | undefined
    answers: { answerKey: string; answer: string | undefined }[]
  }[]
}

/** People registered for a webinar. */
export class WebinarRegistrants {
  readonly #http: GotoHttp

  constructor(http: GotoHttp) {
    this.#http = http
  }

  /**
   * Registers a person; one who is registered already is looked up and returned.
   *
   * @param options.resendConfirmation whether someone registered already gets the mail again
   */
  async create(
    ref: WebinarRef,
    body: WebinarRegistrantBody,
    options: CallOptions & { resendConfirmation?: boolean } = {},
  ): Promise<WebinarRegistration> {
    try {
      return await this.#http.call({
        method: 'POST',
        path: `${webinarPath(ref)}/registrants`,
        query: { resendConfirmation: options.resendConfirmation },
        body: { ...body, responses: body.responses?.map(writeResponse) },
        what: 'the registration',
        read: readRegistration,
        signal: options.signal,
      })
    } catch (error) {
      if (!(error instanceof GotoError) || error.kind !== 'conflict') throw error
      const existing = await this.#findExisting(ref, body.email, error, options)
      if (existing === undefined) throw error
      const { registrantKey, joinUrl, status } = existing
      return { registrantKey, joinUrl, status, alreadyRegistered: true }
    }
  }

  /** One registrant, with everything they told. */
  async get(
    ref: WebinarRef & { registrantKey: string },
    options: CallOptions = {},
  ): Promise<WebinarRegistrant> {
    return this.#http.call({
      method: 'GET',
      path: webinarPath(ref) + path`/registrants/${ref.registrantKey}`,
      what: 'the registrant',
      read: readRegistrant,
      signal: options.signal,
    })
  }

  /** All registrants, condensed; all pages. */
  async list(ref: WebinarRef, options: CallOptions = {}): Promise<WebinarRegistrant[]> {
    return collectPages('registrants', (page) =>
      this.#http.call({
        method: 'GET',
        path: `${webinarPath(ref)}/registrants`,
        // `limit`, not `size`: the wrong one is ignored without a word.
        query: { page, limit: PAGE_SIZE },
        what: 'the registrants',
        read: (json) => readDataPage(json, 'registrants', readRegistrant),
        signal: options.signal,
      }),
    )
  }

  /** Ends a registration for a webinar that is still to come. */
  async delete(ref: WebinarRef & { registrantKey: string }, options: CallOptions = {}): Promise<void> {
    await this.#http.run({
      method: 'DELETE',
      path: webinarPath(ref) + path`/registrants/${ref.registrantKey}`,
      what: 'the deleted registrant',
      signal: options.signal,
    })
  }

  /** What the webinar asks of who registers. */
  async fields(ref: WebinarRef, options: CallOptions = {}): Promise<WebinarRegistrationFields> {
    return this.#http.call({
      method: 'GET',
      path: `${webinarPath(ref)}/registrants/fields`,
      what: 'the registration fields',
      read: readRegistrationFields,
      signal: options.signal,
    })
  }

  /** GoTo does not document what a 409 says; a key in it is a shortcut, the list is the sure way. */
  async #findExisting(
    ref: WebinarRef,
    email: string,
    conflict: GotoError,
    options: CallOptions,
  ): Promise<WebinarRegistrant | undefined> {
    const wanted = email.trim().toLowerCase()
    const isWanted = (registrant: WebinarRegistrant) => registrant.email.toLowerCase() === wanted
    const registrantKey = optionalKey(fieldsOf(conflict.body ?? '')?.registrantKey)
    if (registrantKey !== undefined) {
      const named = await this.get({ ...ref, registrantKey }, options).catch((error: unknown) => {
        if (error instanceof GotoError && error.kind === 'not-found') return undefined
        throw error
      })
      if (named !== undefined && isWanted(named)) return named
    }
    return (await this.list(ref, options)).find(isWanted)
  }
}

/** Reads a registrant in any of GoTo's lists. */
export function readRegistrant(json: unknown): WebinarRegistrant {
  const registrant = readObject(json, 'registrant')
  const texts: RegistrantTexts = Object.fromEntries(
    TEXT_FIELDS.map((field) => [field, optionalText(registrant[field])]),
  )
  return {
    ...texts,
    registrantKey: requiredKey(registrant.registrantKey, 'registrantKey'),
    email: requiredText(registrant.email, 'email'),
    firstName: optionalText(registrant.firstName),
    lastName: optionalText(registrant.lastName),
    status: optionalText(registrant.status)?.toUpperCase(),
    type: optionalText(registrant.type),
    registrationDate: optionalInstant(registrant.registrationDate),
    joinUrl: optionalUrl(registrant.joinUrl),
    timeZone: optionalText(registrant.timeZone),
    unsubscribed: optionalBoolean(registrant.unsubscribed),
    responses: readArrayOrEmpty(registrant.responses, 'responses', readResponse),
  }
}

function readRegistration(json: unknown): WebinarRegistration {
  const registration = readObject(json, 'registration')
  return {
    registrantKey: requiredKey(registration.registrantKey, 'registrantKey'),
    joinUrl: optionalUrl(registration.joinUrl),
    status: optionalText(registration.status)?.toUpperCase(),
    alreadyRegistered: false,
  }
}

function readResponse(json: unknown) {
  const response = readObject(json, 'response')
  return { question: optionalText(response.question), answer: optionalText(response.answer) }
}

/** The keys of questions and answers are numbers in requests. */
function writeResponse(response: NonNullable<WebinarRegistrantBody['responses']>[number]): object {
  const questionKey = numericKey(response.questionKey)
  return 'answerKey' in response
    ? { questionKey, answerKey: numericKey(response.answerKey) }
    : { questionKey, responseText: response.responseText }
}

function readRegistrationFields(json: unknown): WebinarRegistrationFields {
  const answer = readObject(json, 'fields')
  return {
    fields: readArrayOrEmpty(answer.fields, 'fields', readField),
    questions: readArrayOrEmpty(answer.questions, 'questions', readQuestion),
  }
}

function readField(json: unknown): WebinarRegistrationFields['fields'][number] {
  const field = readObject(json, 'field')
  return {
    field: requiredText(field.field, 'field'),
    ...readRule(field),
    answers: textList(field.answers),
  }
}

function readQuestion(json: unknown): WebinarRegistrationFields['questions'][number] {
  const question = readObject(json, 'question')
  return {
    questionKey: requiredKey(question.questionKey, 'questionKey'),
    question: optionalText(question.question),
    type: optionalText(question.type),
    ...readRule(question),
    answers: readArrayOrEmpty(question.answers, 'answers', (value) => {
      const answer = readObject(value, 'answer')
      return { answerKey: requiredKey(answer.answerKey, 'answerKey'), answer: optionalText(answer.answer) }
    }),
  }
}

function readRule(fields: Fields) {
  return { required: optionalBoolean(fields.required) ?? false, maxSize: optionalNumber(fields.maxSize) }
}
