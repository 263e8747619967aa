import { z } from 'zod'
import {
  answerStates,
  LONGEST_ANSWER,
  MOST_OPTIONS,
  MOST_QUESTIONS,
  SCALE,
} from '../../../domain/evaluation.ts'
import { EventId, Instant, line, name, PersonId, PersonName } from '../../../http/schemas.ts'

const asked = { text: name(500), isOptional: z.boolean() }
const QuestionId = line(10).meta({ examples: ['q1'] })
const kinds = {
  scale: z.object({ type: z.literal('scale'), ...asked }),
  text: z.object({ type: z.literal('text'), ...asked }),
  choice: z.object({
    type: z.literal('choice'),
    ...asked,
    options: z.array(name(200)).min(2).max(MOST_OPTIONS),
    isMany: z.boolean().describe('several may be chosen'),
  }),
}

const Question = z
  .discriminatedUnion('type', [
    kinds.scale.extend({ id: QuestionId }),
    kinds.text.extend({ id: QuestionId }),
    kinds.choice.extend({ id: QuestionId }),
  ])
  .meta({ id: 'EvaluationQuestion' })

const WantedQuestion = z
  .discriminatedUnion('type', [
    kinds.scale.extend({ id: QuestionId.optional() }),
    kinds.text.extend({ id: QuestionId.optional() }),
    kinds.choice.extend({ id: QuestionId.optional() }),
  ])
  .meta({
    id: 'WantedEvaluationQuestion',
    description: `A scale goes from ${SCALE[0]} to ${SCALE.at(-1)}. The id is that of a question that stays; with other words it is another question.`,
  })

const how = {
  isAnonymous: z.boolean().describe('nobody finds out who answered what'),
  isOpen: z.boolean().describe('false: nobody is asked for now'),
}

export const EvaluationForm = z
  .object({
    version: z.int32().min(0).describe('0 = it never had one; goes into If-Match, in double quotes'),
    questions: z.array(Question).describe('empty = it never had one'),
    ...how,
    answered: z.int32().describe('people who have answered, in all events of the course'),
    may: z.object({ change: z.boolean() }),
  })
  .meta({ id: 'EvaluationForm' })

export const NewEvaluationForm = z
  .object({ questions: z.array(WantedQuestion).min(1).max(MOST_QUESTIONS), ...how })
  .meta({ id: 'NewEvaluationForm' })

export const OwnEvaluation = z
  .object({
    state: z
      .enum(answerStates)
      .describe(
        'none: the course asks nothing; not-over, unknown: not yet; not-there: it is for those who were there',
      ),
    version: z.int32().nullable(),
    isAnonymous: z.boolean(),
    questions: z.array(Question).describe('only while it can be answered'),
  })
  .meta({ id: 'OwnEvaluation' })

export const NewEvaluation = z
  .object({
    version: z.int32().min(1).describe('of the form that was shown'),
    answers: z
      .record(
        QuestionId,
        z.union([z.int32(), z.array(line(200)).max(MOST_OPTIONS), z.string().max(LONGEST_ANSWER)]),
      )
      .meta({
        description: 'by the ids of questions: a step of the scale, options by their words, a text',
        examples: [{ q1: 5 }],
      }),
  })
  .meta({ id: 'NewEvaluation' })

export const FindEvaluations = z.object({
  eventId: EventId.optional().describe('of this event alone'),
  instructorId: PersonId.optional().describe('of the events that this person teaches'),
})

export const EvaluationResults = z
  .object({
    answered: z.int32().describe('people who have answered'),
    heldBack: z
      .int32()
      .describe('anonymous answers that wait until as many have come that nobody finds out whose they are'),
    questions: z.array(
      z.object({
        question: Question,
        count: z.int32(),
        mean: z.number().nullable().describe('of a scale'),
        counts: z.array(z.object({ value: z.string(), count: z.int32() })),
        texts: z.array(z.string()),
      }),
    ),
    events: z.array(
      z.object({
        id: EventId,
        name: z.string(),
        sessionName: z.string(),
        startsAt: Instant,
        answered: z.int32(),
      }),
    ),
    instructors: z.array(PersonName),
  })
  .meta({ id: 'EvaluationResults' })
