/**
 * Which page is at which address, as `src/app/app.tsx` says it: what the server needs to ask for a page's files with the
 * document, and the browser to load a page before somebody goes there.
 */
export interface PageEntry {
  /** As wouter reads it: `/courses/:courseId`. */
  readonly path: string
  /** `course-page.tsx`, in `src/pages`. */
  readonly file: string
  /** Of texts. */
  readonly topics: readonly string[]
}

/**
 * What pages load by themselves for some people only, which the table of routes does not say.
 *
 * @see src/pages/home-page.tsx
 * @see src/pages/calendar-page.tsx
 */
export const PARTS: readonly (PageEntry & { may: 'administer' | 'teach' })[] = [
  ...(['administer', 'teach'] as const).map((may) => ({
    path: '/',
    file: 'staff-home-page.tsx',
    topics: ['home', 'teaching'],
    may,
  })),
  {
    path: '/calendar',
    file: '../features/training/board/board.tsx',
    topics: ['board', 'planning'],
    may: 'administer',
  },
]

/** @throws {Error} when the page of a route is not found: it is written in another way than the others */
export function pagesIn(source: string): PageEntry[] {
  const pages = lazyPagesIn(source)
  return source
    .split('<Route ')
    .slice(1)
    .flatMap((route) => {
      const path = /^\s*path="([^"]+)"/.exec(route)?.[1]
      const name = /component=\{(\w+)\}|<(\w+Page)\b/.exec(route)?.slice(1).find(Boolean)
      if (!path || !name || source.includes(`import { ${name} }`)) return []
      const page = pages.get(name)
      if (!page) throw new Error(`app.tsx has no lazy page ${name} for ${path}.`)
      return [{ path, ...page }]
    })
}

function lazyPagesIn(source: string): Map<string, { file: string; topics: readonly string[] }> {
  const topicsOf = new Map<string, readonly string[]>()
  const pages = new Map<string, { file: string; topics: readonly string[] }>()
  for (const statement of source.split(/^const /m).slice(1)) {
    const name = /^\w+/.exec(statement)?.[0] ?? ''
    const listed = /^\w+ = pageWith\(([^)]*)\)/.exec(statement)?.[1]
    const topics = listed
      ? Array.from(listed.matchAll(/'([\w-]+)'/g), ([, topic = '']) => topic)
      : (topicsOf.get(/^\w+ = (\w+)/.exec(statement)?.[1] ?? '') ?? [])
    topicsOf.set(name, topics)
    const file = /import\('\.\.\/pages\/([\w-]+\.tsx)'\)/.exec(statement)?.[1]
    if (file) pages.set(name, { file, topics })
  }
  return pages
}
