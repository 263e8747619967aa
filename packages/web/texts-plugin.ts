import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import type { Plugin } from 'vite'

const TEXTS = join(import.meta.dirname, '../texts')
const NAME = 'virtual:texts'

/** Topics that come together; the others come alone. A page needs that of everybody, and one or two more. */
const SHELVES: Readonly<Record<string, readonly string[]>> = {
  everybody: ['everybody', 'navigation', 'calendar', 'learning', 'search'],
  personal: ['personal', 'notices'],
  admin: ['admin', 'brand', 'programs'],
  training: ['training', 'enrolling', 'lifecycle', 'bulk'],
}

/** Where the texts of a topic are: a file for each language and shelf, so that a page needs few files. */
export const shelfOf = (topic: string): string =>
  Object.keys(SHELVES).find((shelf) => SHELVES[shelf]?.includes(topic)) ?? topic

/** The module that texts of a language and a shelf are built from; its file is named so too. */
const textsModule = (language: string, shelf: string): string => `texts-${language}-${shelf}`

/**
 * Serves `virtual:texts`: `shelves` says on which shelf a topic is, `files` loads a shelf in a language. Bundled by the
 * topic, each would be a request of its own.
 */
export function texts(): Plugin {
  return {
    name: 'texts',
    resolveId: (id) => (id.startsWith(NAME) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${NAME}`)) return
      const [, language, shelf] = /texts-(\w+)-(\w+)\.js$/.exec(id) ?? []
      if (!language) return tableOfContents()
      const files = topicsOf(language)
        .filter((topic) => shelfOf(topic) === shelf)
        .map((topic) => join(TEXTS, language, 'web', `${topic}.json`))
      for (const file of files) this.addWatchFile(file)
      const all: Record<string, string> = Object.assign(
        {},
        ...files.map((file) => JSON.parse(readFileSync(file, 'utf8'))),
      )
      const parsed = Object.fromEntries(Object.entries(all).map(([key, text]) => [key, parsedOf(text)]))
      // The fastest way to read much of it.
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(parsed))})`
    },
  }
}

/** ICU is read here, so that browsers need no parser: a text without values is a string, every other one its parts. */
function parsedOf(text: string): string | MessageFormatElement[] {
  const parts = parse(text, { ignoreTag: true })
  const [first] = parts
  return parts.length === 1 && first?.type === TYPE.literal ? first.value : parts
}

function tableOfContents(): string {
  const languages = readdirSync(TEXTS).filter((name) => /^[a-z]{2}$/.test(name))
  const shelves = Object.fromEntries(topicsOf('en').map((topic) => [topic, shelfOf(topic)]))
  const files = languages.flatMap((language) =>
    [...new Set(Object.values(shelves))].map((shelf) => {
      const load = `() => import('${NAME}/${textsModule(language, shelf)}.js').then((texts) => texts.default)`
      return `  '${language}/${shelf}': ${load},`
    }),
  )
  return [`export const shelves = ${JSON.stringify(shelves)}`, 'export const files = {', ...files, '}'].join(
    '\n',
  )
}

function topicsOf(language: string): string[] {
  return readdirSync(join(TEXTS, language, 'web')).map((name) => basename(name, '.json'))
}
