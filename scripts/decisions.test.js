import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './bootstrap.js'

const FOLDER = join(root, 'docs/decisions')

it('decisions are numbered one after the other, in their names and in their titles', () => {
  const files = readdirSync(FOLDER).sort()
  const numbers = files.map((name) => /^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1])
  expect(numbers).toEqual(files.map((_, index) => String(index + 1).padStart(4, '0')))
  for (const [index, name] of files.entries())
    expect(readFileSync(join(FOLDER, name), 'utf8'), name).toMatch(new RegExp(`^# ${index + 1}\\. `))
})
