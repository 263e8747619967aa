import { type Formatters, IntlMessageFormat } from 'intl-messageformat'
import { type Language, localeOf } from './languages.ts'

/** Words of which one is to be chosen: “a, b or c”. A plain list is “a, b and c”. */
export interface AnyOf {
  readonly anyOf: readonly string[]
}

/** What a text is told. It is never read as ICU: braces, apostrophes and `<` come out as they are. */
export type Param = string | number | Date | readonly string[] | AnyOf
export type Params = Readonly<Record<string, Param>>

/** What is wrong with a text as it is said: a key that is not there, a parameter that was not given, bad ICU. */
export interface Trouble {
  readonly language: Language
  readonly key: string
  readonly cause: unknown
}

/** Says a text of one language. */
export type Speaker<Key extends string = string> = (key: Key, params?: Params) => string

/** The parts of an ICU text, or a text without any. */
export type ParsedText = string | ReturnType<IntlMessageFormat['getAst']>

/** Stands where a parameter should be that was not given. */
const GAP = '…'

/** No character of any text: marks the end of a value that ends with a dot, such as “29. Dez.”: the dot of a sentence after it is the same one. */
const DOTTED = '\u{fdd0}'
const endsWithDot = (value: string) => value.endsWith('.') && !value.endsWith('..')
const withOneDot = (text: string) => text.replace(/\u{fdd0}\.(?!\.)|\u{fdd0}/gu, '')

/**
 * Makes the speaker of a language. A text is parsed when it is first said, and kept.
 *
 * @param textOf the ICU text of a key, or its parts; undefined when there is none
 * @param onTrouble hears of mistakes of ours. It may throw, as it does in tests; when it returns, the reader gets the text
 *   with `…` in the gap, or the key when there is no text
 */
export function createSpeaker<Key extends string>(
  language: Language,
  textOf: (key: Key) => string | Exclude<ParsedText, string> | undefined,
  onTrouble: (trouble: Trouble) => void,
): Speaker<Key> {
  const locale = localeOf(language)
  const formatters = formattersOf(locale)
  const parsed = new Map<Key, IntlMessageFormat>()
  const parse = (key: Key) => {
    const known = parsed.get(key)
    if (known) return known
    const text = textOf(key)
    if (text === undefined) throw new Error(`no text “${key}” in ${language}`)
    const format = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true, formatters })
    parsed.set(key, format)
    return format
  }
  return (key, params = {}) => {
    const values: Record<string, string | number | Date> = {}
    for (const [name, value] of Object.entries(params)) values[name] = toValue(value, locale)
    try {
      return withOneDot(String(parse(key).format(values)))
    } catch (cause) {
      onTrouble({ language, key, cause })
      return sayWithGaps(parsed.get(key), values) ?? key
    }
  }
}

function toValue(value: Param, locale: string): string | number | Date {
  if (typeof value === 'string') return endsWithDot(value) ? value + DOTTED : value
  if (typeof value === 'number' || value instanceof Date) return value
  const isChoice = 'anyOf' in value
  const type = isChoice ? 'disjunction' : 'conjunction'
  return toValue(new Intl.ListFormat(locale, { type }).format(isChoice ? value.anyOf : value), locale)
}

function sayWithGaps(
  format: IntlMessageFormat | undefined,
  values: Record<string, string | number | Date>,
): string | undefined {
  const gaps = new Proxy(values, {
    getOwnPropertyDescriptor: (target, name) =>
      Reflect.getOwnPropertyDescriptor(target, name) ?? { value: GAP, configurable: true, enumerable: true },
    has: () => true,
    get: (target, name) => Reflect.get(target, name) ?? GAP,
  })
  try {
    return format && withOneDot(String(format.format(gaps)))
  } catch {
    return undefined
  }
}

/** Those of `Intl`, kept; a number that is none is a gap. */
function formattersOf(locale: string): Formatters {
  const numbers = new Map<string, Intl.NumberFormat>()
  const plurals = new Map<string, Intl.PluralRules>()
  return {
    getNumberFormat: (_locales, options) => {
      const format = keep(numbers, JSON.stringify(options), () => new Intl.NumberFormat(locale, options))
      return {
        ...format,
        format: (value: number) => (Number.isNaN(Number(value)) ? GAP : format.format(value)),
      }
    },
    getDateTimeFormat: (_locales, options) => new Intl.DateTimeFormat(locale, options),
    getPluralRules: (_locales, options) =>
      keep(plurals, JSON.stringify(options), () => new Intl.PluralRules(locale, options)),
  } as Formatters
}

function keep<T>(kept: Map<string, T>, name: string, make: () => T): T {
  const found = kept.get(name) ?? make()
  kept.set(name, found)
  return found
}
