import type { Phrase } from '@lectern/texts/server'
import type { z } from 'zod'
import type { MessageParams } from '../domain/message.ts'
import { isPhrase } from '../messages/field-words.ts'
import { formatNumber, phrase, type Reader } from '../messages/messages.ts'

/** One thing that a schema found wrong, as zod says it to programs. */
export type Issue = z.core.$ZodIssue

/** A sentence of ours: what a pattern or a rule of a schema says when it is not kept. `found` is what was sent. */
export type FieldPhrase = Extract<Phrase, `field-${string}`>

/** Gives a pattern or a rule of a schema its own sentence: `z.string().regex(…, says('field-date'))`. */
export const says = (key: FieldPhrase): string => key

/** So much of what was sent is repeated. */
const MAX_FOUND = 60

/**
 * What is wrong with a field, in a sentence of ours: what was found, what is expected, what to do. The only place
 * that turns what zod finds into words.
 *
 * @param found what was sent at the place that the issue names
 */
export function sayIssue(issue: Issue, found: unknown, reader: Reader): string {
  const say = (key: FieldPhrase, params: MessageParams = {}) => phrase(key, params, reader)
  const shown = () => foundIn(found, reader)
  const isLeftEmpty = found === undefined || found === null || found === ''
  if (isSentence(issue.message)) return say(issue.message, { found: shown() })
  switch (issue.code) {
    case 'invalid_type': {
      const kind = kinds[issue.expected] ?? 'other'
      // Numbers of addresses are texts: an empty one is none.
      if (found === undefined || found === null || (found === '' && kind !== 'text'))
        return say('field-missing', { kind })
      return say('field-kind', { kind, found: shown() })
    }
    case 'invalid_value': {
      const choices = { anyOf: issue.values.map(String) }
      return isLeftEmpty
        ? say('field-choice', { choices })
        : say('field-no-choice', { choices, found: shown() })
    }
    case 'too_small':
      return sayTooSmall(issue, found, reader)
    case 'too_big':
      return sayTooBig(issue, found, reader)
    case 'not_multiple_of':
      return say('field-step', { found: shown(), step: Number(issue.divisor) })
    case 'invalid_format':
      if (isLeftEmpty) return say('field-empty')
      return say(formats[issue.format] ?? 'field-form', { found: shown() })
    case 'unrecognized_keys': {
      const names = issue.keys.map((key) => foundIn(key, reader))
      return say('field-unknown', { count: names.length, names })
    }
    case 'invalid_union':
      return sayUnion(issue, found, reader)
    case 'invalid_key':
    case 'invalid_element': {
      const [first] = issue.issues
      // The key itself is what is wrong, not what stands under it.
      return first ? sayIssue(first, issue.path.at(-1), reader) : say('field-form')
    }
    default:
      return isLeftEmpty ? say('field-empty') : say('field-form')
  }
}

/** What a schema expects, as our sentences tell it apart. */
const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  int: 'integer',
  boolean: 'boolean',
  array: 'list',
  tuple: 'list',
  object: 'group',
  record: 'group',
  never: 'nothing',
  null: 'nothing',
  undefined: 'nothing',
}

const formats: Readonly<Record<string, FieldPhrase>> = {
  uuid: 'field-id',
  email: 'field-email',
  url: 'field-url',
  datetime: 'field-instant',
  date: 'field-date',
  time: 'field-time',
}

function sayTooSmall(issue: z.core.$ZodIssueTooSmall, found: unknown, reader: Reader): string {
  const min = Number(issue.minimum)
  if (issue.origin === 'string')
    return min <= 1 || found === ''
      ? phrase('field-empty', {}, reader)
      : phrase('field-too-short', { min }, reader)
  if (issue.origin === 'array' || issue.origin === 'set')
    return min <= 1 ? phrase('field-none', {}, reader) : phrase('field-too-few', { min }, reader)
  const key = issue.inclusive === false ? 'field-number-above' : 'field-number-small'
  return phrase(key, { found: foundIn(found, reader), min }, reader)
}

