import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { DatabaseTroubleError } from './db/database-error.ts'
import { reasonToEnd, StartupError } from './startup-error.ts'

/** As `pg` throws it. */
const failed = (code: string, message: string) =>
  Object.assign(new pg.DatabaseError(message, message.length, 'error'), { code })

describe('why a program ends', () => {
  it.each([
    ['what the operator can remove', new StartupError('Set it.'), /^Set it[.]$/],
    [
      'a full disk in a migration',
      new Error('Migration 0086 failed.', { cause: failed('53100', 'could not extend file "$&"') }),
      /^The disk of the database is full: could not extend file "\$&"[.] Make room there/,
    ],
    [
      'a connection that was lost',
      new Error('Connection terminated unexpectedly'),
      /^The database can’t be reached, or the connection was lost: Connection terminated unexpectedly[.] See/,
    ],
    [
      'no more connections',
      failed('53300', 'sorry, too many clients already'),
      /: sorry, too many clients already[.] See/,
    ],
    [
      'a lock that was not to be had',
      new DatabaseTroubleError('busy', { cause: failed('55P03', 'canceling statement due to lock timeout') }),
      /^The database gave this up .*: canceling statement due to lock timeout[.] Begin anew/,
    ],
  ])('is told in a sentence: %s', (_what, error, sentence) => {
    expect(reasonToEnd(error)).toMatch(sentence)
  })

  it.each([
    Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', syscall: 'open', path: '/x.sql' }),
    new TypeError('x is not a function'),
    failed('42601', 'syntax error'),
    'nothing',
  ])('is our mistake otherwise', (error) => {
    expect(reasonToEnd(error)).toBeUndefined()
  })
})
