import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '@lectern/texts'
import { escapeHtml } from './branded.ts'

/** What the build of the web app says of its pages: `pages.json`, written by `web/vite.config.ts`. */
interface PageFiles {
  readonly pages: readonly {
    /** `/courses/:courseId`, `/admin/apps/:appId/*?`. */
    readonly path: string
    /** Only for people who may do this; left out = for everybody. */
    readonly may?: string
    readonly files: readonly string[]
    readonly shelves: readonly string[]
  }[]
  readonly texts: readonly { readonly language: string; readonly shelf: string; readonly file: string }[]
  /** What pages ask the API for first: `/api/v1/courses/:courseId`. */
  readonly data: readonly { readonly path: string; readonly data: readonly string[] }[]
  /** What every page asks for. */
  readonly everywhere: readonly string[]
}

/** Who is signed in, as far as it matters here. */
export interface Reader {
  readonly language: Language
  readonly may: Readonly<Record<string, boolean>>
}

/**
 * Asks with the document for what its page needs, so that it does not wait for the code that names it: files, words,
 * and what it asks the API for.
 *
 * @returns finds the elements for the head of a page: by its address, for somebody who reads a language
 */
export function createPreloads(
  webDir: string,
): (url: string, language: Language, me: Reader | undefined) => string {
  const file = join(webDir, 'pages.json')
  if (!existsSync(file)) return () => ''
  const written = JSON.parse(readFileSync(file, 'utf8')) as Partial<PageFiles> // of an older build: less
  const { pages = [], texts = [], data = [], everywhere = [] } = written
  const withPattern = <T extends { readonly path: string }>(one: T) => ({
    ...one,
    pattern: patternOf(one.path),
  })
  const knownPages = pages.map(withPattern)
  const knownData = data.map(withPattern)
  const filesOf = (path: string, language: Language, me: Reader | undefined) => {
    const parts = knownPages.filter(({ pattern, may }) => pattern.test(path) && (!may || me?.may[may]))
    const shelves = new Set(['everybody', ...parts.flatMap((part) => part.shelves)])
    const words = texts.filter((text) => text.language === language && shelves.has(text.shelf))
    return new Set([...parts.flatMap((part) => part.files), ...words.map((text) => text.file)])
  }
  const dataOf = (path: string, search: string | undefined) => {
    // What a search asks for, only the page knows.
    const page = search ? undefined : knownData.find(({ pattern }) => pattern.test(path))
    const parts = page?.pattern.exec(path)?.groups ?? {}
    return [...everywhere, ...(page?.data ?? []).map((one) => fill(one, parts))]
  }
  const linksFor = (url: string, language: Language, me: Reader | undefined) => {
    const [path = '/', search] = url.split('?')
    const links = [...filesOf(me ? path : '/sign-in', language, me)].map(linkTo)
    if (me) links.push(...dataOf(path, search).map(linkToData))
    return links.join('')
  }
  const known = new Map<string, string>()
  return (url, language, me) => {
    const rights = me && Object.keys(me.may).filter((right) => me.may[right])
    const key = JSON.stringify([me ? url : '', language, rights])
    let links = known.get(key)
    if (links === undefined) {
      links = linksFor(url, language, me)
      if (known.size >= MOST_KNOWN) known.clear()
      if (url.length <= LONGEST_KNOWN) known.set(key, links)
    }
    return links
  }
}

/** Pages whose elements are remembered; addresses of no reasonable length come from nobody who comes again. */
const MOST_KNOWN = 1000
const LONGEST_KNOWN = 500

/** Parts come from the address as they stand there, escaped. */
const fill = (template: string, parts: Readonly<Record<string, string | undefined>>): string =>
  template.replace(/:(\w+)/g, (_, name: string) => parts[name] ?? '')

function linkTo(file: string): string {
  return file.endsWith('.css')
    ? `<link rel="preload" as="style" crossorigin href="/${file}">`
    : `<link rel="modulepreload" crossorigin href="/${file}">`
}

const linkToData = (path: string): string =>
  `<link rel="preload" as="fetch" crossorigin href="${escapeHtml(path)}">`

/** As wouter matches addresses; parts that stand in quotes or tags are none of ours. */
function patternOf(path: string): RegExp {
  const source = path.replace(/\/:(\w+)(\?)?|\/\*\?/g, (part, name: string, isOptional) => {
    if (part === '/*?') return '(?:/.*)?'
    const own = `/(?<${name}>[\\w.~%-]+)`
    return isOptional ? `(?:${own})?` : own
  })
  return new RegExp(`^${source}/?$`, 'i')
}
