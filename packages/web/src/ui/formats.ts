import { type Language, localeOf } from '@lectern/texts'

/** What looks different in each language, by `Intl`: the only place that makes its formatters, and keeps them. */

const kept = new Map<string, unknown>()

/** Making a formatter takes longer than using it a hundred times. */
function keep<T>(name: string, language: Language, options: object, make: (locale: string) => T): T {
  const key = `${name} ${language} ${JSON.stringify(options)}`
  const found = (kept.get(key) as T | undefined) ?? make(localeOf(language))
  kept.set(key, found)
  return found
}

export function dateFormat(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return keep('date', language, options, (locale) => new Intl.DateTimeFormat(locale, options))
}

/** `12,345`. */
export function formatNumber(count: number, language: Language): string {
  return keep('number', language, {}, (locale) => new Intl.NumberFormat(locale)).format(count)
}

/** `2 hours`. */
export function formatUnit(count: number, unit: string, language: Language): string {
  const options = { style: 'unit', unit, unitDisplay: 'long' } as const
  return keep('number', language, options, (locale) => new Intl.NumberFormat(locale, options)).format(count)
}

/** `2 hours, 5 minutes`: amounts that make up one. */
export function formatUnits(parts: readonly string[], language: Language): string {
  const options = { type: 'unit', style: 'long' } as const
  return keep('list', language, options, (locale) => new Intl.ListFormat(locale, options)).format(parts)
}

/** `Ada, Ben and Chloe`; empty for nobody. */
export function formatList(words: readonly string[], language: Language): string {
  const options = { type: 'conjunction' } as const
  return keep('list', language, options, (locale) => new Intl.ListFormat(locale, options)).format(words)
}

/** Sorts as people expect: by the language's own rules, and “Mara 2” before “Mara 10”. */
export function byName<T>(language: Language, nameOf: (one: T) => string): (one: T, other: T) => number {
  const options = { numeric: true }
  const collator = keep('collator', language, options, (locale) => new Intl.Collator(locale, options))
  return (one, other) => collator.compare(nameOf(one), nameOf(other))
}

/** A language as people of another language call it, within a sentence: `Italian`, `italiano`, `Italienisch`. */
export function languageName(code: string, reader: Language): string {
  const options = { type: 'language' } as const
  return keep('names', reader, options, (locale) => new Intl.DisplayNames(locale, options)).of(code) ?? code
}

/** The same where nothing stands before it: `Italiano`. */
export function languageTitle(code: string, reader: Language): string {
  const name = languageName(code, reader)
  return name.charAt(0).toLocaleUpperCase(localeOf(reader)) + name.slice(1)
}
