import type { Schema } from './document.ts'

/** What stands in examples for a field of this name, where its schema has no example of its own. */
const byName: Readonly<Record<string, string>> = {
  name: 'Safety at work',
  title: 'Safety at work',
  code: 'SAFE-1',
  description: 'What to do when the alarm rings.',
  email: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'Rossi',
  timeZone: 'Europe/Rome',
  language: 'en',
  host: 'training.example.com',
  url: 'https://crm.example.com/hooks/lectern',
  link: 'https://training.example.com/api/v1/events/01a20cb5-4a4d-7e71-9633-6f5ae6d84eac',
  issuer: 'https://login.example.com',
  reason: 'The instructor is ill.',
  instance: 'urn:uuid:01a20cb5-4a4d-7e71-9633-6f5ae6d84eac',
  pointer: '/name',
  nextCursor: 'WyIyMDI2LTEyLTAxIl0',
  prefix: 'lectern_Ab3dEf',
  origin: 'https://training.example.com',
  place: 'Room 4',
}

/** Tried in this order where a text has a shape. */
const candidates = [
  '2026-12-01T09:00:00Z',
  '2026-12-01T10:00',
  '2026-12-01',
  '2026-12',
  '10:00',
  'en',
  'ada@example.com',
  'https://training.example.com/',
  '#0f766e',
  '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac',
  'Text',
  'text',
  '1',
]
const byFormat: Readonly<Record<string, string>> = {
  uuid: '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac',
  'date-time': '2026-12-01T09:00:00Z',
  date: '2026-12-01',
  time: '10:00:00',
  email: 'ada@example.com',
  uri: 'https://training.example.com/',
}
const MAX_DEPTH = 10

/** A value that a schema allows, made of its own examples where it has some. */
export function sampleOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): unknown {
  const visit = (given: Schema, name: string, depth: number): unknown => {
    const found = given.$ref ? { ...schemas[given.$ref.split('/').at(-1) ?? ''] } : given
    const ready = readySample(found)
    if (ready !== undefined) return ready
    const choices = found.anyOf ?? found.oneOf
    if (choices) {
      const choice = choices.find((one) => one.type !== 'null') ?? choices[0]
      return choice ? visit(choice, name, depth) : null
    }
    if (found.allOf) {
      const parts = found.allOf.map((part) => visit(part, name, depth))
      return Object.assign({}, ...parts)
    }
    const type = typeof found.type === 'string' ? found.type : found.type?.find((one) => one !== 'null')
    if (type === 'object' || found.properties) return objectSample(found, depth)
    if (type === 'array') return arraySample(found, name, depth)
    if (type === 'integer' || type === 'number') return numberSample(found)
    if (type === 'boolean') return true
    if (type === 'null') return null
    return type === 'string' ? textSample(found, name) : {}
  }
  const objectSample = (found: Schema, depth: number) => {
    if (depth >= MAX_DEPTH) return {}
    const { properties = {}, required = [], additionalProperties } = found
    // A map with names that must be there says what their values are like in one place.
    const others = typeof additionalProperties === 'object' ? additionalProperties : {}
    const missing = required.filter((key) => !(key in properties)).map((key) => [key, others] as const)
    const entries = [...Object.entries(properties), ...missing]
    return Object.fromEntries(entries.map(([key, one]) => [key, visit(one, key, depth + 1)]))
  }
  const arraySample = (found: Schema, name: string, depth: number) => {
    if (!found.items || depth >= MAX_DEPTH) return []
    const item = visit(found.items, name.replace(/s$/, ''), depth + 1)
    return Array.from({ length: Math.max(1, found.minItems ?? 1) }, () => item)
  }
  return visit(schema, '', 0)
}

function readySample({
  examples,
  example,
  const: constant,
  default: fallback,
  enum: choices,
}: Schema): unknown {
  return examples?.[0] ?? example ?? constant ?? choices?.[0] ?? (fallback === '' ? undefined : fallback)
}

function numberSample({ minimum, exclusiveMinimum, maximum }: Schema): number {
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1) ?? 0
  return Math.min(Math.max(1, least > -1e9 ? least : 1), maximum ?? Number.MAX_SAFE_INTEGER)
}

function textSample({ format, pattern, minLength = 0, maxLength = 10_000 }: Schema, name: string): string {
  const named = byName[name] ?? (format ? byFormat[format] : undefined)
  const shape = pattern ? new RegExp(pattern, 'u') : undefined
  const fits = (text: string) =>
    text.length >= minLength && text.length <= maxLength && (shape?.test(text) ?? true)
  const formatted = format ? byFormat[format] : undefined
  const found = [formatted, named, 'Text', ...candidates].find((text) => text !== undefined && fits(text))
  return found ?? 'x'.repeat(Math.max(1, minLength))
}
