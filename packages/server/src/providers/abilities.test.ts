import { expect, it } from 'vitest'
import { abilitiesOf } from './abilities.ts'
import { createBigBlueButtonApp } from './bigbluebutton/app.ts'
import { createCustomLinkApp } from './custom-link/custom-link.ts'
import { createFakeClickApp } from './fake/click.ts'
import { createFakeApp } from './fake/fake.ts'
import { createGotoApp } from './goto/app.ts'
import type { ConferencingApp } from './provider.ts'
import { createZoomApp } from './zoom/app.ts'

const now = () => new Date('2026-11-24T08:00:00Z')
const urls = { authUrl: 'http://127.0.0.1:1', apiUrl: 'http://127.0.0.1:1' }
const of = (app: ConferencingApp, type: string) => {
  const provider = app.sessionTypes.get(type)
  if (!provider) throw new Error(`there is no ${type}`)
  return abilitiesOf(provider, app)
}

it('is made of what a tool has, so that two of one kind say the same', () => {
  const nothing = of(createCustomLinkApp(), 'link')
  expect(nothing).toEqual({
    ...{ personalLinks: false, attendance: 'none', recordings: 'none', startsWithoutSignIn: false },
    ...{ presence: 'none', roomsAtOnce: null, keepsRooms: false },
  })
  const { app: fake } = createFakeApp(now)
  expect(of(fake, 'meeting')).toMatchObject({ personalLinks: false, attendance: 'by-typed-name' })
  expect(of(fake, 'webinar')).toMatchObject({
    personalLinks: true,
    attendance: 'by-person',
    presence: 'asked',
  })
  expect(of(createFakeClickApp(now).app, 'class')).toMatchObject({ personalLinks: true, keepsRooms: false })
})

it('tells the tools apart that people choose among', () => {
  const goto = createGotoApp({ ...urls, now })
  expect(of(goto, 'meeting')).toMatchObject({ personalLinks: false, startsWithoutSignIn: true })
  expect(of(goto, 'webinar')).toMatchObject({ recordings: 'with-transcript', startsWithoutSignIn: false })
  expect(of(goto, 'training')).toMatchObject({ recordings: 'film', roomsAtOnce: 1 })
  expect(of(createZoomApp({ ...urls, now }), 'meeting')).toMatchObject({
    ...{ roomsAtOnce: 1, keepsRooms: true, presence: 'told' },
  })
  expect(of(createBigBlueButtonApp({ fetch, now }), 'meeting')).toMatchObject({
    ...{
      personalLinks: true,
      attendance: 'by-person',
      presence: 'asked',
      roomsAtOnce: null,
      keepsRooms: false,
    },
  })
})
