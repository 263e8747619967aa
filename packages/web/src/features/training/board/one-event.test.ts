import { describe, expect, it, vi } from 'vitest'
import type { Suggestion } from '../../../api/client.ts'

vi.stubGlobal('window', { location: { origin: 'https://academy.example' } })
const { Problem } = await import('../../../api/client.ts')
const { ofOneEvent } = await import('./one-event.ts')

const refused = (code: string, pointer: string, suggestions: readonly Suggestion[] = []) =>
  ofOneEvent(
    new Problem(409, {
      code: 'planning-conflicts',
      detail: '1 of 1 can’t be saved.',
      errors: [{ pointer, code, detail: `Because of ${code}.` }],
      suggestions: [...suggestions],
    }),
  )

describe('a refused change of one event', () => {
  it('stands at the fields of its form, in the words of the event', () => {
    const problem = refused('capacity-concurrent-rooms', '/operations/0/accountId')
    expect(problem).toMatchObject({ status: 409, code: 'capacity-concurrent-rooms' })
    expect(problem.message).toBe('Because of capacity-concurrent-rooms.')
    expect(problem.fields.map(({ pointer }) => pointer)).toEqual(['/accountId'])
  })

  it('says as a whole what belongs to no field', () => {
    const problem = refused('event-begun-stays', '/operations/0')
    expect(problem.fields).toEqual([])
    expect(problem.message).toBe('Because of event-begun-stays.')
  })

  it.each([
    ['changed-meanwhile', 412],
    ['event-not-found', 404],
  ])('is merged or said to be gone as the event’s own: %s', (code, status) => {
    expect(refused(code, '/operations/0').status).toBe(status)
  })

  it('keeps what would be possible instead', () => {
    const instead = { code: 'suggest-time', detail: 'At 12:00', change: { startsWall: '2026-12-01T12:00' } }
    expect(refused('instructor-busy', '/operations/0/startsWall', [instead]).suggestions).toEqual([instead])
  })

  it('names the fields of a wrong shape too, and leaves other failures as they are', () => {
    const shape = { pointer: '/operations/0/breaks/1/endsWall', code: 'field-wrong', detail: 'No time.' }
    const problem = ofOneEvent(new Problem(400, { code: 'validation', detail: 'Wrong.', errors: [shape] }))
    expect(problem.status).toBe(400)
    expect(problem.fields.map(({ pointer }) => pointer)).toEqual(['/breaks/1/endsWall'])
    expect(ofOneEvent(new Problem(503, { code: 'database', detail: 'Busy.' }))).toMatchObject({
      status: 503,
      message: 'Busy.',
    })
  })
})
