import { parseJson } from './json.ts'
import { optionalInstant, optionalKey, optionalText, readObject, requiredText, ShapeError } from './read.ts'

/** What an event of a webhook says in common: enough to know where to look. */
export interface WebhookEvent {
  /** The same for every delivery of one event: GoTo promises neither order nor single delivery. */
  eventKey: string
  /** One of `WebhookEventName`, or a later one. */
  eventName: string
  eventVersion: string | undefined
  timestamp: Date | undefined
  webinarKey: string | undefined
  registrantKey: string | undefined
  sessionKey: string | undefined
  /** `UPDATED` or `DELETED` for `webinar.changed`; of the registrant for `registrant.added`. */
  status: string | undefined
}

/**
 * Reads the body of a webhook's request. Its keys are JSON numbers beyond 2^53, so give the text, not what a
 * framework has parsed. Anyone can send such a body: take it as a hint to look, not as a fact.
 *
 * @returns undefined for anything that is no event
 */
export function readWebhookEvent(text: string): WebhookEvent | undefined {
  try {
    const event = readObject(parseJson(text), 'event')
    return {
      eventKey: requiredText(event.eventKey, 'eventKey'),
      eventName: requiredText(event.eventName, 'eventName'),
      eventVersion: optionalText(event.eventVersion),
      timestamp: optionalInstant(event.timestamp),
      webinarKey: optionalKey(event.webinarKey),
      registrantKey: optionalKey(event.registrantKey),
      sessionKey: optionalKey(event.sessionKey),
      status: optionalText(event.status)?.toUpperCase(),
    }
  } catch (error) {
    if (error instanceof ShapeError || error instanceof SyntaxError) return undefined
    throw error
  }
}
