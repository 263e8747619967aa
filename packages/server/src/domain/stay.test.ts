import { describe, expect, it } from 'vitest'
import { isBotName, overlaps } from './stay.ts'

const at = (time: string) => new Date(`2026-11-26T${time}:00Z`)
describe('a run belongs to an event', () => {
  const event = { from: at('09:00'), to: at('10:00') }
  it.each<[string, string, string | undefined, boolean]>([
    ['when it is as long', '09:00', '10:00', true],
    ['when it begins 25 minutes early', '08:35', '09:40', true],
    ['when it ends late', '09:30', '11:30', true],
    ['when it is a minute in the middle', '09:30', '09:31', true],
    ['when it is around it', '08:00', '12:00', true],
    ['not when it was a rehearsal that ended as the event began', '08:00', '09:00', false],
    ['not when it began as the event ended', '10:00', '10:30', false],
    ['not when it began 20 minutes after the end', '10:20', '10:40', false],
    ['when its end is not told', '09:10', undefined, true],
    ['not when its end is not told and it began after', '10:10', undefined, false],
  ])('%s', (_, from, to, expected) => {
    expect(overlaps({ startedAt: at(from), endedAt: to ? at(to) : undefined }, event)).toBe(expected)
  })

  it('over midnight, and over the hour that a zone has twice', () => {
    const night = { from: new Date('2026-10-24T23:30:00Z'), to: new Date('2026-10-25T02:30:00Z') }
    const begun = { startedAt: new Date('2026-10-24T23:10:00Z'), endedAt: new Date('2026-10-25T00:30:00Z') }
    const second = { startedAt: new Date('2026-10-25T01:30:00Z'), endedAt: new Date('2026-10-25T02:45:00Z') }
    const other = { startedAt: new Date('2026-10-25T02:30:00Z'), endedAt: new Date('2026-10-25T03:00:00Z') }
    expect([begun, second, other].map((one) => overlaps(one, night))).toEqual([true, true, false])
  })
})

describe('a program that takes notes', () => {
  it.each([
    'Read.ai Notetaker',
    'Otter.ai',
    'OtterPilot',
    'Fireflies.ai Notetaker',
    'Anna’s AI Assistant',
    'tl;dv',
  ])('is %s', (name) => expect(isBotName(name)).toBe(true))
  it.each(['Gong Li', 'Anna Fellow', 'Otter Björn', 'Abbott', 'Bot, Jan', 'Chorus, Anna', 'Read, Peter', ''])(
    'is not %s',
    (name) => expect(isBotName(name)).toBe(false),
  )
})
