import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Language, languages, localeOf } from './languages.ts'
import { type Argument, argumentsOf, wordsAfterNumbers } from './outline.ts'

const root = join(import.meta.dirname, '..')
const sides = readdirSync(join(root, 'en'))

/** Texts of a topic in a language, as they stand in its file: keys may be doubled. */
function read(language: string, side: string, topic: string): Map<string, string> {
  return new Map(Object.entries(JSON.parse(readFileSync(join(root, language, side, topic), 'utf8'))))
}

const topicsOf = (language: string, side: string) => readdirSync(join(root, language, side)).sort()
const english = sides.flatMap((side) => topicsOf('en', side).map((topic) => ({ side, topic })))

/** What a text must be told, and how; a plural needs a number too. */
function neededBy(text: string): string[] {
  const shape = ({ name, kind }: Argument) =>
    `${name}: ${kind === 'plural' || kind === 'number' ? 'number' : kind}`
  return [...new Set(argumentsOf(text).map(shape))].sort()
}

describe('a language', () => {
  it('has one folder for each language of the list, and none beside them', () => {
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const named = folders.map(({ name }) => name).filter((name) => !['src', 'node_modules'].includes(name))
    expect(named.sort()).toEqual([...languages].sort())
  })

  it.each(languages)('%s has the topics of English', (language) => {
    for (const side of sides) expect(topicsOf(language, side)).toEqual(topicsOf('en', side))
  })
})

describe.each(english)('$side/$topic', ({ side, topic }) => {
  const ours = read('en', side, topic)

  it('names no text twice', () => {
    for (const language of languages) {
      const source = readFileSync(join(root, language, side, topic), 'utf8')
      const keys = Array.from(source.matchAll(/^\s*"((?:[^"\\]|\\.)+)":/gm), ([, key]) => key)
      expect(keys.filter((key, at) => keys.indexOf(key) < at)).toEqual([])
    }
  })

  it.each(languages)('has every text in %s, and no other', (language) => {
    expect([...read(language, side, topic).keys()].sort()).toEqual([...ours.keys()].sort())
  })

  it.each(languages)('asks in %s for what English asks', (language) => {
    const differing = [...read(language, side, topic)].flatMap(([key, text]) => {
      const [found, expected] = [neededBy(text), neededBy(ours.get(key) ?? '')]
      return found.join() === expected.join() ? [] : [{ key, found, expected }]
    })
    expect(differing).toEqual([])
  })

  it.each(languages)('knows in %s every form of a plural', (language) => {
    const forms = new Intl.PluralRules(localeOf(language)).resolvedOptions().pluralCategories
    // “many” of Italian is for millions written as such, which we don’t.
    const needed = forms.filter((form) => form !== 'many' || !isRoman(language))
    const wrong = [...read(language, side, topic)].flatMap(([key, text]) =>
      argumentsOf(text)
        .filter(({ kind }) => kind === 'plural')
        .filter(
          ({ branches }) =>
            !needed.every((form) => branches.includes(form)) ||
            branches.some((form) => !form.startsWith('=') && !needed.some((one) => one === form)),
        )
        .map(({ name }) => `${key}: ${name}`),
    )
    expect(wrong).toEqual([])
  })

  it.each(languages)(
    'says something in %s, with straight quotation marks around braces alone',
    (language) => {
      const wrong = [...read(language, side, topic)].filter(
        ([, text]) =>
          typeof text !== 'string' || text.trim() !== text || text === '' || unquoted(text).includes("'"),
      )
      expect(wrong).toEqual([])
    },
  )

  it.each(languages)('says in %s no word after a number that would be another after one', (language) => {
    const wrong = [...read(language, side, topic)].flatMap(([key, text]) =>
      wordsAfterNumbers(text)
        .filter((word) => !sameForAll[language].includes(word))
        .map((word) => ({ key, word, text })),
    )
    expect(wrong).toEqual([])
  })
})

describe('a sentence that names a button in quotation marks', () => {
  const quoted = (text: string) =>
    Array.from(text.matchAll(/[“„«]([^“”„«»{}]+)[”“»]/g), ([, name = '']) => name)
  const all = (language: string, side: string) =>
    new Map(topicsOf(language, side).flatMap((topic) => [...read(language, side, topic)]))
  const labels = [...all('en', 'web')]

  it.each(languages.filter((language) => language !== 'en'))(
    'names it in %s as it is called there',
    (language) => {
      const screens = all(language, 'web')
      const wrong = sides.flatMap((side) => {
        const theirs = all(language, side)
        return [...all('en', side)].flatMap(([key, text]) =>
          quoted(text).flatMap((name) => {
            const called = labels.filter(([, label]) => label === name).map(([label]) => screens.get(label))
            const said = quoted(theirs.get(key) ?? '')
            return called.length === 0 || said.some((one) => called.includes(one))
              ? []
              : [{ key, said, called }]
          }),
        )
      })
      expect(wrong).toEqual([])
    },
  )
})

/**
 * What may stand after a number that is no plural: words that are the same for one and for many. A new one is added
 * here when it is such a word; “events” is none, and needs `{count, plural, one {# event} other {# events}}`.
 */
const sameForAll: Record<Language, readonly string[]> = {
  en: words(
    'and with without by from per than before after out over under then',
    'of at more done h MB ms to left so planned in taken on enrolled needed failed registered not marked as present',
    'absent allowed are or for is can that pixels',
  ),
  it: words(
    'e con senza dal dalla dai dalle prima dopo oltre che sopra sotto',
    'room può possono è sono h MB ms a finora in su nel di da della per o non alla accettati pixel',
  ),
  de: words(
    'und mit ohne pro vor nach aus über unter bei je dann',
    'von erledigt Std MB ms zu ausgelassen geplant insgesamt der belegt in zur auf eingeschrieben nötig entfernen',
    'fehlgeschlagen eingetreten registriert offen senden eingetragen als zurücknehmen geändert anwesend abwesend nicht',
    'eines gelesen oder an bis für ist sind dupliziert ausgeführt Pixel',
  ),
}

function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '))
}

/** Without words in braces that are meant as such: ICU takes straight quotation marks for its own. */
function unquoted(text: string): string {
  return text.replace(/'\{\w+\}'/g, '')
}

function isRoman(language: string): boolean {
  return ['it', 'fr', 'es', 'pt', 'ca'].includes(language)
}
