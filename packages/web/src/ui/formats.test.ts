import { languages } from '@lectern/texts'
import { describe, expect, it } from 'vitest'
import { byName, formatList, formatNumber, formatUnit, languageName, languageTitle } from './formats.ts'

describe('what looks different in each language', () => {
  it.each(languages)('sorts names as people expect: %s', (language) => {
    const names = ['Mara 10', 'Zoë', 'Östlund', 'Mara 2', 'ändern', 'mara 1', 'Émile', 'Ander']
    expect(names.toSorted(byName(language, (name) => name))).toEqual([
      'Ander',
      'ändern',
      'Émile',
      'mara 1',
      'Mara 2',
      'Mara 10',
      'Östlund',
      'Zoë',
    ])
  })

  it('lists, counts and measures by the rules of the language', () => {
    const names = ['Ada', '<b>', '{x}']
    expect(languages.map((language) => formatList(names, language))).toEqual([
      'Ada, <b> and {x}',
      'Ada, <b> e {x}',
      'Ada, <b> und {x}',
    ])
    expect(formatList([], 'en')).toBe('')
    expect(languages.map((language) => formatNumber(12_345, language))).toEqual([
      '12,345',
      '12.345',
      '12.345',
    ])
    expect(languages.map((language) => formatUnit(1, 'minute', language))).toEqual([
      '1 minute',
      '1 minuto',
      '1 Minute',
    ])
  })

  it('names languages as their readers do', () => {
    expect(languages.map((language) => languageName('it', language))).toEqual([
      'Italian',
      'italiano',
      'Italienisch',
    ])
    expect(languageTitle('it', 'it')).toBe('Italiano')
  })
})
