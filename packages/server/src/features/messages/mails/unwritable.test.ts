import pg from 'pg'
import { expect, it } from 'vitest'
import { mayPass, reasonOf } from './unwritable.ts'

const databaseError = (code: string) => Object.assign(new pg.DatabaseError('no', 2, 'error'), { code })

it.each([
  ['a zone that is none', new RangeError('Invalid time zone specified: x'), false],
  ['a mistake of ours', new TypeError('undefined is not a function'), false],
  ['a character that no text may hold', databaseError('22021'), false],
  ['a constraint', databaseError('23514'), false],
  ['a statement that is wrong', databaseError('42703'), false],
  ['a server that shuts down', databaseError('57P01'), true],
  ['a deadlock', databaseError('40P01'), true],
  ['too many connections', databaseError('53300'), true],
  ['a connection that was refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), true],
  ['a connection that broke', new Error('Connection terminated unexpectedly'), true],
  ['a pool that is busy', new Error('timeout exceeded when trying to connect'), true],
])('tells whether it may go well the next time: %s', (_, error, passes) => {
  expect(mayPass(error)).toBe(passes)
})

it('says why in a sentence, however long the reason is', () => {
  const { code, params } = reasonOf(new RangeError('x'.repeat(5000)))
  expect(code).toBe('mail-not-written')
  expect(String(params.found)).toHaveLength(300)
})
