import { createHmac, timingSafeEqual } from 'node:crypto'
import { readWebhookEvent, type WebhookEvent, type WebhookEventName } from '@lectern/goto-client'
import type { Hint, HintSubject } from '../../domain/hint.ts'
import type { Heard, HeardCall, HintsPart, Listening } from '../provider.ts'
import type { Connect } from './connect.ts'
import { deleted, translated } from './errors.ts'
import { options } from './room-text.ts'

/** The events that say where to look. Of the end of a webinar and of recordings GoTo tells nothing. */
const SUBJECTS: ReadonlyMap<string, HintSubject> = new Map<WebhookEventName, HintSubject>([
  ['webinar.changed', 'room'],
  ['registrant.added', 'registrations'],
  ['survey.submitted', 'engagement'],
])

/** Webhooks of webinars, the only product that has them. */
export function webinarHints(connect: Connect): HintsPart {
  return {
    listen: (connection, { url, prefix }, call) =>
      translated(async () => {
        const { webhooks } = connect(connection, call)
        const left = (await webhooks.list(options(call))).filter(({ callbackUrl }) =>
          callbackUrl?.startsWith(prefix),
        )
        if (left.length > 0)
          await webhooks.delete(
            left.map(({ webhookKey }) => webhookKey),
            options(call),
          )
        const names = [...SUBJECTS.keys()] as WebhookEventName[]
        const made = await webhooks.create(
          names.map((eventName) => ({ callbackUrl: url, eventName })),
          options(call),
        )
        const keys = made.map(({ webhookKey }) => webhookKey)
        await webhooks.update(
          keys.map((webhookKey) => ({ webhookKey, state: 'ACTIVE' as const })),
          options(call),
        )
        await webhooks.subscribe(
          keys.map((webhookKey) => ({ webhookKey })),
          options(call),
        )
        const { value } = await webhooks.createSecretKey({}, options(call))
        return { key: keys.join(' '), secret: value } satisfies Listening
      }),

    isListening: (connection, key, call) =>
      translated(async () => {
        const subscriptions = await connect(connection, call).webhooks.listSubscriptions(options(call))
        const active = new Set(
          subscriptions
            .filter(({ activationState }) => activationState === 'ACTIVE')
            .map(({ webhookKey }) => webhookKey),
        )
        return key.split(' ').every((webhookKey) => active.has(webhookKey))
      }),

    stopListening: (connection, key, call) =>
      deleted(() => connect(connection, call).webhooks.delete(key.split(' '), options(call))),
  }
}

/**
 * Reads what GoTo posts. How it signs is not documented: taken to be HMAC-SHA256 of the body, in hexadecimal or base64.
 *
 * @param signatureHeader in small letters
 */
export function hearGoto({ body, headers, secrets }: HeardCall, signatureHeader: string): Heard {
  const event = readWebhookEvent(body)
  const signature = [headers[signatureHeader]].flat()[0] ?? ''
  return { hint: event && hintOf(event), isSigned: secrets.some((secret) => fits(body, secret, signature)) }
}

function hintOf({ eventName, webinarKey, registrantKey }: WebhookEvent): Hint | undefined {
  const about = SUBJECTS.get(eventName)
  return about && webinarKey ? { about, roomKey: webinarKey, registrationKey: registrantKey } : undefined
}

function fits(body: string, secret: string, signature: string): boolean {
  const digest = createHmac('sha256', secret).update(body).digest()
  const given = signature.replace(/^sha256=/i, '').trim()
  return (['hex', 'base64'] as const).some((encoding) => {
    const bytes = Buffer.from(given, encoding)
    return bytes.length === digest.length && timingSafeEqual(bytes, digest)
  })
}
