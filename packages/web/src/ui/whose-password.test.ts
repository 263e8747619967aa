import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const SOURCE = join(import.meta.dirname, '..')

/** The forms of the pages, as they are written. */
const forms = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.tsx'))
  .flatMap((path) =>
    readFileSync(join(SOURCE, path), 'utf8')
      .split(/(?=<(?:form|PanelForm)\b)/)
      .slice(1)
      .map((words) => ({ path, words })),
  )

it('each form with a password says whose it is', () => {
  const found = forms.filter(({ words }) => words.includes('type="password"'))
  expect(found.length).toBeGreaterThan(3)
  const isTold = /<WhosePassword |type="email"\s+autoComplete="username"/
  expect(found.filter(({ words }) => !isTold.test(words)).map(({ path }) => path)).toEqual([])
})

it('browsers fill in nobody’s password where a secret of another kind is asked for', () => {
  const fields = forms.flatMap(({ path, words }) =>
    Array.from(words.matchAll(/<PasswordInput\b[^>]*?\/>/gs), ([field]) => ({ path, field })),
  )
  expect(fields.length).toBeGreaterThan(1)
  // What `off` means to them for passwords: filled in all the same.
  expect(fields.filter(({ field }) => !field.includes('autoComplete="new-password"'))).toEqual([])
})
