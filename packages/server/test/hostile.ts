/** A JSON Schema as openapi.json has it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/** The same numbers for the same seed, from 0 to below 1. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const cursor = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url')
const ID = '019ac1f3-0000-7000-8000-000000000001'

/** What nobody should send, and somebody does. */
export const hostileTexts: readonly string[] = [
  ...[
    '',
    ' ',
    '\t\n',
    '\0',
    'a\0b',
    '\ud800',
    'a\udfffb',
    '\ufffd',
    '\u200b',
    '\u202ea',
    'e\u0301',
    '𝕳',
    '👩‍🏫',
    '\x7f\x1b[31m',
  ],
  ...[
    'a'.repeat(300),
    'é'.repeat(20_000),
    '%',
    '%00',
    '%E0%A4%A',
    '\\',
    "'",
    '"; drop table people; --',
    '$&',
    '{{x}}',
    '<script>',
  ],
  ...[
    '../../etc/passwd',
    '__proto__',
    'constructor',
    'null',
    'true',
    'NaN',
    '-1',
    '1e309',
    '99999999999999999999',
    '0x10',
    '1.5',
  ],
  ...[
    '2026-13-01T10:00',
    '2026-02-30T10:00',
    '2026-02-29',
    '0000-01-01T00:00',
    '9999-12-31T23:59',
    '2026-03-29T02:30',
    '2026-1-1',
  ],
  ...[
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '+275760-09-13T00:00:00Z',
    '2026-11-24T10:00:00+23:59',
    'yesterday',
    '24:00',
  ],
  ...[
    ID,
    ID.toUpperCase(),
    '00000000-0000-0000-0000-000000000000',
    `${ID}0`,
    'Etc/Unknown',
    '+01:00',
    'Europe/Rome\0',
    '2027-01-01T09:00Z',
  ],
  ...[
    'a@b',
    'a@x.example\0',
    '\ud800@x.example',
    `${'a'.repeat(250)}@x.example`,
    'a@xn--a.example',
    'a@[::1]',
    'A@X.example',
  ],
  ...[
    'http://[::1',
    'javascript:alert(1)',
    'https://x.example:99999/',
    'http://127.0.0.1/',
    'x.example.',
    'xn--',
    '*.example',
    '..',
  ],
  ...[
    cursor(['a', 'b']),
    cursor(['\0', ID]),
    cursor(['0000-01-01T00:00:00.000Z', ID]),
    cursor(['1e9']),
    cursor([1, 2, 3]),
    cursor({ length: 2 }),
  ],
  ...[
    cursor(['1', 'a', 'b']),
    cursor(['99', '\ud800', ID]),
    cursor(null),
    'email;name\n"open',
    'email,first_name\na\0@x.example,A',
    '=1+1',
  ],
]

const hostileNumbers = [-1, 0, 1.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 + 1, 1e21, 1e308, -0]
const hostileThings = [null, true, [], {}, [[[[[]]]]], { a: { b: { c: {} } } }, Array(300).fill('a'), '1', 1]

/** A maker of values. */
export interface Hostile {
  pick<T>(from: readonly T[]): T
  text(): string
  /** One that fits, with ids that there are. */
  fitting(schema: Schema, name: string): unknown
  /** The value with one or two of its places taken by what does not fit. */
  spoiled(value: unknown): unknown
}

export function createHostile(
  random: () => number,
  components: Readonly<Record<string, Schema>>,
  ids: Readonly<Record<string, string>>,
): Hostile {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const text = () => pick(hostileTexts)

  function fitting(schema: Schema, name: string, depth = 0): unknown {
    const one = schema.$ref ? (components[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema
    const choices = one.anyOf ?? one.oneOf ?? one.allOf
    if (choices?.length) return fitting(pick(choices), name, depth)
    if (one.const !== undefined) return one.const
    if (one.enum) return pick(one.enum)
    const type = typeof one.type === 'object' ? pick(one.type) : one.type
    if (type === 'object') {
      const entries = Object.entries(one.properties ?? {})
      const wanted = entries.filter(([key]) => one.required?.includes(key) || (depth < 4 && random() < 0.4))
      return Object.fromEntries(wanted.map(([key, value]) => [key, fitting(value, key, depth + 1)]))
    }
    if (type === 'array')
      return random() < 0.7 && one.items ? [fitting(one.items, name.replace(/s$/, ''), depth + 1)] : []
    if (type === 'boolean') return random() < 0.5
    if (type === 'integer' || type === 'number') return pick([1, 2, 7, 30])
    if (type === 'null') return null
    return fittingText(one, name)
  }

  function fittingText({ format }: Schema, name: string): string {
    const id = ids[name] ?? ids[`${name.replace(/(Id)?s?$/, '')}Id`]
    if (format === 'uuid') return id ?? pick(Object.values(ids).filter((one) => /^[0-9a-f-]{36}$/.test(one)))
    if (format === 'date-time') return pick(['2026-12-01T00:00:00Z', '2026-12-30T00:00:00+01:00'])
    if (/wall/i.test(name)) return pick(['2026-12-01T10:00', '2026-12-01T11:00', '2026-12-02T09:00'])
    if (/zone/i.test(name)) return pick(['UTC', 'Europe/Rome'])
    if (/date|day|from|until|on$/i.test(name)) return '2026-12-01'
    if (/email/i.test(name)) return `p${Math.floor(random() * 1e6)}@fuzz.example`
    return random() < 0.5 ? text() : 'Fine'
  }

  function spoiled(value: unknown): unknown {
    if (Array.isArray(value) && value.length > 0 && random() < 0.8)
      return value.map((one, at) => (at === 0 ? spoiled(one) : one))
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0 && random() < 0.9) {
      const names = Object.keys(value)
      const [name, other] = [pick(names), pick(names)]
      const own = value as Record<string, unknown>
      const changed = { ...own, [name]: spoiled(own[name]) }
      return random() < 0.3 ? { ...changed, [other]: spoiled(changed[other]) } : changed
    }
    const kind = random()
    if (kind < 0.7 || (typeof value === 'string' && kind < 0.9))
      return typeof value === 'number' ? pick(hostileNumbers) : text()
    return kind < 0.95 ? pick(hostileThings) : pick(hostileNumbers)
  }

  return { pick, text, fitting: (schema, name) => fitting(schema, name), spoiled }
}
