import { z } from 'zod'
import {
  CourseId,
  EventId,
  Instant,
  LmsId,
  LmsLinkId,
  Message,
  name,
  SessionId,
  text,
  Version,
} from '../../../http/schemas.ts'

const Deployment = z.object({
  deploymentId: z.string(),
  state: z.enum(['waiting', 'accepted', 'refused']),
  seenAt: Instant,
})

export const Lms = z
  .object({
    id: LmsId,
    name: z.string(),
    issuer: z.string(),
    clientId: z.string(),
    authUrl: z.string(),
    tokenUrl: z.string(),
    keysUrl: z.string(),
    frameOrigins: z.array(z.string()),
    instructorsStart: z.boolean(),
    active: z.boolean(),
    deployments: z.array(Deployment),
    version: Version,
  })
  .meta({
    id: 'Lms',
    description: 'A learning management system in which this platform is a tool (LTI 1.3).',
  })

export const Lmses = z
  .object({
    setup: z
      .object({
        loginUrl: z.string(),
        redirectUrl: z.string(),
        keysUrl: z.string(),
        configurationUrl: z.string(),
        domain: z.string(),
      })
      .describe('what an LMS is told of this platform, on the host that this was asked from'),
    keyMadeAt: Instant.nullable().describe(
      'when the key was made that signs now; null = none was needed yet',
    ),
    items: z.array(Lms),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Lmses' })

const fields = {
  name: name(100),
  issuer: text(500)
    .min(1)
    .describe('as the LMS calls itself in what it signs, such as https://moodle.example.com'),
  clientId: text(300).min(1).describe('a text, also where it is a number'),
  authUrl: text(2000).min(1),
  tokenUrl: text(2000).min(1),
  keysUrl: text(2000).min(1),
  frameOrigins: z
    .array(text(300))
    .max(20)
    .describe('whose pages may show ours in a frame, beside those of the addresses above'),
  instructorsStart: z
    .boolean()
    .describe('whoever teaches a course of the LMS may start the events that it is linked to'),
  active: z.boolean(),
}

export const NewLms = z
  .object({
    ...fields,
    frameOrigins: fields.frameOrigins.default([]),
    instructorsStart: fields.instructorsStart.default(false),
    active: fields.active.default(true),
    deploymentId: text(300).default('').describe('accepted from the start; empty = none yet'),
  })
  .meta({ id: 'NewLms' })

export const ChangeLms = z.object(fields).partial().meta({ id: 'ChangeLms' })
export const LmsParams = z.object({ lmsId: LmsId })

export const DecideDeployment = z
  .object({ deploymentId: text(300).min(1), state: z.enum(['accepted', 'refused']) })
  .meta({ id: 'DecideLmsDeployment' })

export const LmsInvitation = z
  .object({
    url: z.string().describe('a secret: whichever LMS has it registers itself, once. Shown this once'),
    expiresAt: Instant,
  })
  .meta({ id: 'LmsInvitation' })

const target = {
  courseId: CourseId.nullable(),
  sessionId: SessionId.nullable(),
  eventId: EventId.nullable(),
}

export const LmsLink = z
  .object({
    id: LmsLinkId,
    lmsId: LmsId,
    lmsName: z.string(),
    contextTitle: z.string().describe('of the course of the LMS'),
    title: z.string().describe('of the link in it; empty = the course as a whole'),
    isCopied: z
      .boolean()
      .describe('the course was copied from another one, and somebody has to say what this leads to'),
    ...target,
    targetNames: z
      .array(z.string())
      .describe('of the course, its session, and the event; empty = it leads to nothing'),
    hasRoster: z.boolean().describe('the LMS tells who is in the course'),
    hasScores: z.boolean().describe('the LMS takes scores for the course'),
    sends: z.array(z.enum(['attendance', 'completion'])).describe('what goes back to the LMS as scores'),
    readsRoster: z.boolean().describe('the roster is read by itself, once a day, and taken over'),
    roster: z
      .object({ readAt: Instant, added: z.int32(), waiting: z.int32(), removed: z.int32() })
      .nullable()
      .describe('what came of it when it was read by itself last'),
    rosterProblem: Message.nullable().describe('why it could not be taken over, last'),
    seenAt: Instant,
    version: Version,
  })
  .meta({ id: 'LmsLink' })

export const LmsLinks = z
  .object({ items: z.array(LmsLink), nextCursor: z.string().nullable() })
  .meta({ id: 'LmsLinks' })

export const LmsJoinCode = z
  .object({
    code: z.string().describe('a secret for the page of one’s own LMS: good for once'),
    expiresAt: Instant,
  })
  .meta({ id: 'LmsJoinCode' })

export const LinkLms = z
  .object({
    ...target,
    sends: z
      .array(z.enum(['attendance', 'completion']))
      .max(2)
      .optional(),
    readsRoster: z.boolean().optional(),
  })
  .describe('one of the targets, or none')
  .meta({ id: 'LinkLms' })
export const SyncLmsRoster = z
  .object({ save: z.boolean().describe('false: only say what it would do') })
  .meta({ id: 'SyncLmsRoster' })

export const LmsRoster = z
  .object({
    saved: z.boolean(),
    members: z.int32().describe('learners of the course of the LMS'),
    added: z.int32(),
    waiting: z.int32(),
    removed: z.int32(),
    refused: z.int32(),
    rows: z.array(
      z.object({
        name: z.string(),
        outcome: z.enum(['add', 'wait', 'remove', 'refuse']),
        reason: z.string(),
      }),
    ),
  })
  .meta({ id: 'LmsRoster' })

export const LmsScores = z
  .object({
    dueAt: Instant.nullable().describe('when it is looked at next; null = nothing is due'),
    items: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(['attendance', 'completion']),
        score: z.int32().describe('of 100'),
        state: z.enum(['waiting', 'sent', 'failed']),
        tries: z.int32(),
        problem: z.string().describe('what the LMS answered, as it said it'),
        sentAt: Instant.nullable(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'LmsScores' })

export const LmsLinkParams = z.object({ linkId: LmsLinkId })
