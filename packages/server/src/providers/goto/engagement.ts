import type { WebinarPoll, WebinarQuestion } from '@lectern/goto-client'
import type { AnsweredQuestion, AskedQuestion } from '../../domain/engagement.ts'
import type { EngagementPart } from '../provider.ts'
import { type Connect, hostOf } from './connect.ts'
import { translated } from './errors.ts'
import { options } from './room-text.ts'

/** What attendees of a webinar did: GoTo tells it of this product alone. */
export function webinarEngagement(connect: Connect): EngagementPart {
  return {
    readEngagement: (connection, webinarKey, sessionKey, call) =>
      translated(async () => {
        const { sessions } = connect(connection, call).webinars
        const ref = { organizerKey: hostOf(connection).userKey, webinarKey, sessionKey }
        const figures = await sessions.performance(ref, options(call))
        const polls = await sessions.polls(ref, options(call))
        const surveys = await sessions.surveys(ref, options(call))
        const questions = await sessions.questions(ref, options(call))
        return {
          runKey: sessionKey,
          // GoTo writes 0 where it took no measure.
          attentiveness: figures.averageAttentiveness || undefined,
          interest: figures.averageInterestRating || undefined,
          polls: polls.map(answered),
          surveys: surveys.map(answered),
          questions: questions.map(asked),
        }
      }),
  }
}

function answered({ question = '', numberOfResponses = 0, responses }: WebinarPoll): AnsweredQuestion {
  const shares = responses.map(({ text = '', percentage = 0 }) => ({ text, percent: percentage }))
  return { question, answers: numberOfResponses, shares }
}

function asked({
  question = '',
  askedBy = '',
  askerKey,
  dateAsked,
  answers,
}: WebinarQuestion): AskedQuestion {
  return {
    question,
    registrationKey: askerKey,
    email: askedBy,
    askedAt: dateAsked,
    answers: answers.map(({ answer = '', answeredBy = '', answerTime }) => ({
      text: answer,
      by: answeredBy,
      at: answerTime,
    })),
  }
}
