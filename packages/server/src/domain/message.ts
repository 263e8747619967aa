import { type AnyOf, type Language, languages } from '@lectern/texts'
import type { MessageCode } from '@lectern/texts/server'

export { type AnyOf, isLanguage, type Language, languages } from '@lectern/texts'
/** Every sentence that the server says to people, by its stable code: `packages/texts/<language>/server`. */
export type { MessageCode, ProblemCode } from '@lectern/texts/server'

/** The first of many names, and how many there are beside them: “A, B and 3 more”. */
export interface FirstOf {
  readonly first: readonly string[]
  readonly more: number
  /** One of them is to be chosen: “A, B or 3 more”. */
  readonly isChoice?: boolean
}

/** A date and time as clocks of its own zone show them, which the sentence needn't name: `2026-11-26T10:00`. */
export interface OnClocks {
  readonly wall: string
}

/**
 * What a sentence needs to be told: numbers, words, lists of words, words in every language, instants (shown in the
 * reader's zone) and wall-clock times (shown as they are).
 */
export type MessageParams = Readonly<
  Record<
    string,
    string | number | Date | readonly (string | LocalizedText)[] | AnyOf | FirstOf | LocalizedText | OnClocks
  >
>

/** So many of the names that a sentence stays readable. */
export function firstOf(names: readonly string[], most: number, total = names.length): FirstOf {
  const first = names.slice(0, most)
  return { first, more: total - first.length }
}

/** A sentence to be said later, as it is stored: the reason of a room's or account's state. */
export interface StoredMessage {
  readonly code: MessageCode
  readonly params: MessageParams
}

/** A text in every language that the product speaks. */
export type LocalizedText = Readonly<Record<Language, string>>

/** One value for each language that the product speaks. */
export function inEachLanguage<T>(make: (language: Language) => T): Record<Language, T> {
  return Object.fromEntries(languages.map((language) => [language, make(language)])) as Record<Language, T>
}
