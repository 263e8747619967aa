import pg from 'pg'
import { expect, it } from 'vitest'
import { createLog } from '../log.ts'
import { tellerOf } from './jobs.ts'

/** As the queue passes on what its workers meet. */
const copyOf = (error: Error) => ({ ...error, message: error.message, stack: error.stack, queue: 'a' })

it.each([
  ['can’t be reached', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
  [
    'shuts down',
    Object.assign(new pg.DatabaseError('ended', 9, 'error'), { code: '57P01', severity: 'FATAL' }),
  ],
])('the queue tells once of a database that %s, also by copies of errors', (_, error) => {
  const lines: { level: number; err: object }[] = []
  const tell = tellerOf(createLog('info', { write: (line: string) => void lines.push(JSON.parse(line)) }))
  for (let times = 0; times < 8; times++) tell(copyOf(error))
  const { message, stack } = error
  expect(lines).toMatchObject([{ level: 40, err: { message, stack, code: Reflect.get(error, 'code') } }])
})
