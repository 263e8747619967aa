import { z } from 'zod'
import {
  answerWays,
  checkWays,
  MAX_CHECK_MINUTES,
  MAX_CHECKS_PER_HOUR,
  presenceKinds,
  USUAL_CHECK_MINUTES,
} from '../../../domain/presence-check.ts'
import {
  EventId,
  EventParams,
  Instant,
  line,
  Message,
  PersonId,
  PresenceAnswerId,
  PresenceCheckId,
  SessionId,
  text,
} from '../../../http/schemas.ts'
import { says } from '../../../http/wrong-shape.ts'

export const CheckParams = EventParams.extend({ checkId: PresenceCheckId })
export const AnswerParams = CheckParams.extend({ personId: PersonId })

const Note = text(500)
const checkStates = ['coming', 'open', 'closed', 'withdrawn'] as const

const shown = {
  id: PresenceCheckId,
  kind: z.enum(presenceKinds).describe('signature: of a half-day'),
  way: z.enum(checkWays),
  opensAt: Instant,
  closesAt: Instant,
  periodFrom: Instant.nullable().describe('the half-day that is signed for'),
  periodTo: Instant.nullable(),
  state: z.enum(checkStates),
}

export const PresenceAnswer = z
  .object({
    version: z.int32().describe('goes into a correction'),
    isPresent: z.boolean().describe('false: somebody has said by hand that they were not there'),
    way: z.enum(answerWays).describe('hand: somebody said it in their place'),
    answeredAt: Instant.describe('by the clock of the server'),
    phoneAt: Instant.nullable().describe('what the clock of the phone showed; null = said by hand'),
    receivedAt: Instant.describe('later than answeredAt where the phone had no network'),
    said: z.string().describe('the words that were signed'),
    by: z.string().nullable().describe('who said it by hand'),
    note: z.string(),
    supersededAt: Instant.nullable().describe('when another one took its place'),
  })
  .meta({ id: 'PresenceAnswer' })

export const PresenceCheck = z
  .object({
    ...shown,
    word: z.string().describe('to be said aloud'),
    seed: z
      .string()
      .describe(
        'of the codes of a QR check: `HMAC-SHA256(seed, id + " " + step)`, a step for every 15 seconds',
      ),
    askedBy: z.string().nullable().describe('null = by itself, at a random time'),
    askedAt: Instant,
    withdrawn: z
      .object({ at: Instant, by: z.string(), because: z.string() })
      .nullable()
      .describe('it counts for nothing'),
    answered: z.int32(),
  })
  .meta({ id: 'PresenceCheck' })

export const EventPresence = z
  .object({
    eventId: EventId,
    sessionId: SessionId,
    name: z.string(),
    startsAt: Instant,
    endsAt: Instant,
    timeZone: z.string(),
    serverAt: Instant.describe('the clock of the server, so that a phone shows codes by it'),
    rule: z.object({ checksPercent: z.int32(), checksPerHour: z.int32(), signsHalfDays: z.boolean() }),
    plan: z.object({
      checksPerHour: z.int32().nullable().describe('null = as the rule has it'),
      version: z.int32(),
      isDrawn: z.boolean().describe('the random times are fixed; a change comes too late'),
    }),
    checks: z.array(PresenceCheck),
    people: z.array(
      z.object({
        personId: PersonId,
        name: z.string(),
        isEnrolled: z.boolean(),
        isInstructor: z.boolean(),
        answers: z.record(PresenceCheckId, PresenceAnswer).describe('by check'),
      }),
    ),
    may: z.object({ ask: z.boolean().describe('the class can be asked now') }),
  })
  .meta({ id: 'EventPresence' })

const Phone = {
  phoneAt: Instant.describe('what the clock of the phone showed when it was done'),
  sentAt: Instant.describe('what it shows when it is sent'),
}

export const AskPresence = z
  .object({
    id: PresenceCheckId.optional().describe(
      'given by the phone that asks, so that asking twice is asking once',
    ),
    way: z.enum(checkWays).default('button'),
    word: line(60).default('').describe('empty = one is chosen'),
    minutes: z.int32().min(1).max(MAX_CHECK_MINUTES).default(USUAL_CHECK_MINUTES),
    seed: z
      .string()
      .regex(/^[\w-]{22,64}$/, says('field-seed'))
      .optional()
      .describe('of a QR check that a phone showed without a network'),
    phone: z.object(Phone).optional().describe('of a check that was asked without a network'),
  })
  .meta({ id: 'AskPresence' })

export const ChangePresenceCheck = z
  .object({
    change: z
      .enum(['close', 'withdraw', 'restore', 'reopen'])
      .describe('withdraw: it counts for nothing, and stays to be seen; reopen: of a half-day, to be signed'),
    because: Note.default(''),
    minutes: z.int32().min(1).max(1440).default(30).describe('for how long it is open again'),
  })
  .meta({ id: 'ChangePresenceCheck' })

export const CorrectPresence = z
  .object({
    isPresent: z.boolean(),
    note: Note.default(''),
    version: z.int32().min(0).describe('of the answer that this replaces; 0 = there was none'),
  })
  .meta({ id: 'CorrectPresence' })

export const PlanPresence = z
  .object({
    checksPerHour: z.int32().min(0).max(MAX_CHECKS_PER_HOUR).nullable().describe('null = as the rule has it'),
    version: z.int32().min(0),
  })
  .meta({ id: 'PlanPresence' })

export const OwnPresence = z
  .object({
    eventId: EventId,
    name: z.string(),
    startsAt: Instant,
    endsAt: Instant,
    timeZone: z.string(),
    serverAt: Instant,
    signs: z.boolean().describe('half-days have to be signed'),
    checks: z.array(
      z.object({
        ...shown,
        proof: z.string().describe('goes into an answer; empty where it is not open'),
        words: z.string().describe('what one signs; empty for a check'),
        answer: PresenceAnswer.nullable(),
      }),
    ),
  })
  .meta({ id: 'OwnPresence' })

export const AnswerPresence = z
  .object({
    sentAt: Instant.describe('what the clock of the phone shows as it sends'),
    answers: z
      .array(
        z.object({
          id: PresenceAnswerId.describe('given by the phone, so that sending twice is answering once'),
          checkId: PresenceCheckId.nullable().default(null).describe('null: the code says which'),
          code: line(60).default('').describe('the word, or what stands in the QR code'),
          proof: z.string().max(100).default(''),
          phoneAt: Phone.phoneAt,
        }),
      )
      .min(1)
      .max(50),
  })
  .meta({ id: 'AnswerPresence' })

export const PresenceAnswered = z
  .object({
    results: z.array(
      z.object({
        id: PresenceAnswerId,
        outcome: z
          .enum(['taken', 'refused', 'unknown'])
          .describe('unknown: no such check is known here yet; keep the answer and send it again'),
        reason: Message.nullable(),
      }),
    ),
    presence: OwnPresence,
  })
  .meta({ id: 'PresenceAnswered' })
