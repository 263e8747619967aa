import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** Signatures of calls that are older are not taken: somebody may have kept one. */
const MAX_AGE_MS = 5 * 60_000

const Text = z.string().optional().catch(undefined)
const Moment = z
  .string()
  .transform((text) => new Date(text))
  .refine((date) => !Number.isNaN(date.getTime()))
  .optional()
  .catch(undefined)

const Participant = z.object({
  user_id: Text,
  participant_uuid: Text,
  registrant_id: Text,
  join_time: Moment,
  leave_time: Moment,
})

const Event = z
  .object({
    event: z.string(),
    event_ts: z
      .number()
      .transform((ms) => new Date(ms))
      .refine((date) => !Number.isNaN(date.getTime()))
      .optional()
      .catch(undefined),
    payload: z
      .object({
        plainToken: Text,
        object: z
          .object({
            id: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
            uuid: Text,
            start_time: Moment,
            end_time: Moment,
            registrant: z.object({ id: z.string().optional() }).optional().catch(undefined),
            participant: Participant.optional().catch(undefined),
          })
          .optional()
          .catch(undefined),
      })
      .default({ plainToken: undefined, object: undefined }),
  })
  .transform(({ event, event_ts: toldAt, payload: { plainToken, object } }) => ({
    name: event,
    toldAt,
    /** The number of the meeting or webinar. */
    roomId: object?.id,
    /** Of the instance. */
    uuid: object?.uuid,
    /** Of an instance that has begun or ended; of others when it is planned. */
    startsAt: object?.start_time,
    endedAt: object?.end_time,
    registrantId: object?.registrant?.id || object?.participant?.registrant_id || undefined,
    participant: object?.participant && {
      /** Another one each time that they come in, by what is known of Zoom. */
      key: object.participant.user_id || object.participant.participant_uuid || '',
      joinedAt: object.participant.join_time,
      leftAt: object.participant.leave_time,
    },
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
