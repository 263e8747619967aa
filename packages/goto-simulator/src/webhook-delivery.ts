import { createHmac, randomUUID } from 'node:crypto'
import type { Registrant, Run, Webinar } from './model.ts'
import { joinUrl } from './webinar-views.ts'
import { numeric, plainInstant } from './wire.ts'
import type { World } from './world.ts'

const TIMEOUT_MS = 5_000

/** Tells subscribers that a webinar was made, changed or deleted. */
export function publishWebinar(
  world: World,
  webinar: Webinar,
  eventName: 'webinar.created' | 'webinar.changed',
  status: 'NEW' | 'UPDATED' | 'DELETED' = 'NEW',
): void {
  deliver(world, webinar.organizerKey, eventName, {
    webinarKey: numeric(webinar.webinarKey),
    webinarTitle: webinar.subject,
    organizerKey: numeric(webinar.organizerKey),
    accountKey: numeric(world.findUser(webinar.organizerKey)?.accountKey ?? '0'),
    status,
    timeZone: webinar.timeZone,
    times: webinar.times.map(({ startsAt, endsAt }) => ({
      startTime: plainInstant(startsAt),
      endTime: plainInstant(endsAt),
    })),
    experienceType: webinar.experienceType,
    recurrenceType: webinar.type,
    ...(webinar.recurrenceKey ? { recurrenceKey: numeric(webinar.recurrenceKey) } : {}),
    ...(eventName === 'webinar.created'
      ? { webinarCreationDate: new Date(webinar.createdAt).toISOString() }
      : {}),
  })
}

export function publishRegistrant(
  world: World,
  webinar: Webinar,
  registrant: Registrant,
  publicUrl: string,
): void {
  deliver(world, webinar.organizerKey, 'registrant.added', {
    ...registrantFields(webinar, registrant, publicUrl),
  })
}

/** A registrant came into a webinar: what was told at registration, and two members more. */
export function publishJoined(world: World, run: Run, registrantKey: string): void {
  const registrant = world.state.registrants.find((entry) => entry.registrantKey === registrantKey)
  const webinar = world.state.webinars.find((entry) => entry.webinarKey === run.roomKey)
  if (!registrant || !webinar) return
  deliver(world, webinar.organizerKey, 'registrant.joined', {
    ...registrantFields(webinar, registrant, world.publicUrl()),
    sessionKey: numeric(run.key),
    joinTime: world.now(), // observed: milliseconds
  })
}

/** A registrant answered the survey of a webinar. */
export function publishSurvey(world: World, run: Run, registrantKey: string): void {
  const registrant = world.state.registrants.find((entry) => entry.registrantKey === registrantKey)
  const webinar = world.state.webinars.find((entry) => entry.webinarKey === run.roomKey)
  if (!registrant || !webinar) return
  deliver(world, webinar.organizerKey, 'survey.submitted', {
    ...registrantFields(webinar, registrant, world.publicUrl()),
    sessionKey: numeric(run.key),
  })
}

function registrantFields(webinar: Webinar, registrant: Registrant, publicUrl: string): object {
  return {
    registrantKey: numeric(registrant.registrantKey),
    webinarKey: numeric(webinar.webinarKey),
    webinarCreatorKey: numeric(webinar.organizerKey),
    webinarTitle: webinar.subject,
    firstName: registrant.firstName,
    lastName: registrant.lastName,
    email: registrant.email,
    experienceType: webinar.experienceType,
    recurrenceType: webinar.type,
    status: registrant.status,
    registrationDate: new Date(registrant.registeredAt).toISOString(),
    // Documented: only of those who are approved.
    ...(registrant.status === 'APPROVED' ? { joinUrl: joinUrl(registrant, publicUrl) } : {}),
    responses: [],
  }
}

/**
 * Sends an event to each callback that is activated and subscribed by the owner of the webinar. Once:
 * retries are not documented.
 */
function deliver(world: World, userKey: string, eventName: string, fields: object): void {
  for (const subscription of world.state.subscriptions) {
    const webhook = world.state.webhooks.find((entry) => entry.webhookKey === subscription.webhookKey)
    const isActive = webhook?.state === 'ACTIVE' && subscription.state === 'ACTIVE'
    if (!webhook || !isActive || subscription.userKey !== userKey || webhook.eventName !== eventName) continue
    const body = JSON.stringify({
      eventName,
      eventVersion: webhook.eventVersion,
      product: 'g2w',
      eventKey: randomUUID(),
      timestamp: new Date(world.now()).toISOString(),
      ...fields,
    })
    const secret = world.state.webhookSecrets
      .filter((entry) => entry.clientId === webhook.clientId && entry.validFrom <= world.now())
      .at(-1)
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (secret) {
      headers[world.behavior.webhookSignatureHeader] = createHmac('sha256', secret.value)
        .update(body)
        .digest('hex')
    }
    const url = subscription.callbackUrl || webhook.callbackUrl
    fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => {
      // A callback that is down loses the event, as far as is known.
    })
  }
}
