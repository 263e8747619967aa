import { useEffect } from 'react'
import { matchRoute, useRouter } from 'wouter'
import { askAhead, type Me } from '../api/client.ts'
import { pointAt } from './intent-of.ts'

/** What the build says of its pages: `pages.json`, which the server reads too. */
interface PageTable {
  readonly pages: readonly {
    readonly path: string
    readonly may?: keyof Me['may']
    readonly files: readonly string[]
    readonly shelves: readonly string[]
  }[]
  readonly texts: readonly { readonly language: string; readonly shelf: string; readonly file: string }[]
  readonly data: readonly { readonly path: string; readonly data: readonly string[] }[]
}

/**
 * Loads the code, the words and the data of a page when somebody is about to follow a link to it. Nothing is loaded for
 * people who save data.
 */
export function useIntent(me: Me | null | undefined): void {
  const { parser } = useRouter()
  useEffect(() => {
    if (!me || !import.meta.env.PROD || savesData()) return
    let table: Promise<PageTable> | undefined
    const match = (pattern: string, path: string) => {
      const [isMatch, parts] = matchRoute(parser, pattern, path)
      return isMatch ? parts : undefined
    }
    const prepare = async ({ pathname, search }: URL) => {
      table ??= fetch('/pages.json').then((answer) => answer.json())
      table.catch(() => {
        table = undefined // the next link asks again
      })
      const { pages, texts, data } = await table
      const parts = pages.filter(({ path, may }) => match(path, pathname) && (!may || me.may[may]))
      const shelves = parts.flatMap((part) => part.shelves)
      const words = texts.filter(
        ({ language, shelf }) => language === document.documentElement.lang && shelves.includes(shelf),
      )
      for (const file of [...parts.flatMap((part) => part.files), ...words.map((text) => text.file)])
        preload(file)
      if (search) return // what a search asks for, only the page knows
      const page = data.find(({ path }) => match(path, pathname))
      const values: Record<string, string | undefined> = (page && match(page.path, pathname)) ?? {}
      for (const url of page?.data ?? [])
        askAhead(url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? '')))
    }
    return pointAt(document, (url) => void prepare(url).catch(() => {})) // the page asks again, and says what is wrong
  }, [me, parser])
}

function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } }
  return connection?.saveData === true || /2g$/.test(connection?.effectiveType ?? '')
}

/** A file that is there already is not loaded again. */
function preload(file: string): void {
  const href = `/${file}`
  if (document.querySelector(`link[href="${href}"], script[src="${href}"]`)) return
  const link = document.createElement('link')
  link.rel = file.endsWith('.css') ? 'preload' : 'modulepreload'
  if (file.endsWith('.css')) link.as = 'style'
  link.crossOrigin = ''
  link.href = href
  document.head.append(link)
}
