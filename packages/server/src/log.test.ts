import { describe, expect, it } from 'vitest'
import { InvalidInputError } from './domain/errors.ts'
import { createLog } from './log.ts'
import { newToken } from './secrets/tokens.ts'

function logged(fields: object, message = 'said'): { text: string; line: Record<string, unknown> } {
  const lines: string[] = []
  createLog('trace', { write: (line: string) => void lines.push(line) }).error(fields, message)
  return { text: lines.join(''), line: JSON.parse(lines.join('')) }
}

describe('a line of the log', () => {
  it.each([
    ['550 <lia@demo.example>: unknown', '550 <(mailbox)>: unknown'],
    ['Key (email)=(o’neil+x@köln.example) exists', 'Key (email)=((mailbox)) exists'],
    ['first\nlia@demo.example', 'first\n(mailbox)'],
    ['"lia@demo.example"\\', '"(mailbox)"\\'],
    ['to lia@demo.example, max@demo.example.', 'to (mailbox), (mailbox).'],
    ['GET https://meet.example.com/join/123?pwd=x failed', 'GET https://meet.example.com/… failed'],
    ['https://user:word@goto.example/', 'https://goto.example'],
    ['postgres://lectern:word@db:5432/lectern', 'postgres://db:5432/…'],
    ['see webcal://here.example:8080/calendar/a.ics\tnow', 'see webcal://here.example:8080/…\tnow'],
    ['https://goto.example', 'https://goto.example'],
  ])('says %j without what is secret', (said, wanted) => {
    expect(logged({ said }).line.said).toBe(wanted)
    expect(logged({}, said).line.msg).toBe(wanted)
    expect(logged({ err: new Error(said) }).line.err).toMatchObject({ message: wanted })
  })

  it('holds no token, alone, behind a prefix, or of a JWT', () => {
    for (let tries = 0; tries < 200; tries++) {
      const token = newToken()
      for (const said of [
        token,
        `lectern_${token}`,
        `Bearer ${token}`,
        `${token}.${token}`,
        `/password/${token}`,
      ])
        expect(logged({ said }).text).not.toContain(token)
    }
  })

  it.each([
    '01a22894-9ac0-7340-8757-4c48a0f11f41',
    'certificate_templates_platform_id_updated_by_people_fkey',
    'at run (file:///app/node_modules/@fastify/compress/index.js:12:3)',
    'at node:internal/process/task_queues:105:5',
    '/learn/events/:eventId/join',
    '2026-11-29T18:00:00.000Z',
    'Zürich 東京 “quoted” 100 %',
  ])('keeps %s', (said) => {
    expect(logged({ said }).line.said).toBe(said)
  })

  it('says of an error what it is and where it came from, and nothing of what was sent', () => {
    const database = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint: 'people_email_key',
      detail: 'Key (name)=(Lia Learner) already exists.',
      parameters: ['Lia'],
    })
    const err = new InvalidInputError('email-taken', { name: 'Lia Learner' }, { cause: database })
    const { line, text } = logged({ err })
    expect(line.err).toMatchObject({
      type: 'InvalidInputError',
      message: 'email-taken',
      status: 422,
      stack: expect.stringContaining('log.test.ts'),
      cause: { code: '23505', constraint: 'people_email_key' },
    })
    expect(text).not.toContain('Lia')
  })

  it('says of a copy of an error what it says of the error', () => {
    const { message, stack, ...more } = Object.assign(new Error('away'), { code: 'EPIPE', detail: 'Lia' })
    const { line, text } = logged({ err: { ...more, message: 'away', stack } })
    expect(line.err).toEqual({ type: 'object', message, code: 'EPIPE', stack })
    expect(text).not.toContain('Lia')
    expect(logged({ err: { queue: 'a' } }).line.err).toEqual({ type: 'object', message: '[object Object]' })
  })

  it('ends for errors in a circle, and says what was thrown that is none', () => {
    const circle = new Error('round')
    circle.cause = circle
    expect(logged({ err: circle }).text.length).toBeLessThan(20_000)
    expect(logged({ err: 'lia@demo.example' }).line.err).toEqual({ type: 'string', message: '(mailbox)' })
    const several = new AggregateError([new Error('one'), new Error('two')], 'both')
    expect(logged({ err: several }).line.err).toMatchObject({
      errors: [{ message: 'one' }, { message: 'two' }],
    })
  })

  it('is written at once, however long and strange it is', () => {
    for (const said of ['a'.repeat(200_000), 'a.'.repeat(100_000), '@'.repeat(200_000), 'a@'.repeat(100_000)])
      expect(logged({ said }).text.length).toBeGreaterThan(100)
  })
})
