import { languages } from '@lectern/texts'
import { describe, expect, it } from 'vitest'
import type { Reader } from '../../../messages/messages.ts'
import { idsIn, sayChanges } from './audit-words.ts'

const ANNA = '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac'
const GONE = '01a20cb5-4a4d-7e71-9633-6f5ae6d84ead'
const say = (changes: object, was: object = {}, language: Reader['language'] = 'en') =>
  sayChanges(
    { ...changes },
    { ...was },
    {
      reader: { language, timeZone: 'Europe/Rome' },
      nameOf: (id) => (id === ANNA ? 'Anna Neri' : undefined),
      formFieldOf: (name) => (name === 'sharedKey' ? { label: 'Shared key', isSecret: true } : undefined),
      appNameOf: (id) => (id === 'gotomeeting-v2' ? 'GoToMeeting version 2' : id),
    },
  )

describe('what changed, in words', () => {
  it.each([
    [
      'a time on clocks',
      { endsWall: '2026-11-30T12:00' },
      { endsWall: '2026-11-30T11:00' },
      ['End: Mon 30 Nov 2026, 11:00 → Mon 30 Nov 2026, 12:00'],
    ],
    [
      'what is as it was',
      { name: 'A', place: 'Hall B' },
      { name: 'A', place: 'Hall A' },
      ['Venue: Hall A → Hall B'],
    ],
    ['nothing before', { maxEnrollment: 12 }, { maxEnrollment: null }, ['Maximum enrollment: none → 12']],
    ['nothing after', { maxEnrollment: null }, { maxEnrollment: 12 }, ['Maximum enrollment: 12 → none']],
    [
      'people',
      { instructorIds: [ANNA, GONE] },
      { instructorIds: [] },
      ['Instructors: none → Anna Neri and something that is gone'],
    ],
    ['an account', { accountId: ANNA }, {}, ['Account: Anna Neri']],
    ['an app', { appId: 'gotomeeting-v2' }, {}, ['App: GoToMeeting version 2']],
    [
      'a choice',
      { visibility: 'catalogue' },
      { visibility: 'enrolled' },
      [expect.stringMatching(/: enrolled people → catalogue$/)],
    ],
    ['what somebody typed that looks like a choice', { reason: 'closed' }, {}, ['Reason: closed']],
    ['yes and no', { tellsPeople: true }, { tellsPeople: false }, ['Tell people: no → yes']],
    ['a secret', { clientSecret: 'changed' }, {}, ['Client Secret: changed']],
    ['a secret of an app’s form', { sharedKey: 'changed' }, {}, ['Shared key: changed']],
    [
      'an instant',
      { decidesAt: '2026-12-01T08:00:00.000Z' },
      {},
      ['Date of decision: Tue 1 Dec, 09:00 (Rome)'],
    ],
    [
      'a group of fields',
      { limits: { concurrentRooms: 3, totalSessions: null } },
      { limits: { concurrentRooms: 2, totalSessions: null } },
      [
        expect.stringMatching(
          /^Limits: Rooms at the same time: 2 and .*none → Rooms at the same time: 3 and .*none$/,
        ),
      ],
    ],
    [
      'an additional field',
      { additional: { [ANNA]: 'Blue', [GONE]: 'Red' } },
      {},
      ['Additional fields: Anna Neri: Blue'],
    ],
    [
      'many things',
      { events: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      {},
      ['Events: a, b, c, d, e and 2 more'],
    ],
    ['a list of parts', { breaks: [{ startsWall: 'x' }, { startsWall: 'y' }] }, {}, ['Breaks: 2 entries']],
    ['a language', { language: 'de' }, { language: null }, ['Language: none → Deutsch']],
    [
      'something new: what it has, and nothing of what it does not have',
      {
        ...{ name: 'Fire', code: '', description: null, instructorIds: [], additional: {}, breaks: [] },
        limits: { concurrentRooms: 3, totalSessions: null },
        tellsPeople: false,
      },
      {},
      ['Name: Fire', expect.stringMatching(/^Limits: Rooms at the same time: 3$/), 'Tell people: no'],
    ],
    ['a group of which nothing is set', { limits: { concurrentRooms: null } }, {}, []],
    ['quietly', { name: 'B', quiet: true }, {}, ['Name: B', 'Nobody was told']],
    ['what nobody reads', { bytes: 120, deliveryId: ANNA, zzz_unknown: 1, camelCase: 'x' }, {}, []],
    [
      'a text as long as a book',
      { description: 'word '.repeat(200) },
      {},
      [expect.stringMatching(/^Description: (word )+.*…$/)],
    ],
  ])('%s', (_, changes, was, said) => {
    expect(say(changes, was)).toEqual(said)
  })

  it.each(languages)('says all of it in %s', (language) => {
    const said = say(
      { endsWall: '2026-11-30T12:00', visibility: 'catalogue', roles: ['learner'] },
      {},
      language,
    )
    expect(said).toHaveLength(3)
    if (language !== 'en') expect(said.join()).not.toMatch(/End:|Roles|catalogue|Learner/)
  })
})

it('finds ids wherever they stand', () => {
  expect(idsIn({ [ANNA]: 'x', list: [{ id: GONE }], text: `not ${ANNA}` })).toEqual([ANNA, GONE])
})
