import { type FieldError, InvalidInputError } from './errors.ts'
import type { AnyOf } from './message.ts'

export const fieldKinds = ['text', 'number', 'date', 'choice', 'yes-no'] as const
export type FieldKind = (typeof fieldKinds)[number]
export type AdditionalValue = string | number | boolean

/** A field that a platform adds to its sessions. */
export interface SessionField {
  readonly id: string
  readonly name: string
  readonly kind: FieldKind
  readonly choices: readonly string[]
  readonly required: boolean
}

const MAX_TEXT = 1000

/**
 * What a session keeps of the values that were sent: empty ones are left out.
 *
 * @param values by ids of fields
 * @throws {InvalidInputError} with every field that is wrong: `session-field-unknown`, `session-field-needed`,
 * `session-field-invalid`
 */
export function checkAdditional(
  values: Readonly<Record<string, AdditionalValue | null>>,
  fields: readonly SessionField[],
): Record<string, AdditionalValue> {
  const wrong: FieldError[] = []
  const kept: Record<string, AdditionalValue> = {}
  for (const id of Object.keys(values)) {
    if (!fields.some((field) => field.id === id))
      wrong.push({ pointer: `/additional/${id}`, code: 'session-field-unknown' })
  }
  for (const field of fields) {
    const value = trimmed(values[field.id])
    const pointer = `/additional/${field.id}`
    const params = { field: field.name }
    if (value === undefined) {
      if (field.required) wrong.push({ pointer, code: 'session-field-needed', params })
    } else if (fits(value, field)) kept[field.id] = value
    else
      wrong.push({ pointer, code: 'session-field-invalid', params: { ...params, expected: expected(field) } })
  }
  const [first] = wrong
  if (first) throw new InvalidInputError(first.code, first.params, { fields: wrong })
  return kept
}

function trimmed(value: AdditionalValue | null | undefined): AdditionalValue | undefined {
  const kept = typeof value === 'string' ? value.trim() : value
  return kept === null || kept === '' ? undefined : kept
}

function fits(value: AdditionalValue, { kind, choices }: SessionField): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value.length <= MAX_TEXT
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'date':
      return typeof value === 'string' && isDate(value)
    case 'choice':
      return typeof value === 'string' && choices.includes(value)
    case 'yes-no':
      return typeof value === 'boolean'
  }
}

function isDate(text: string): boolean {
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** An example or the choices: the same words in every language. */
function expected({ kind, choices }: SessionField): string | AnyOf {
  switch (kind) {
    case 'text':
      return `≤ ${MAX_TEXT}`
    case 'number':
      return '12.5'
    case 'date':
      return '2026-11-24'
    case 'choice':
      return { anyOf: choices }
    case 'yes-no':
      return { anyOf: ['true', 'false'] }
  }
}
