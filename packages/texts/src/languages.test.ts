import { expect, it } from 'vitest'
import { isLanguage, languages, localeOf, nameOfLanguage, preferredLanguage } from './languages.ts'

it('knows how to format and call each language', () => {
  for (const language of languages) {
    expect(localeOf(language)).toMatch(new RegExp(`^${language}-`))
    expect(Intl.PluralRules.supportedLocalesOf(localeOf(language))).toHaveLength(1)
    const own = new Intl.DisplayNames(language, { type: 'language' }).of(language)
    expect(nameOfLanguage(language).toLowerCase()).toBe(own?.toLowerCase())
  }
})

it.each([
  [['it-CH', 'en'], 'it'],
  [['fr-FR', ' IT '], 'it'],
  [['pt', 'en_US'], 'en'],
  [['fr', 'constructor', ''], undefined],
  [[], undefined],
] as const)('takes of %j what is ours', (tags, language) => {
  expect(preferredLanguage(tags)).toBe(language)
})

it('takes only what is on the list for a language', () => {
  expect([...languages, 'fr', 'toString', 'EN', undefined, 1].filter(isLanguage)).toEqual(languages)
})
