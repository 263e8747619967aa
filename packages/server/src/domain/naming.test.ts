import { expect, it } from 'vitest'
import { patternOf } from './naming.ts'

it('finds nothing where there is nothing to look for', () => {
  expect(patternOf({ addresses: [], names: [] })).toBeUndefined()
  expect(patternOf({ addresses: [''], names: ['Anna', ' '] })).toBeUndefined()
})

it('takes every sign of an address as itself, and one word alone as no name', () => {
  const pattern = patternOf({ addresses: ['a+b.c@x.example'], names: ['Anna', "Anna O'Neil (2)"] })
  expect(pattern).toContain('a\\+b\\.c\\@x\\.example')
  expect(pattern).toContain("Anna\\s+O\\'Neil\\s+\\(2\\)")
  expect(pattern).not.toContain('Anna(?!')
})
