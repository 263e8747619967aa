import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '@lectern/texts'

/** What the build of the web app says of its pages: `pages.json`, written by `web/vite.config.ts`. */
interface PageFiles {
  readonly pages: readonly {
    /** `/courses/:courseId`, `/admin/apps/:appId/*?`. */
    readonly path: string
    readonly files: readonly string[]
    readonly shelves: readonly string[]
  }[]
  readonly texts: readonly { readonly language: string; readonly shelf: string; readonly file: string }[]
}

/**
 * Asks with the document for what its page needs, so that it does not wait for the code that names it.
 *
 * @returns finds the elements for the head of a page: by its path, for somebody who reads a language
 */
export function createPreloads(webDir: string): (path: string, language: Language) => string {
  const file = join(webDir, 'pages.json')
  if (!existsSync(file)) return () => ''
  const { pages, texts } = JSON.parse(readFileSync(file, 'utf8')) as PageFiles
  const known = pages.map((page) => ({ ...page, pattern: patternOf(page.path) }))
  return (path, language) => {
    const page = known.find(({ pattern }) => pattern.test(path))
    const shelves = page?.shelves ?? ['everybody']
    const words = texts.filter((text) => text.language === language && shelves.includes(text.shelf))
    return [...(page?.files ?? []), ...words.map((text) => text.file)].map(linkTo).join('')
  }
}

function linkTo(file: string): string {
  return file.endsWith('.css')
    ? `<link rel="preload" as="style" crossorigin href="/${file}">`
    : `<link rel="modulepreload" crossorigin href="/${file}">`
}

/** As wouter matches addresses. */
function patternOf(path: string): RegExp {
  const source = path.replace(/\/:\w+(\?)?|\/\*\?/g, (part, isOptional) => {
    if (part === '/*?') return '(?:/.*)?'
    return isOptional ? '(?:/[^/]+)?' : '/[^/]+'
  })
  return new RegExp(`^${source}/?$`, 'i')
}
