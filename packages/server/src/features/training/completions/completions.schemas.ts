import { z } from 'zod'
import { effectiveStatuses, MAX_MARKS } from '../../../domain/attendance.ts'
import { completionStates } from '../../../domain/completion.ts'
import {
  CourseId,
  EventId,
  Instant,
  MarkingId,
  Message,
  PersonId,
  SessionId,
  text,
} from '../../../http/schemas.ts'
import { CompletionRule } from './completion-rules.schemas.ts'

const State = z
  .enum(completionStates)
  .describe(
    'open: not yet; out-of-reach: with the events that are planned it can’t be reached any more; refused: a person says that it is not completed',
  )
const Progress = z.int32().min(0).max(100).describe('percent; 100 only when it is completed')
const ValidUntil = Instant.nullable().describe('the last second in which it is valid; null = for good')
const CompletedAt = Instant.nullable().describe('when the last requirement was met')
const isPossible = z.int32().describe('the most that it can still become')

/** How far somebody is, in a few words. */
export const CompletionBrief = z
  .object({
    state: State,
    progress: Progress,
    completedAt: CompletedAt,
    validUntil: ValidUntil,
    text: z.string().describe('why it is so, in sentences'),
  })
  .meta({ id: 'CompletionBrief' })

const RequirementState = z
  .enum(['met', 'open', 'missed'])
  .describe('missed: with the events that are planned it can’t be met any more')
const result = { state: RequirementState, percent: Progress.describe('of what is required') }

export const RequirementResult = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('events'),
      ...result,
      atLeast: z.int32().nullable().describe('null = all'),
      of: z.int32(),
      attended: z.int32(),
      possible: isPossible,
    }),
    z.object({
      type: z.literal('minutes'),
      ...result,
      atLeastPercent: z.int32(),
      ofMinutes: z.int32().describe('planned, without breaks'),
      minutes: z.int32(),
      possibleMinutes: isPossible,
    }),
    z.object({ type: z.literal('score'), ...result, atLeast: z.number(), score: z.number().nullable() }),
    z.object({ type: z.literal('by-hand'), ...result, isConfirmed: z.boolean() }),
    z.object({
      type: z.literal('evaluation'),
      ...result,
      of: z.int32().describe('events that they attended'),
      answered: z.int32(),
    }),
  ])
  .meta({ id: 'RequirementResult' })

export const CompletionEntry = z
  .object({
    kind: z
      .enum(['decision', 'confirmation', 'score'])
      .describe(
        'decision: completed or not, whatever the rule finds; confirmation: what is asked by hand was met',
      ),
    isTrue: z.boolean().nullable().describe('null = taken back, or a score'),
    score: z.number().nullable(),
    reason: z.string(),
    by: z.string().nullable(),
    enteredAt: Instant,
  })
  .meta({ id: 'CompletionEntry' })

export const Completion = CompletionBrief.extend({
  version: z
    .int32()
    .describe('of the completions of this person in this session; 0 = nothing is written down yet'),
  ruleVersion: z.int32().describe('of the course’s rule; 0 = the product’s own'),
  requirements: z.array(RequirementResult),
  messages: z.array(Message).describe('the sentences of `text`, each with its code'),
  events: z.array(
    z.object({
      eventId: EventId,
      name: z.string(),
      startsAt: Instant,
      endsAt: Instant,
      plannedMinutes: z.int32(),
      status: z.enum(effectiveStatuses),
      source: z.enum(['mark', 'verdict']).nullable(),
      minutes: z.int32().nullable(),
    }),
  ),
  decision: z.boolean().nullable().describe('of a person, which wins; null = the rule alone'),
}).meta({ id: 'Completion' })

export const LearnerCompletion = Completion.omit({ events: true })
  .extend({
    personId: PersonId,
    name: z.string(),
    email: z.string(),
    isEnrolled: z.boolean(),
    said: z.array(CompletionEntry).describe('what people say of them: the newest of each kind'),
  })
  .meta({ id: 'LearnerCompletion' })

export const SessionCompletions = z
  .object({
    courseId: CourseId,
    rule: CompletionRule.pick({ version: true, requirements: true, validMonths: true, validTo: true }),
    plannedMinutes: z.int32().describe('of all events that take or took place, without breaks'),
    eventCount: z.int32(),
    learners: z
      .array(LearnerCompletion)
      .describe('by name: everybody who is enrolled, and who completed it and is so no more'),
  })
  .meta({ id: 'SessionCompletions' })

export const OwnCompletion = z
  .object({ completion: Completion.nullable().describe('null = one is not enrolled') })
  .meta({ id: 'OwnCompletion' })

export const CompletionVersion = Completion.extend({
  madeAt: Instant,
  supersededAt: Instant.nullable().describe('when another one took its place; null = it is in force'),
}).meta({ id: 'CompletionVersion' })

export const PersonCompletions = z
  .object({ versions: z.array(CompletionVersion), entries: z.array(CompletionEntry) })
  .describe('newest first')
  .meta({ id: 'PersonCompletions' })

export const CompleteByHand = z
  .object({
    personIds: z.array(PersonId).min(1).max(MAX_MARKS),
    kind: z
      .enum(['decision', 'confirmation'])
      .default('decision')
      .describe('confirmation: only that what the rule asks by hand was met'),
    isCompleted: z.boolean().nullable().describe('null takes back what was said: the rule alone holds again'),
    reason: text(500).default('').describe('stands in the history; needed unless something is taken back'),
  })
  .meta({ id: 'CompleteByHand' })

export const EnterScores = z
  .object({
    scores: z
      .array(
        z.object({
          personId: PersonId,
          score: z.number().min(0).max(100).nullable().describe('null takes it back'),
          reason: text(500).default(''),
        }),
      )
      .min(1)
      .max(MAX_MARKS),
  })
  .meta({ id: 'EnterScores' })

export const CompletedByHand = z
  .object({
    changed: z.int32().describe('people for whom this was new'),
    changeId: MarkingId.nullable().describe('to undo this step; null when nothing was changed'),
  })
  .meta({ id: 'CompletedByHand' })

export const UndoCompletion = z.object({ changeId: MarkingId }).meta({ id: 'UndoCompletion' })

export const CompletionParams = z.object({ sessionId: SessionId, personId: PersonId })
