import { z } from 'zod'
import { EventParams, Instant, PersonId } from '../../../http/schemas.ts'

export const AnsweredQuestion = z
  .object({
    question: z.string(),
    answers: z.int32().min(0).describe('how many answered'),
    shares: z.array(z.object({ text: z.string(), percent: z.int32().min(0).max(100) })),
  })
  .meta({ id: 'AnsweredQuestion' })

export const AskedQuestion = z
  .object({
    question: z.string(),
    person: z
      .object({ id: PersonId, name: z.string() })
      .nullable()
      .describe('who asked; null: nobody knows who of ours that is'),
    email: z.string().describe('of who asked, as the tool says it; empty: it does not say'),
    askedAt: Instant.nullable(),
    answers: z.array(z.object({ text: z.string(), by: z.string(), at: Instant.nullable() })),
  })
  .meta({ id: 'AskedQuestion' })

export const RunEngagement = z
  .object({
    runKey: z.string().describe('as the stays of the run have it'),
    runStartedAt: Instant,
    readAt: Instant,
    attentiveness: z
      .int32()
      .min(0)
      .max(100)
      .nullable()
      .describe('mean of all in percent, as the tool measured it: its window was in front'),
    interest: z.int32().min(0).max(100).nullable().describe('mean of all in percent, as the tool rated it'),
    polls: z.array(AnsweredQuestion),
    surveys: z.array(AnsweredQuestion),
    questions: z.array(AskedQuestion),
  })
  .meta({ id: 'RunEngagement' })

export const Engagement = z
  .object({
    eventId: EventParams.shape.eventId,
    isTold: z.boolean().describe('false: the tool of the event tells nothing of this kind'),
    runs: z.array(RunEngagement).describe('by when they began'),
  })
  .meta({ id: 'Engagement' })
