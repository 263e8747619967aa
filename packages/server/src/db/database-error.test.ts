import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { endsConnection, isConnectionError, isRefusal, troubleOf } from './database-error.ts'

function answer(code: string, message = 'said by the server'): Error {
  return Object.assign(new pg.DatabaseError(message, message.length, 'error'), { code })
}

function system(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code })
}

describe('what is wrong with the database', () => {
  it.each([
    ['terminated by an administrator', answer('57P01'), 'unavailable', true],
    ['a crash of another connection', answer('57P02'), 'unavailable', true],
    ['starting up', answer('57P03'), 'unavailable', true],
    ['a dropped database', answer('57P04'), 'unavailable', true],
    ['idle for too long', answer('57P05'), 'unavailable', true],
    ['a connection exception', answer('08006'), 'unavailable', true],
    ['a protocol violation', answer('08P01'), 'unavailable', true],
    ['idle in a transaction for too long', answer('25P03'), 'unavailable', true],
    ['a transaction that took too long', answer('25P04'), 'unavailable', true],
    ['a standby', answer('25006'), 'unavailable', true],
    ['too many connections', answer('53300'), 'unavailable', false],
    ['no memory', answer('53200'), 'unavailable', false],
    ['a failing disk', answer('58030'), 'unavailable', false],
    ['a full disk', answer('53100'), 'full', false],
    ['a deadlock', answer('40P01'), 'busy', false],
    ['no order of transactions', answer('40001'), 'busy', false],
    ['no lock in time', answer('55P03'), 'busy', false],
    ['a canceled statement', answer('57014'), 'busy', false],
    ['columns that changed', answer('0A000', 'cached plan must not change result type'), 'busy', true],
    ['nobody listening', system('ECONNREFUSED'), 'unavailable', true],
    ['a reset connection', system('ECONNRESET'), 'unavailable', true],
    ['a closed pipe', system('EPIPE'), 'unavailable', true],
    ['no socket', system('ENOENT'), 'unavailable', true],
    ['no answer of the network', system('ETIMEDOUT'), 'unavailable', true],
    ['a name that is not found', system('ENOTFOUND'), 'unavailable', true],
    ['no name server', system('EAI_AGAIN'), 'unavailable', true],
    ['no route', system('EHOSTUNREACH'), 'unavailable', true],
    [
      'all addresses of a name',
      new AggregateError([system('ECONNREFUSED'), system('ETIMEDOUT')]),
      'unavailable',
      true,
    ],
    ['an end in between', new Error('Connection terminated unexpectedly'), 'unavailable', true],
    ['an end by ourselves', new Error('Connection terminated'), 'unavailable', true],
    ['a slow connect', new Error('Connection terminated due to connection timeout'), 'unavailable', true],
    ['a slow greeting', new Error('timeout expired'), 'unavailable', true],
    [
      'a broken connection',
      new Error('Client has encountered a connection error and is not queryable'),
      'unavailable',
      true,
    ],
    ['a closed connection', new Error('Client was closed and is not queryable'), 'unavailable', true],
    ['a pool in use', new Error('timeout exceeded when trying to connect'), 'busy', false],
  ] as const)('is told of %s', (_name, error, trouble, ends) => {
    expect(troubleOf(error)).toBe(trouble)
    expect(endsConnection(error)).toBe(ends)
  })

  it.each([
    ['a double', answer('23505')],
    ['a missing row', answer('23503')],
    ['a wrong statement', answer('42601')],
    ['a right that is missing', answer('42501')],
    ['an unsupported feature', answer('0A000', 'something else')],
    ['an ended transaction', answer('25P02')],
    ['a mistake of ours', new TypeError('undefined is not a function')],
    ['a file that is not there for its reader', Object.assign(new Error('x'), { code: 'EISDIR' })],
    ['no error at all', 'text'],
    ['nothing', undefined],
  ])('is not told of %s', (_name, error) => {
    expect(troubleOf(error)).toBeUndefined()
    expect(endsConnection(error)).toBe(false)
    expect(isConnectionError(error)).toBe(false)
  })

  it('knows that nothing was done only where the server said so', () => {
    expect(isRefusal(answer('40001'))).toBe(true)
    expect(isRefusal(answer('25006'))).toBe(true)
    expect(isRefusal(answer('57P01'))).toBe(false)
    expect(isRefusal(system('ECONNRESET'))).toBe(false)
  })
})
