import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** Signatures of calls that are older are not taken: somebody may have kept one. */
const MAX_AGE_MS = 5 * 60_000

const Event = z
  .object({
    event: z.string(),
    event_ts: z.number().optional(),
    payload: z
      .object({
        plainToken: z.string().optional(),
        object: z
          .object({
            id: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
            uuid: z.string().optional().catch(undefined),
            registrant: z.object({ id: z.string().optional() }).optional().catch(undefined),
            participant: z.object({ registrant_id: z.string().optional() }).optional().catch(undefined),
          })
          .optional()
          .catch(undefined),
      })
      .default({}),
  })
  .transform(({ event, payload: { plainToken, object } }) => ({
    name: event,
    /** The number of the meeting or webinar. */
    roomId: object?.id,
    uuid: object?.uuid,
    registrantId: object?.registrant?.id || object?.participant?.registrant_id || undefined,
    /** What an endpoint is challenged with. */
    plainToken,
  }))
/** What Zoom told an endpoint. At least once, in any order. */
export type ZoomEvent = z.output<typeof Event>

/** @returns undefined for what is none of Zoom's */
export function readEvent(body: string): ZoomEvent | undefined {
  try {
    return Event.parse(JSON.parse(body))
  } catch {
    return undefined
  }
}

/** Whether a call was signed with an app's secret token, not long ago. Its headers by small letters. */
export function signedByZoom(
  { body, signature, timestamp }: { body: string; signature: string; timestamp: string },
  secretToken: string,
  now: Date,
): boolean {
  const sentAt = Number(timestamp) * 1000
  if (secretToken === '' || !(Math.abs(now.getTime() - sentAt) <= MAX_AGE_MS)) return false
  const expected = Buffer.from(`v0=${hmac(`v0:${timestamp}:${body}`, secretToken)}`)
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** What an endpoint answers to `endpoint.url_validation`, with the status 200 and within three seconds. */
export function answerToChallenge(plainToken: string, secretToken: string): object {
  return { plainToken, encryptedToken: hmac(plainToken, secretToken) }
}

function hmac(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}
