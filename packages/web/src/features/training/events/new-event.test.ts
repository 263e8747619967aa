import { describe, expect, it } from 'vitest'
import type { ConferencingTool, Event } from '../../../api/client.ts'
import { defaultsOf, lastOf } from './new-event.ts'

const NOW = Date.parse('2026-11-29T07:41:00Z')
const tools = [
  {
    appId: 'goto',
    accounts: [
      { id: 'a', usable: true },
      { id: 'b', usable: false },
    ],
  },
] as unknown as ConferencingTool[]
const event = (part: object): Event =>
  ({
    startsWall: '2026-11-20T10:00',
    endsWall: '2026-11-20T11:30',
    startsAt: '2026-11-20T09:00:00Z',
    timeZone: 'Europe/Rome',
    cancelled: null,
    place: '',
    hasOwnInstructors: false,
    instructors: [],
    joinOpensMinutes: null,
    showsRecording: true,
    tool: null,
    ...part,
  }) as unknown as Event

describe('a new event', () => {
  it('begins at the next full hour of one’s own clocks and lasts an hour, where there is none before', () => {
    expect(defaultsOf(undefined, tools, 'Europe/Rome', NOW)).toMatchObject({
      date: '2026-11-29',
      startTime: '09:00',
      endTime: '10:00',
      timeZone: 'Europe/Rome',
      accountId: '',
    })
  })

  it('begins at a full hour too where clocks are half an hour apart, and on the next day at midnight', () => {
    expect(defaultsOf(undefined, tools, 'Asia/Kolkata', NOW)).toMatchObject({ startTime: '14:00' })
    const late = Date.parse('2026-11-29T22:41:00Z')
    expect(defaultsOf(undefined, tools, 'Europe/Rome', late)).toMatchObject({
      date: '2026-11-30',
      startTime: '00:00',
      endTime: '01:00',
    })
    const half = Date.parse('2026-11-29T17:50:00Z')
    expect(defaultsOf(undefined, tools, 'Asia/Kolkata', half)).toMatchObject({
      date: '2026-11-30',
      startTime: '00:00',
    })
  })

  it('is as long as the last one, in its zone, with its account, venue and own instructors', () => {
    const last = event({
      timeZone: 'America/New_York',
      tool: { appId: 'goto', accountId: 'a' },
      place: 'Hall 1',
      hasOwnInstructors: true,
      instructors: [{ id: 'ivy', name: 'Ivy' }],
    })
    expect(defaultsOf(last, tools, 'Europe/Rome', NOW)).toMatchObject({
      startTime: '03:00',
      endTime: '04:30',
      timeZone: 'America/New_York',
      appId: 'goto',
      accountId: 'a',
      place: 'Hall 1',
      instructorIds: ['ivy'],
    })
  })

  it('takes no account that can’t be used, and no length of days', () => {
    const last = event({ tool: { appId: 'goto', accountId: 'b' }, endsWall: '2026-11-23T10:00' })
    expect(defaultsOf(last, tools, 'Europe/Rome', NOW)).toMatchObject({
      appId: '',
      accountId: '',
      endTime: '10:00',
    })
  })

  it('follows the last event that takes place', () => {
    const events = [
      event({ startsAt: '2026-11-22T09:00:00Z', name: 'b' }),
      event({ startsAt: '2026-11-24T09:00:00Z', name: 'c', cancelled: { at: '', reason: '' } }),
      event({ startsAt: '2026-11-20T09:00:00Z', name: 'a' }),
    ]
    expect(lastOf(events)?.name).toBe('b')
    expect(lastOf([])).toBeUndefined()
  })
})
