import { readFileSync } from 'node:fs'
import { serverTexts } from '@lectern/texts/server'
import { expect, it } from 'vitest'
import openapi from '../../openapi.json' with { type: 'json' }
import { listProblems } from '../messages/messages.ts'
import { errorsPage, listErrors } from './error-docs.ts'
import solutions from './error-solutions.json' with { type: 'json' }

/** What is mailed with its title as the subject, and fails nothing. */
const mails = ['lms-code-mail', 'mail-events-moved', 'mail-invitation', 'mail-reset', 'notify-dates-off']

it('says of every code how to solve it, and of no other', () => {
  const codes = listProblems().map(({ code }) => code)
  expect(codes.filter((code) => !(code in solutions)).sort()).toEqual(mails)
  expect(Object.keys(solutions).filter((code) => !codes.some((known) => known === code))).toEqual([])
  expect(listErrors()).toHaveLength(codes.length - mails.length)
})

it('is the page of the documents: npm run generate', () => {
  const page = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8')
  expect(page).toBe(errorsPage())
})

it('says more than the sentence does', () => {
  const words = (text: string) => new Set(text.toLowerCase().match(/\p{L}{4,}/gu))
  const repeated = listErrors().filter(({ detail, solution }) => {
    const said = words(detail)
    const fresh = [...words(solution)].filter((word) => !said.has(word))
    return fresh.length < 3
  })
  expect(repeated.map(({ code }) => code)).toEqual([])
})

it('names only operations and codes that there are', () => {
  const paths: Record<string, object> = openapi.paths
  const texts = serverTexts('en')
  const wrong = listErrors().flatMap(({ code, solution }) => {
    const operations = [...solution.matchAll(/`(GET|PUT|POST|PATCH|DELETE) (\/[^`?]*)[^`]*`/g)]
    const named = [...solution.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, one]) => one)
    return [
      ...operations
        .filter(([, method = '', path]) => !(method.toLowerCase() in (paths[`/api/v1${path}`] ?? {})))
        .map(([operation]) => `${code}: ${operation}`),
      ...named.filter((one) => !texts[`${one}.title`]).map((one) => `${code}: ${one}`),
    ]
  })
  expect(wrong).toEqual([])
})
