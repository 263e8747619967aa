import { languages } from '@lectern/texts'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { sayIssue } from './wrong-shape.ts'

const shape = z.strictObject({
  name: z.string().min(1).max(200),
  roles: z.array(z.string()).min(1),
  starts: z.string().regex(/^\d+T\d+$/),
})
const good = { name: 'Ada', roles: ['learner'], starts: '1T1' }

/** What is said of the one thing that is wrong. */
function saidOf(input: object, language: (typeof languages)[number]): string {
  const [issue] = shape.safeParse({ ...good, ...input }).error?.issues ?? []
  return sayIssue(issue as z.core.$ZodRawIssue, { language, timeZone: 'UTC' })
}

it.each(languages)('says in %s what is missing in a form, without words of programs', (language) => {
  const said = [{ name: '' }, { name: 'x'.repeat(201) }, { roles: [] }, { starts: '' }].map((input) =>
    saidOf(input, language),
  )
  expect(said.join(' ')).not.toMatch(/string|array|[<>=/^]|pattern|muster/i)
  expect(new Set(said).size).toBe(4)
  expect(said[1]).toContain('200')
})

it('says the rest as zod does, in every language', () => {
  expect(saidOf({ name: 1 }, 'en')).toContain('expected string')
  expect(saidOf({ name: 1 }, 'de')).toContain('erwartet string')
  expect(saidOf({ name: 1 }, 'it')).toContain('atteso string')
})
