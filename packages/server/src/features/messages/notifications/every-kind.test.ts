import { describe, expect, it } from 'vitest'
import type { Ctx } from '../../../ctx.ts'
import { inEachLanguage, type Language, languages } from '../../../domain/message.ts'
import { notificationKinds } from '../../../domain/notification.ts'
import { type NotificationKind, notificationRules } from '../../../domain/notification-rules.ts'
import { toHtml, toText } from '../mails/letter.ts'
import { toLetter } from './notification-letter.ts'
import { type Facts, textsOf, word } from './wording.ts'

const now = new Date('2026-12-20T08:00:00Z')
const origin = 'https://kinds.example'
type Event = Facts['truth']['events'][number]

const places = {
  'on site': { accountId: null, place: 'Hall 2, Via Roma 1' },
  'on site, nobody says where': { accountId: null, place: '' },
  online: { accountId: 'account', place: '' },
  both: { accountId: 'account', place: 'Hall 2, Via Roma 1' },
} as const
type Place = keyof typeof places

function eventAt(place: Place, startsAt: string): Event {
  return {
    id: startsAt,
    sessionId: 's',
    name: 'Day one',
    description: '',
    courseName: 'Safety',
    startsAt: new Date(startsAt),
    endsAt: new Date(new Date(startsAt).getTime() + 3_600_000),
    cancelledAt: null,
    cancelReason: '',
    calendarSequence: 0,
    createdAt: now,
    ...places[place],
  } as unknown as Event // its ids are words
}

/** A mail of one piece of news, as text and as HTML. */
function mailOf(kind: NotificationKind, language: Language, events: Event[], name = 'Lea Learner') {
  const reader = { language, timeZone: 'Europe/Rome', now }
  const url = `${origin}/sessions/s`
  const values = {
    until: '2027-01-15T09:00:00Z',
    from: 'Autumn',
    account: 'Main',
    provider: 'GoTo',
    organizer: 'o@x.example',
    sender: 'Ines',
    subject: 'Pens',
    text: 'Bring one.',
    instructors: 'Ines',
    webhook: 'https://x.example',
    enrolled: '2',
    min: '5',
    recipient: 'r@x.example',
    event: 'Day one',
    view: 'All courses',
  }
  const params = { reason: 'Storm', findings: [], values }
  const truth = { courseName: 'Safety', sessionName: 'Winter', offerExpiresAt: null, events }
  const facts = { kind, params, truth, name, platform: 'Academy', url }
  const wording = word(textsOf(kind, language, undefined), facts, reader)
  const { subject, letter } = toLetter(
    { platform: { name: 'Academy', images: [], accentColor: null, accentColorDark: null } } as unknown as Ctx,
    {
      settings: { senderName: '', footer: inEachLanguage(() => '') },
      reader,
      name,
      origin,
      pieces: [{ wording, url }],
      unsubscribe: undefined,
    },
  )
  return { subject, text: toText(letter), html: toHtml(letter) }
}

/** Words about a way in, in every language. */
const JOINING =
  /\bjoin|\blink\b|\brooms?\b|partecip|collegament|online|entri dirett|leads you in|teilnahme|nehmen Sie jetzt|Räume?|hinein/i
/** Kinds that are about rooms, of which nothing is told for events without one. */
const ABOUT_ROOMS = notificationKinds.filter(
  // Somebody is led from one to another only where there are some.
  (kind) => notificationRules[kind].topic === 'operation' || kind === 'led-elsewhere',
)
const table = notificationKinds.flatMap((kind) => languages.map((language) => [kind, language] as const))

describe.each(table)('the mail “%s” in %s', (kind, language) => {
  const namesEvents = notificationRules[kind].events !== 'none'
  const dated = ['2026-12-22T09:00:00Z', '2027-01-12T09:00:00Z']
  const at = (place: Place) =>
    mailOf(kind, language, namesEvents ? dated.map((day) => eventAt(place, day)) : [])

  const isAboutRooms = ABOUT_ROOMS.includes(kind)
  it(isAboutRooms ? 'may speak of rooms' : 'says nothing of joining what takes place on site', () => {
    for (const place of ['on site', 'on site, nobody says where'] as const) {
      const { subject, text, html } = at(place)
      const body = html.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]+>/g, ' ')
      const words = isAboutRooms ? [] : [subject, text, body]
      expect([subject, text, body].every(Boolean)).toBe(true)
      for (const said of words) expect(said.match(JOINING)?.[0]).toBeUndefined()
    }
  })

  it('says where it takes place, and the year of dates that are not of this one', () => {
    const { text, html } = at('both')
    const namesDates = text.includes('09:00') || text.includes('10:00')
    if (!namesEvents || !namesDates) return
    for (const said of [text, html]) {
      expect(said).toContain('Hall 2, Via Roma 1')
      expect(said).toMatch(/(Tue|mar|Di\.,) 22\.? (Dec|dic|Dez\.), 10:00 \(Rome\)/)
      expect(said).toMatch(/(Tue|mar|Di\.,) 12\.? (Jan\.?|gen) 2027, 10:00 \(Rome\)/)
    }
  })

  it('leaves no place open, greets nobody without a name, and keeps subjects to one short line', () => {
    for (const place of Object.keys(places) as Place[]) {
      const { subject, text, html } = at(place)
      for (const said of [subject, text, html]) {
        expect(said).not.toMatch(/\{\{|\}\}|undefined|\[object|NaN/)
      }
      expect(subject.trim()).not.toBe('')
      expect(text.replace('-- \n', '')).not.toMatch(/[ \t]+$/m)
    }
    const unnamed = mailOf(kind, language, [], '')
    expect(unnamed.text).not.toMatch(/^(Hello|Ciao|Guten Tag) ,/m)
    expect(unnamed.subject).not.toMatch(/\n/)
  })
})

describe.each(languages)('how one gets in, in %s', (language) => {
  const said = (kind: NotificationKind, ...kinds: Place[]) =>
    mailOf(
      kind,
      language,
      kinds.map((place, index) => eventAt(place, `2026-12-2${index + 1}T09:00:00Z`)),
    ).text

  it('is said of what is online, and only of that', () => {
    for (const kind of [
      'enrolled',
      'promoted',
      'session-restored',
      'course-restored',
      'changed',
      'reminder',
      'nudge',
    ] as const)
      expect(said(kind, 'online')).toMatch(JOINING)
    expect(said('enrolled', 'online', 'both')).toMatch(
      /Each date has a link|Ogni data ha un link|Jeder Termin hat einen Link/,
    )
    expect(said('enrolled', 'online', 'on site')).toMatch(
      /Dates online have a link|Le date online hanno un link|Online-Termine haben einen Link/,
    )
    expect(said('reminder', 'on site')).toMatch(/says where it is|dice dove si tiene|Wo er stattfindet/)
  })
})
