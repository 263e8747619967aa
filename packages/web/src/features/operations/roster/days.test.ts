import { expect, it } from 'vitest'
import type { TaughtEvent } from '../../../api/client.ts'
import { toParts } from './days.ts'

const taught = (startsAt: string) => ({ event: { startsAt } }) as TaughtEvent
const dayOf = (instant: string) => instant.slice(0, 10)

it('puts what runs first, then the next one, later today, and days', () => {
  const coming = [
    '2026-11-24T08:00:00Z',
    '2026-11-24T10:00:00Z',
    '2026-11-24T12:00:00Z',
    '2026-11-25T08:00:00Z',
    '2026-11-25T09:00:00Z',
  ].map(taught)
  const parts = toParts(coming, Date.parse('2026-11-24T09:00:00Z'), dayOf)
  expect(parts.map(({ kind, items }) => [kind, items.length])).toEqual([
    ['running', 1],
    ['next', 1],
    ['laterToday', 1],
    ['day', 2],
  ])
})

it('shows no heading without events', () => {
  expect(toParts([], 0, dayOf)).toEqual([])
})
