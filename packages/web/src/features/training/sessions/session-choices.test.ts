import { expect, it } from 'vitest'
import type { Translate } from '../../../app/i18n.ts'
import { sessionChoices } from './session-choices.ts'

const t = ((key: string) => key) as Translate
const now = Date.parse('2026-11-20T12:00:00Z')
const session = (id: string, lastEndsAt: string | null) => ({ id, name: `Session ${id}`, lastEndsAt })

it('offers sessions that are over last, under a heading of their own', () => {
  const offered = [
    session('past', '2026-11-01T10:00:00Z'),
    session('coming', '2026-12-01T10:00:00Z'),
    session('ends now', '2026-11-20T12:00:00Z'),
    session('empty', null),
  ]
  expect(sessionChoices(offered, { t, now })).toEqual([
    { value: 'coming', label: 'Session coming' },
    { value: 'empty', label: 'Session empty' },
    {
      group: 'sessions.over',
      items: [
        { value: 'past', label: 'Session past' },
        { value: 'ends now', label: 'Session ends now' },
      ],
    },
  ])
})

it('makes no heading where nothing is over', () => {
  const labelOf = ({ name }: { name: string }) => `${name}!`
  expect(sessionChoices([session('coming', null)], { t, now, labelOf })).toEqual([
    { value: 'coming', label: 'Session coming!' },
  ])
})
