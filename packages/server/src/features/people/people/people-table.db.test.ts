import type { Language } from '@lectern/texts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { importPeople } from '../../../../test/import-people.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { Actor } from '../../../http/actor.ts'
import { tryImport } from './import.service.ts'
import { getPerson } from './people.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let juergen: Actor & { email: string }

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('people-tables.example')
  superadmin = await platform.addActor(['superadmin'])
  juergen = await platform.addActor(['learner'], 'juergen@x.example')
  const { rows } = await read('email,first_name,last_name\njuergen@x.example,Jürgen Karl,Müller')
  expect(rows).toMatchObject([{ outcome: 'change' }])
})
afterAll(() => test.close())

const read = (text: string) => importPeople(platform, superadmin, { text })
const nameNow = async () => {
  const { firstName, lastName } = await getPerson(platform.ctx, superadmin, juergen.personId)
  return [firstName, lastName]
}

it.each([
  ['lost characters', 'email,first_name,last_name\njuergen@x.example,J\uFFFDrgen,M\uFFFDller', 'refuse'],
  [
    'lost characters in a column that is not read',
    'email,first_name,city\njuergen@x.example,J,K\uFFFDln',
    'refuse',
  ],
  ['more cells than columns', 'email,first_name,last_name\njuergen@x.example,J,M,X', 'refuse'],
  ['no last name', 'email,first_name\njuergen@x.example,Jürgen Karl', 'same'],
  ['an empty last name', 'email,first_name,last_name\njuergen@x.example,Jürgen Karl,', 'same'],
  ['an empty first name', 'email,first_name,last_name\njuergen@x.example,,Müller', 'same'],
  ['addresses alone', 'email\njuergen@x.example', 'same'],
  ['the name in one piece', 'Name,Email\nJürgen Karl Müller,juergen@x.example', 'same'],
  ['the name turned around', 'Cognome e nome,Email\nMüller Jürgen Karl,juergen@x.example', 'same'],
  ['the name with a comma', 'Name,Email\n"Müller, Jürgen Karl",juergen@x.example', 'same'],
  ['spaces around', 'email,first_name,last_name\n  juergen@x.example , " Jürgen  Karl " , Müller ', 'same'],
])('a table with %s leaves a good name as it is', async (_, text, outcome) => {
  expect((await read(text)).rows).toMatchObject([{ outcome }])
  expect(await nameNow()).toEqual(['Jürgen Karl', 'Müller'])
})

it('a table with another name in one piece changes it', async () => {
  expect((await read('Name,Email\nGeorg Schmidt,juergen@x.example')).rows).toMatchObject([
    { outcome: 'change' },
  ])
  expect(await nameNow()).toEqual(['Georg', 'Schmidt'])
})

it('somebody new needs a name', async () => {
  const { rows } = await read('email,name\nnew@x.example,\nnewer@x.example,Ada')
  expect(rows.map((row) => [row.outcome, row.name])).toEqual([
    ['refuse', ''],
    ['add', 'Ada'],
  ])
})

it.each([
  ['de', 'refuse'],
  ['Deutsch', 'refuse'],
  ['tedesco', 'refuse'],
  ['de-AT', 'refuse'],
  ['it', 'add'],
  ['Italiano', 'add'],
  ['', 'add'],
  ['xx', 'refuse'],
])('of languages, those that the platform offers are taken: “%s”', async (language, outcome) => {
  const { rows } = await offering(['en', 'it'], `email,name,language\nspeaker@x.example,Ada,${language}`)
  expect(rows).toMatchObject([{ outcome }])
  if (language.toLowerCase().startsWith('de'))
    expect(rows[0]?.reason).toBe('This platform does not offer Deutsch. It offers English and Italiano.')
  if (language === 'xx') expect(rows[0]?.reason).toBe('“xx” is no language that we speak. Use en or it.')
})

it('somebody who has a language that is offered no more keeps it', async () => {
  const text = 'email,name,language\njuergen@x.example,Georg Schmidt,de'
  await read(text)
  expect((await offering(['en', 'it'], text)).rows).toMatchObject([{ outcome: 'same' }])
})

/** Read as a platform does that offers these languages alone; nothing is saved. */
async function offering(languages: Language[], text: string) {
  const offered = { ...platform.ctx, platform: { ...platform.ctx.platform, languages } }
  return tryImport(offered, superadmin, text)
}
