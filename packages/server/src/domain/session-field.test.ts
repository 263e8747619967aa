import { describe, expect, it } from 'vitest'
import { type AdditionalValue, checkAdditional, type SessionField } from './session-field.ts'

const field = (id: string, kind: SessionField['kind'], more: Partial<SessionField> = {}): SessionField => ({
  id,
  name: id,
  kind,
  choices: [],
  required: false,
  ...more,
})
const fields = [
  field('text', 'text', { required: true }),
  field('number', 'number'),
  field('date', 'date'),
  field('choice', 'choice', { choices: ['North', 'South'] }),
  field('yes', 'yes-no'),
]
const wrongOf = (values: Record<string, AdditionalValue | null>) => {
  try {
    return checkAdditional(values, fields)
  } catch (error) {
    const { fields: wrong } = error as { fields: { pointer: string; code: string }[] }
    return wrong.map(({ pointer, code }) => `${pointer} ${code}`)
  }
}

describe('the additional fields of a session', () => {
  it('keep values of their kinds, trimmed, and leave out empty ones', () => {
    const values = { text: ' Milan ', number: 0, date: '2026-02-28', choice: 'South', yes: false }
    expect(wrongOf(values)).toEqual({ ...values, text: 'Milan' })
    expect(wrongOf({ text: 'x', number: null, date: '', choice: '  ' })).toEqual({ text: 'x' })
  })

  it('name every field that is missing, unknown or of another kind', () => {
    const wrong = { number: '7', date: '2026-02-30', choice: 'East', yes: 'yes', gone: 1 }
    expect(wrongOf(wrong)).toEqual([
      '/additional/gone session-field-unknown',
      '/additional/text session-field-needed',
      '/additional/number session-field-invalid',
      '/additional/date session-field-invalid',
      '/additional/choice session-field-invalid',
      '/additional/yes session-field-invalid',
    ])
  })
})
