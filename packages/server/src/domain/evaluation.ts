import { InvalidInputError } from './errors.ts'

/** From the worst to the best. */
export const SCALE = [1, 2, 3, 4, 5] as const
/** Anonymous answers are shown so many at once, and never fewer: nobody sees whose the newest one is. */
export const LEAST_TOGETHER = 5
export const MOST_QUESTIONS = 30
export const MOST_OPTIONS = 20
export const LONGEST_ANSWER = 4000

export type EvaluationQuestion = {
  /** Stays while the question stays as it is, and no other question of the course ever has it. */
  readonly id: string
  readonly text: string
  readonly isOptional: boolean
} & (
  | { readonly type: 'scale' }
  | { readonly type: 'text' }
  | { readonly type: 'choice'; readonly options: readonly string[]; readonly isMany: boolean }
)

/** By the id of the question: a step of the scale, options by their words, or a text. What is left out was not answered. */
export type EvaluationAnswers = Readonly<Record<string, number | readonly string[] | string>>

/** A question as somebody wants it; without the id of one that was there before, it is new. */
export type WantedQuestion = {
  readonly id?: string | undefined
  readonly text: string
  readonly isOptional: boolean
} & (
  | { readonly type: 'scale' }
  | { readonly type: 'text' }
  | { readonly type: 'choice'; readonly options: readonly string[]; readonly isMany: boolean }
)

/**
 * Gives questions their ids. Whose words, kind or options are others than before is another question: its answers are not
 * counted together with those of the earlier one.
 *
 * @param earlier questions of all forms that the course had
 * @throws {InvalidInputError} `evaluation-options-twice`
 */
export function withIds(
  wanted: readonly WantedQuestion[],
  earlier: readonly EvaluationQuestion[],
): EvaluationQuestion[] {
  let last = Math.max(0, ...earlier.map(({ id }) => Number(id.slice(1))))
  const taken = new Set<string>()
  return wanted.map(({ id, ...question }, index) => {
    if (question.type === 'choice') {
      const { options } = question
      const at = options.findIndex((option, n) => options.indexOf(option) < n)
      if (at >= 0) throw InvalidInputError.at(`/questions/${index}/options/${at}`, 'evaluation-option-twice')
    }
    const same = earlier.find((one) => one.id === id && !taken.has(one.id) && isSame(one, question))
    const own = same?.id ?? `q${++last}`
    taken.add(own)
    return { ...question, id: own }
  })
}

/** That a question may be left out is nothing of what it asks. */
function isSame(one: EvaluationQuestion, other: WantedQuestion): boolean {
  const asked = (question: EvaluationQuestion | WantedQuestion) => {
    const { type, text } = question
    return question.type === 'choice' ? [type, text, question.options, question.isMany] : [type, text]
  }
  return JSON.stringify(asked(one)) === JSON.stringify(asked(other))
}

/**
 * What of answers is kept: of the questions that were asked, without what is empty.
 *
 * @throws {InvalidInputError} `evaluation-answer-missing`, `evaluation-answer-wrong`
 */
export function checkAnswers(
  questions: readonly EvaluationQuestion[],
  given: EvaluationAnswers,
): EvaluationAnswers {
  const entries = questions.flatMap((question) => {
    const answer = given[question.id]
    const pointer = `/answers/${question.id}`
    const isEmpty = answer === undefined || (typeof answer !== 'number' && answer.length === 0)
    if (isEmpty || (typeof answer === 'string' && answer.trim() === '')) {
      if (!question.isOptional)
        throw InvalidInputError.at(pointer, 'evaluation-answer-missing', { question: question.text })
      return []
    }
    if (!fits(question, answer))
      throw InvalidInputError.at(pointer, 'evaluation-answer-wrong', { question: question.text })
    return [[question.id, typeof answer === 'string' ? answer.trim() : answer] as const]
  })
  return Object.fromEntries(entries)
}

function fits(question: EvaluationQuestion, answer: EvaluationAnswers[string]): boolean {
  switch (question.type) {
    case 'scale':
      return typeof answer === 'number' && SCALE.some((step) => step === answer)
    case 'text':
      return typeof answer === 'string'
    case 'choice':
      return (
        Array.isArray(answer) &&
        (question.isMany || answer.length === 1) &&
        new Set(answer).size === answer.length &&
        answer.every((option) => question.options.includes(option))
      )
  }
}

/** What was answered to one question, all answers together. */
export interface QuestionResult {
  readonly question: EvaluationQuestion
  readonly count: number
  /** Of a scale; null = nobody answered. */
  readonly mean: number | null
  /** How many said what: steps of the scale or options, in their order. */
  readonly counts: readonly { readonly value: string; readonly count: number }[]
  readonly texts: readonly string[]
}

/** Sums of answers, question by question. Texts are sorted by their words, so that nothing is told by their order. */
export function summarize(
  questions: readonly EvaluationQuestion[],
  all: readonly EvaluationAnswers[],
): QuestionResult[] {
  return questions.map((question) => {
    const given = all.flatMap((answers) => answers[question.id] ?? []) as (number | string)[]
    const count = all.filter((answers) => answers[question.id] !== undefined).length
    if (question.type === 'text')
      return { question, count, mean: null, counts: [], texts: given.map(String).sort() }
    const values = question.type === 'scale' ? SCALE.map(String) : question.options
    const counts = values.map((value) => ({
      value,
      count: given.filter((one) => String(one) === value).length,
    }))
    const sum = given.reduce<number>((total, one) => total + Number(one), 0)
    const mean = question.type === 'scale' && count > 0 ? sum / count : null
    return { question, count, mean, counts, texts: [] }
  })
}

/**
 * Whether a learner may answer now. `unknown`: whether they were there is not known yet.
 */
export type AnswerState = 'none' | 'closed' | 'not-over' | 'unknown' | 'not-there' | 'open' | 'answered'
export const answerStates = [
  'none',
  'closed',
  'not-over',
  'unknown',
  'not-there',
  'open',
  'answered',
] as const satisfies readonly AnswerState[]

export function answerState(about: {
  readonly form: { readonly isOpen: boolean } | undefined
  readonly isOver: boolean
  readonly hasAnswered: boolean
  /** What holds of their attendance. */
  readonly status: string
}): AnswerState {
  const { form, isOver, hasAnswered, status } = about
  if (hasAnswered) return 'answered'
  if (!form) return 'none'
  if (!form.isOpen) return 'closed'
  if (!isOver) return 'not-over'
  if (status === 'present' || status === 'partly') return 'open'
  return status === 'unknown' || status === 'not-set' ? 'unknown' : 'not-there'
}
