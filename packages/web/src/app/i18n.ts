import { files, shelves } from 'virtual:texts'
import {
  createSpeaker,
  defaultLanguage,
  directionOf,
  isLanguage,
  type Language,
  languages,
  type Params,
  type ParsedText,
  preferredLanguage,
  type Trouble,
} from '@lectern/texts'
import { useSyncExternalStore } from 'react'
import { keepUnder, keptUnder } from '../api/storage.ts'
import { meAtStart } from './me-start.ts'
import { platformAtStart } from './platform-start.ts'
import type { TextKey, TextValues, Topic } from './text-keys.ts'

export type { Language, TextKey }

const STORED = 'lectern-language'

/** The shelves whose texts are on the screens so far; loaded for a new language too. */
const wanted = new Set<string>([shelfOf('everybody')])
const loaded = new Set<string>()
const texts = Object.fromEntries(languages.map((language) => [language, {}])) as Record<
  Language,
  Record<string, ParsedText>
>
const listeners = new Set<() => void>()
let current: Language = defaultLanguage
/** The language that was asked for last; its texts may still be on their way. */
let asked: Language = defaultLanguage

/**
 * In the language of whoever is signed in, else in that which was chosen here earlier, or the first of the browser's, if
 * the platform offers it.
 */
export async function startTexts(): Promise<void> {
  const stored = keptUnder(STORED)
  const { languages: offered = languages, defaultLanguage: otherwise = defaultLanguage } =
    platformAtStart() ?? {}
  const kept = isLanguage(stored) && offered.includes(stored) ? stored : undefined
  await switchLanguage(
    meAtStart()?.language ?? kept ?? preferredLanguage(navigator.languages, offered) ?? otherwise,
  )
}

/** Switches the screens; only the texts of the language in use are loaded. */
export async function switchLanguage(language: Language): Promise<void> {
  asked = language
  await loadTexts(language)
  if (asked !== language) return // another one was asked for while this one came
  current = language
  keepUnder(STORED, language)
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
  for (const listener of listeners) listener()
}

/** A page that not everybody opens comes with its words. */
export async function withTexts<T>(topics: readonly Topic[], page: Promise<T>): Promise<T> {
  for (const topic of topics) wanted.add(shelfOf(topic))
  const [loadedPage] = await Promise.all([page, loadTexts(current)])
  return loadedPage
}

async function loadTexts(language: Language): Promise<void> {
  await Promise.all(
    [...wanted].map(async (shelf) => {
      const path = `${language}/${shelf}`
      if (loaded.has(path)) return
      Object.assign(texts[language], await files[path]?.())
      loaded.add(path)
    }),
  )
}

/** Several topics come together: only the shelves that are asked for are loaded. */
function shelfOf(topic: Topic): string {
  return shelves[topic] ?? topic
}

type Intersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void
  ? I
  : never

/** The values that a text needs; of one text out of several, those of all. */
type Needed<K extends TextKey> = [Exclude<TextValues[K], null>] extends [never]
  ? []
  : [values: Intersection<Exclude<TextValues[K], null>>]

/** Says a text in the reader's language. A text that is not there, or a value that it lacks, is a type error. */
export type Translate = <K extends TextKey>(key: K, ...values: Needed<K>) => string

interface Reader {
  readonly t: Translate
  readonly language: Language
}

function readerOf(language: Language): Reader {
  const say = createSpeaker(language, (key) => partsOf(texts[language][key]), report)
  return {
    language,
    t: (key, ...[values]) => say(key, values && withChoices(values, partsOf(texts[language][key]) ?? [])),
  }
}

type Parts = Exclude<ParsedText, string>

/** The kinds of parts that have choices, as the parser of FormatJS numbers them. */
const LITERAL = 0
const SELECT = 5
const PLURAL = 6

function partsOf(text: ParsedText | undefined): Parts | undefined {
  return typeof text === 'string' ? [{ type: LITERAL, value: text }] : text
}

/** ICU names have no hyphens: `not-set` chooses `not_set`. */
function withChoices(values: Params, parts: Parts): Params {
  const choices = choicesIn(parts)
  if (choices.length === 0) return values
  return {
    ...values,
    ...Object.fromEntries(choices.map((name) => [name, `${values[name]}`.replaceAll('-', '_')])),
  }
}

/** What a text chooses by, choices within choices too. */
function choicesIn(parts: Parts): string[] {
  return parts.flatMap((part) => {
    if (part.type !== SELECT && part.type !== PLURAL) return []
    const inner = Object.values(part.options).flatMap(({ value }) => choicesIn(value))
    return part.type === SELECT ? [part.value, ...inner] : inner
  })
}

function report({ key, language, cause }: Trouble): void {
  console.error(`The text ${key} in ${language} could not be said as it should.`, cause)
}

const readers = Object.fromEntries(languages.map((language) => [language, readerOf(language)])) as Record<
  Language,
  Reader
>

/** The texts of the present language. */
export function useTexts(): Reader {
  return readers[useSyncExternalStore(onLanguageChanged, languageNow)]
}

/** The texts of the present language, for what is not drawn anew when it changes. */
export function textsNow(): Reader {
  return readers[current]
}

function onLanguageChanged(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function languageNow(): Language {
  return current
}
