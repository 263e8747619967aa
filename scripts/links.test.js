import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './bootstrap.js'

const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((name) => name && existsSync(join(root, name)))
const read = (name) => readFileSync(join(root, name), 'utf8')
/** Without what is shown as code, where a # begins no title. */
const prose = (name) => read(name).replace(/^```[\s\S]*?^```/gm, '')

/** What a page can be led into by, as GitHub names it. */
const anchors = new Map()
function anchorsOf(page) {
  if (!anchors.has(page)) {
    const titles = Array.from(prose(page).matchAll(/^#{1,6} +(.+?)\s*$/gm), ([, title]) =>
      title
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
        .replaceAll(' ', '-'),
    )
    const ids = Array.from(read(page).matchAll(/(?:id|name)="([^"]+)"/g), ([, id]) => id)
    anchors.set(page, new Set([...titles, ...ids]))
  }
  return anchors.get(page)
}

/** @returns why a link leads nowhere; undefined = it leads somewhere */
function wrongWith(page, anchor) {
  if (!existsSync(join(root, page))) return 'no such file'
  if (anchor && page.endsWith('.md') && !anchorsOf(page).has(decodeURIComponent(anchor)))
    return 'no such title'
  return undefined
}

it('pages lead to files and titles that there are', () => {
  const links = files
    .filter((name) => name.endsWith('.md'))
    .flatMap((page) =>
      Array.from(prose(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => ({ page, link })).filter(
        ({ link }) => !/^[a-z]+:/.test(link),
      ),
    )
  expect(links.length).toBeGreaterThan(200)
  const wrong = links.filter(({ page, link }) => {
    const [path, anchor] = link.split('#')
    return wrongWith(path ? normalize(join(dirname(page), path)) : page, anchor)
  })
  expect(wrong).toEqual([])
})

it('what programs say names pages and titles that there are, and of the handbook for operators the title', () => {
  const said = files
    .filter((name) => /^(packages\/.*\/(src|migrations)|packages\/texts|deploy|scripts)\//.test(name))
    .filter((name) => /\.(tsx?|js|json|ya?ml|sql|service|conf)$/.test(name) && !/\.test\.|\.md$/.test(name))
    .flatMap((name) =>
      Array.from(
        read(name).matchAll(/(?<![\w/.-])(docs\/[\w./-]+\.md)(?:#([\w-]+))?/g),
        ([, page, anchor]) => ({ name, page, anchor }),
      ),
    )
  expect(said.length).toBeGreaterThan(20)
  expect(said.filter(({ page, anchor }) => wrongWith(page, anchor))).toEqual([])
  const untitled = said.filter(({ page, anchor }) => page === 'docs/operating.md' && !anchor)
  expect(untitled.map(({ name }) => name)).toEqual(['packages/server/src/config.ts']) // its first comment
})