function sayTooBig(issue: z.core.$ZodIssueTooBig, found: unknown, reader: Reader): string {
  const max = Number(issue.maximum)
  const over = Math.max(1, lengthOf(found) - max)
  if (issue.origin === 'string') return phrase('field-too-long', { max, over }, reader)
  if (issue.origin === 'array' || issue.origin === 'set')
    return phrase('field-too-many', { max, over }, reader)
  const key = issue.inclusive === false ? 'field-number-below' : 'field-number-big'
  return phrase(key, { found: foundIn(found, reader), max }, reader)
}

function lengthOf(found: unknown): number {
  return typeof found === 'string' || Array.isArray(found) ? found.length : 0
}

/** Of several shapes that are possible, what is said is about the one that comes nearest. */
function sayUnion(issue: z.core.$ZodIssueInvalidUnion, found: unknown, reader: Reader): string {
  const near = nearestOf(issue, found)
  if (near) return sayIssue(near, valueAt(found, near.path), reader)
  const values = choicesOf(issue)
  if (values.length > 0) {
    const choices: z.core.$ZodIssueInvalidValue = { code: 'invalid_value', values, path: [], message: '' }
    return sayIssue(choices, found, reader)
  }
  const [first] = issue.errors.flat()
  return first ? sayIssue(first, found, reader) : phrase('field-form', {}, reader)
}

/** Where a union goes wrong: within the shape that was meant, so far as that can be told. */
function nearestOf({ errors }: z.core.$ZodIssueInvalidUnion, found: unknown): Issue | undefined {
  const isOther = ({ path, code }: Issue) =>
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')
  const missingIn = (branch: readonly Issue[]) =>
    branch.filter(({ path }) => valueAt(found, path) === undefined).length
  const [nearest] = errors
    .filter((branch) => !branch.some(isOther))
    .toSorted((one, other) => missingIn(one) - missingIn(other) || one.length - other.length)
  return nearest?.[0]
}

/** What can be chosen, where a union is a list of values. */
function choicesOf({
  options,
  errors,
}: z.core.$ZodIssueInvalidUnion & { options?: unknown }): (string | number)[] {
  const listed = Array.isArray(options)
    ? options
    : errors.flat().flatMap((one) => (one.code === 'invalid_value' ? one.values : []))
  return listed.filter((one) => typeof one === 'string' || typeof one === 'number')
}

/**
 * Where an issue is: one within a union stands deeper than the union.
 *
 * @param found what was sent at the place that the issue names
 */
export function pathOf(issue: Issue, found: unknown): PropertyKey[] {
  const near = issue.code === 'invalid_union' ? nearestOf(issue, found) : undefined
  return near ? [...issue.path, ...pathOf(near, valueAt(found, near.path))] : [...issue.path]
}

/** What was sent at a place; undefined where nothing was. */
export function valueAt(sent: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    sent,
  )
}

/** A value as a sentence names it: short, and without the signs of programs. */
function foundIn(found: unknown, reader: Reader): string {
  if (found === undefined || found === null) return phrase('found-nothing', {}, reader)
  if (found === '') return phrase('found-empty', {}, reader)
  if (Array.isArray(found)) return phrase('found-list', {}, reader)
  if (typeof found === 'object') return phrase('found-group', {}, reader)
  if (typeof found === 'number' && Number.isFinite(found)) return formatNumber(found, reader)
  const text = [...String(found)]
  const shown = text.length > MAX_FOUND ? `${text.slice(0, MAX_FOUND).join('')}…` : text.join('')
  return phrase('found-text', { text: shown }, reader)
}

function isSentence(message: string | undefined): message is FieldPhrase {
  return (message ?? '').startsWith('field-') && isPhrase(message ?? '')
}
