import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { z } from 'zod'
import { buildApp, type Parts } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { newKeyRing, Vault } from '../src/secrets/vault.ts'

/** Values that a schema does not take: for tests that look at what is said of them. */

const parts = ['body', 'querystring', 'params', 'headers'] as const

interface RouteSchemas {
  readonly name: string
  readonly parts: readonly { part: (typeof parts)[number]; schema: z.core.$ZodType }[]
}

/** The zod schemas of every route that the app registers; no request is answered. */
export async function routesOfApp(): Promise<RouteSchemas[]> {
  const found: RouteSchemas[] = []
  const listen = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url, schema }) => {
      const known = (schema ?? {}) as Record<string, unknown>
      const zods = parts.flatMap((part) => {
        const one = known[part]
        return one instanceof z.core.$ZodType ? [{ part, schema: one }] : []
      })
      if (method !== 'HEAD') found.push({ name: `${[method].flat().join()} ${url}`, parts: zods })
    })
  }
  subscribe('fastify.initialization', listen)
  try {
    const nothing = {} as unknown
    const app = await buildApp(readConfig({ LECTERN_DEMO: '1' }), {
      database: nothing,
      jobs: nothing,
      live: nothing,
      vault: new Vault(newKeyRing(new Date())),
      log: pino({ level: 'silent' }),
    } as Parts)
    await app.http.ready()
    await app.http.close()
  } finally {
    unsubscribe('fastify.initialization', listen)
  }
  return found
}

export interface Place {
  /** For who reads a failure. */
  readonly at: string
  readonly path: readonly PropertyKey[]
  readonly schema: z.core.$ZodType
}

/** A schema and all that stand in it: fields, elements, choices. */
export function placesOf(schema: z.core.$ZodType, at: string, path: readonly PropertyKey[] = []): Place[] {
  const here: Place = { at: `${at} /${path.join('/')}`, path, schema }
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object':
      return [here, ...Object.entries(def.shape).flatMap(([key, one]) => placesOf(one, at, [...path, key]))]
    case 'array':
      return [here, ...placesOf(def.element, at, [...path, 0])]
    case 'record':
      return [here, ...placesOf(def.valueType, at, path)]
    case 'union':
      return [here, ...def.options.flatMap((one) => placesOf(one, at, path))]
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return [here, ...placesOf(def.innerType, at, path)]
    case 'pipe':
      return [here, ...placesOf(def.in, at, path), ...placesOf(def.out, at, path)]
    case 'transform': // a function, which is given what its schema took
      return []
    default:
      return [here]
  }
}

const simple: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  'x',
  'not a choice',
  '2026-13-45T99:99',
  '2026-11-24',
  '0000-01-01T00:00:00Z',
  'http:/',
  '{"a": [1]}',
  true,
  0,
  -1,
  1.5,
  -99_999_999,
  99_999_999,
  1e15,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  [],
  [null],
  ['x', 5],
  {},
  { zzz: 1 },
]

/** Everything of a broad list that the schema refuses, and what is made to be refused by its own limits. */
export function wrongValuesFor(schema: z.core.$ZodType): unknown[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  const made: unknown[] = []
  const most = Number(schema._zod.bag.maximum ?? 300)
  if (def.type === 'string') made.push('x'.repeat(most + 3))
  if (def.type === 'array') made.push(Array.from({ length: Math.min(most, 10_000) + 1 }, () => null))
  if (def.type === 'object') {
    const keys = Object.keys(def.shape)
    made.push(Object.fromEntries(keys.map((key) => [key, null])))
    made.push(Object.fromEntries(keys.map((key) => [key, { deep: [1] }])))
    made.push(Object.fromEntries([...keys, 'zzz', 'a b'].map((key) => [key, 'x'])))
  }
  if (def.type === 'record') made.push({ x: 'x' }, { '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac': [] })
  if (def.type === 'union') made.push({ action: 'x' }, { repeats: 'x' }, { repeats: 'weekly', weekdays: [9] })
  return [...simple, ...made].filter((value) => !z.safeParse(schema, value).success)
}
