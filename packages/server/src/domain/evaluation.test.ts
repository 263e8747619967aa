import { expect, it } from 'vitest'
import {
  answerState,
  checkAnswers,
  type EvaluationAnswers,
  type EvaluationQuestion,
  summarize,
  withIds,
} from './evaluation.ts'

const scale = { type: 'scale', text: 'How was it?', isOptional: false } as const
const choice = {
  ...{ type: 'choice' as const, text: 'Again?', isOptional: true, isMany: false },
  options: ['Yes', 'No'],
}
const text = { type: 'text', text: 'What else?', isOptional: true } as const
const questions: EvaluationQuestion[] = [
  { id: 'q1', ...scale },
  { id: 'q2', ...choice },
  { id: 'q3', ...text },
]
const codeOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return (error as { code: string }).code
  }
  return undefined
}

it('keeps the id of a question that stays, and gives another to one that asks otherwise', () => {
  expect(withIds([scale, choice, text], []).map(({ id }) => id)).toEqual(['q1', 'q2', 'q3'])
  const again = withIds(
    [
      { ...questions[2], ...text, isOptional: false },
      { id: 'q1', ...scale, text: 'How bad was it?' },
      { id: 'q2', ...choice },
      { id: 'q2', ...choice },
      { id: 'q99', ...scale },
    ],
    questions,
  )
  expect(again.map(({ id }) => id)).toEqual(['q3', 'q4', 'q2', 'q5', 'q6'])
  expect(codeOf(() => withIds([{ ...choice, options: ['A', 'A'] }], []))).toBe('evaluation-option-twice')
})

it('takes answers to what was asked, and no others', () => {
  const given = { q1: 4, q2: ['Yes'], q3: '  Less slides ', q7: 'x' }
  expect(checkAnswers(questions, given)).toEqual({ q1: 4, q2: ['Yes'], q3: 'Less slides' })
  expect(checkAnswers(questions, { q1: 5, q2: [], q3: ' ' })).toEqual({ q1: 5 })
  expect(codeOf(() => checkAnswers(questions, {}))).toBe('evaluation-answer-missing')
  const wrongs: EvaluationAnswers[] = [
    { q1: 6 },
    { q1: 1.5 },
    { q1: '4' },
    { q1: 1, q2: ['Maybe'] },
    { q1: 1, q2: ['Yes', 'No'] },
  ]
  for (const wrong of wrongs)
    expect([wrong, codeOf(() => checkAnswers(questions, wrong))]).toEqual([wrong, 'evaluation-answer-wrong'])
  const many = [{ ...questions[1], isMany: true } as EvaluationQuestion]
  expect(checkAnswers(many, { q2: ['Yes', 'No'] })).toEqual({ q2: ['Yes', 'No'] })
  expect(codeOf(() => checkAnswers(many, { q2: ['Yes', 'Yes'] }))).toBe('evaluation-answer-wrong')
})

it('sums up answers, and tells nothing by their order', () => {
  const all: EvaluationAnswers[] = [{ q1: 5, q3: 'b' }, { q1: 2, q2: ['No'], q3: 'a' }, { q1: 2 }]
  const [first, second, third] = summarize(questions, all)
  expect(first).toMatchObject({ count: 3, mean: 3 })
  expect(first?.counts.map(({ count }) => count)).toEqual([0, 2, 0, 0, 1])
  expect(second).toMatchObject({ count: 1, mean: null, counts: [{ count: 0 }, { value: 'No', count: 1 }] })
  expect(third?.texts).toEqual(['a', 'b'])
  expect(summarize(questions, [...all].reverse())).toEqual(summarize(questions, all))
  expect(summarize(questions, [])[0]?.mean).toBeNull()
})

it('lets those answer who were there, once, when it is over', () => {
  const about = { form: { isOpen: true }, isOver: true, hasAnswered: false, status: 'present' }
  expect(answerState(about)).toBe('open')
  expect(answerState({ ...about, status: 'partly' })).toBe('open')
  expect(answerState({ ...about, status: 'absent' })).toBe('not-there')
  expect(answerState({ ...about, status: 'excused' })).toBe('not-there')
  expect(answerState({ ...about, status: 'not-set' })).toBe('unknown')
  expect(answerState({ ...about, isOver: false })).toBe('not-over')
  expect(answerState({ ...about, form: { isOpen: false } })).toBe('closed')
  expect(answerState({ ...about, form: undefined })).toBe('none')
  expect(answerState({ ...about, form: undefined, hasAnswered: true })).toBe('answered')
})
