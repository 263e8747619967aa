import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventOfEnrollment, eventOfRoom, pathOfEvent, webhookRetryMs } from './webhook-event.ts'

describe('the events of other systems', () => {
  it('tell a new place, moving up, and giving back apart', () => {
    const ids = { sessionId: 's', personId: 'p' }
    const typeOf = (before: string | undefined, after: string) => eventOfEnrollment(before, after, ids)?.type
    expect(typeOf(undefined, 'waiting')).toBe('enrollment.created')
    expect(typeOf('cancelled', 'enrolled')).toBe('enrollment.created')
    expect(typeOf('waiting', 'enrolled')).toBe('enrollment.promoted')
    expect(typeOf('waiting', 'offered')).toBe('enrollment.promoted')
    expect(typeOf('requested', 'enrolled')).toBe('enrollment.changed')
    expect(typeOf('enrolled', 'cancelled')).toBe('enrollment.cancelled')
    expect(typeOf('enrolled', 'enrolled')).toBeUndefined()
  })

  it('say once that a room is ready or failed', () => {
    expect(eventOfRoom('pending', 'ready', 'e')?.type).toBe('room.ready')
    expect(eventOfRoom('changing', 'failed', 'e')?.type).toBe('room.failed')
    expect(eventOfRoom('failed', 'blocked', 'e')).toBeUndefined()
    expect(eventOfRoom('ready', 'ready', 'e')).toBeUndefined()
    expect(eventOfRoom('deleting', 'gone', 'e')).toBeUndefined()
  })

  it('lead to the thing, unless it is gone', () => {
    expect(pathOfEvent({ type: 'room.ready', object: { eventId: 'e' } })).toBe('/api/v1/events/e')
    expect(pathOfEvent({ type: 'event.deleted', object: { eventId: 'e' } })).toBeNull()
    expect(pathOfEvent({ type: 'webhook.test', object: {} })).toBeNull()
  })
})

it('a failed try waits longer each time, nine times', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (random) => {
      const waits = Array.from({ length: 9 }, (_, index) => webhookRetryMs(index + 1, random) ?? 0)
      expect(waits).toEqual([...waits].sort((a, b) => a - b))
      expect(webhookRetryMs(10, random)).toBeUndefined()
    }),
  )
})
