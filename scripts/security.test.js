import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './bootstrap.js'

const text = readFileSync(join(root, 'docs/security.md'), 'utf8')
const rows = Array.from(text.matchAll(/^\| (\d+\.\d+\.[\d–]+) \| (.*?) \| (.*?) \| ?(.*?) ?\|$/gm))

/** How many requirements of levels 1 and 2 each section of ASVS 5.0 has, by chapter: the first ones but where said. */
const OF_LEVEL_2 = {
  1: [2, 9, 11, 3, 2],
  2: [3, 3, 4, 1],
  3: [0, 2, 4, 6, 5, 0, 2],
  4: [3, 1, 2, 4],
  5: [1, 3, 2, 3],
  6: [3, 12, 4, 4, 5, 3, 0, 4],
  7: [3, 4, 2, 5, 2, 2],
  8: [2, 3, 1, 1],
  9: [3, 4],
  10: [2, 2, 4, 11, 5, 2, 3],
  11: [2, 3, 3, 4, 1, 1],
  12: [3, 2, 4],
  13: [1, 5, 2, 5],
  14: [2, 4, 3],
  15: [3, 3, 7],
  16: [1, 5, 4, 3, 3],
  17: [1, 4, 2],
}

it('docs/security.md has each requirement of level 2 once, in its order', () => {
  const wanted = Object.entries(OF_LEVEL_2).flatMap(([chapter, sections]) =>
    sections.flatMap((count, at) => Array.from({ length: count }, (_, n) => `${chapter}.${at + 1}.${n + 1}`)),
  )
  expect(wanted).toHaveLength(253)
  const found = rows.flatMap(([, ids]) => {
    const [, section, from, to] = /^(\d+\.\d+)\.(\d+)(?:–(\d+))?$/.exec(ids)
    return Array.from(
      { length: Number(to ?? from) - Number(from) + 1 },
      (_, n) => `${section}.${Number(from) + n}`,
    )
  })
  expect(found).toEqual(wanted)
})

it('docs/security.md says of each how far it is met, and what is not', () => {
  const states = ['met', 'partly', 'not met', 'operator', 'n/a']
  expect(rows.filter(([, , , state]) => !states.includes(state)).map(([row]) => row)).toEqual([])
  expect(
    rows.filter(([, , , state, why]) => ['partly', 'not met'].includes(state) && why.length < 9),
  ).toEqual([])
})

it('docs/security.md shows files that there are', () => {
  const named = Array.from(
    text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w-]+(?:\.\w+)*\.(?:ts|js|md|json))`/g),
    ([, path]) => path,
  )
  expect(named.length).toBeGreaterThan(100)
  const own = /^(packages|docs|scripts|e2e)\/|\.md$/
  const missing = named.filter(
    (path) => !existsSync(join(root, own.test(path) ? path : `packages/server/src/${path}`)),
  )
  expect([...new Set(missing)]).toEqual([])
})

it('docs/security.md leads to sections of the handbook that there are, each time an operator has to do something', () => {
  const handbook = readFileSync(join(root, 'docs/operating.md'), 'utf8')
  const section = /`docs\/operating\.md` \(\*(.+?)\*\)/g
  const led = Array.from(text.matchAll(section), ([, name]) => name)
  expect(led.length).toBeGreaterThan(8)
  expect(led.filter((name) => !handbook.includes(`# ${name}\n`))).toEqual([])
  const operators = rows.filter(([, , , state]) => state === 'operator')
  expect(operators.length).toBeGreaterThan(4)
  expect(operators.filter(([, , , , why]) => !why.match(section)).map(([row]) => row)).toEqual([])
})
