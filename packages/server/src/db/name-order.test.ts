import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const stores = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /(?<!\.test)\.ts$/.test(path),
)

/** A line that sorts by a name of people or things, as bytes. */
function isByBytes(line: string): boolean {
  if (line.includes('collate by_name')) return false
  const key = String.raw`(\w+\.)?(name|first_?name|last_?name|course_?name|session_?name|sort_?name)`
  return [`orderBy\\('${key}'`, `orderBy\\(sql\`lower\\(${key}`, `order by (lower\\()?${key}\\b`].some(
    (one) => new RegExp(one, 'i').test(line),
  )
}

it('every list by name sorts as people expect, not by bytes', () => {
  const found = stores.flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, at) => (isByBytes(line) ? [`${path}:${at + 1} ${line.trim()}`] : [])),
  )
  expect(found).toEqual([])
})

it.each([".orderBy('people.lastName')", 'order by lower(c.name), c.id', '.orderBy(sql`lower(name)`)'])(
  'sees %s',
  (line) => expect(isByBytes(line)).toBe(true),
)
