/**
 * Every language that the product speaks. A further one is a folder beside `en/` and one line here: the API, the
 * database, settings, mails, screens and tests follow this list.
 *
 * `name` is the language's own word for itself; `locale` decides how dates and numbers look; `direction` is how it is read.
 */
const spoken = {
  en: { name: 'English', locale: 'en-GB', direction: 'ltr' },
  it: { name: 'Italiano', locale: 'it-IT', direction: 'ltr' },
  de: { name: 'Deutsch', locale: 'de-DE', direction: 'ltr' },
} as const

/** A language of the product, as a BCP 47 primary tag such as `it`. */
export type Language = keyof typeof spoken

/** All languages, in the order in which they are offered. */
export const languages = Object.keys(spoken) as readonly Language[]

/** Who reads none of our languages reads this one. */
export const defaultLanguage: Language = 'en'

/** The BCP 47 tag by which `Intl` formats for readers of a language, such as `it-IT`. */
export function localeOf(language: Language): string {
  return spoken[language].locale
}

/** What a language calls itself: `Italiano`. */
export function nameOfLanguage(language: Language): string {
  return spoken[language].name
}

/** Which way a language is read, as HTML's `dir` says it. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return spoken[language].direction
}

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(spoken, value)
}

/**
 * The first of the tags whose language we speak, of those that are offered.
 *
 * @param tags BCP 47 tags such as `de-AT`, best first: `navigator.languages`, or what Accept-Language asks for
 * @returns undefined when none of them is ours
 */
export function preferredLanguage(
  tags: readonly string[],
  offered: readonly Language[] = languages,
): Language | undefined {
  const asked = tags.map((tag) => tag.trim().toLowerCase().split(/[-_]/)[0]).filter(isLanguage)
  return asked.find((language) => offered.includes(language))
}
