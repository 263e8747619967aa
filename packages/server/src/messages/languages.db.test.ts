import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from '../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { languages } from '../domain/message.ts'
import { titleOf } from './messages.ts'

let test: TestApp
let platform: TestPlatform
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('languages.example')
})
afterAll(() => test.close())

const ask = (url: string, headers: Record<string, string> = {}) =>
  test.app.http.inject({ url, headers: { host: platform.host, ...headers } })

describe.each(languages)('the language %s', (language) => {
  const title = titleOf('not-signed-in', { language })

  it.each([`${language}`, `${language.toUpperCase()}-AT,en;q=0.1`, `xx;q=1, ${language};q=0.9, en;q=0`])(
    'is heard in Accept-Language: %s',
    async (wish) => {
      const refused = await ask('/api/v1/me', { 'accept-language': wish })
      expect(refused.json()).toMatchObject({ status: 401, title })
    },
  )

  it('is spoken where nobody says which, on a platform of it', async () => {
    const own = await test.addPlatform(`${language}.languages.example`)
    await own.ctx.db.updateTable('platforms').set({ defaultLanguage: language }).execute()
    const refused = await ask('/api/v1/me', { host: own.host })
    expect(refused.json().title).toBe(title)
    expect((await ask('/manifest.webmanifest', { host: own.host })).json()).toMatchObject({ lang: language })
  })

  it('is chosen by a person, and then wins over what the browser says', async () => {
    const { email } = await platform.addActor(['learner'])
    const cookie = await signedIn(test, platform, email)
    const chosen = await test.app.http.inject({
      ...{ method: 'PATCH', url: '/api/v1/me', payload: { language } },
      headers: { host: platform.host, cookie },
    })
    expect(chosen.json()).toMatchObject({ language })
    const missing = await ask('/api/v1/courses/01a20cb5-4a4d-7e71-9633-6f5ae6d84eac', {
      ...{ cookie, 'accept-language': 'xx' },
    })
    expect(missing.json()).toMatchObject({ status: 404, title: titleOf('course-not-found', { language }) })
    const wrong = await test.app.http.inject({
      ...{ method: 'PATCH', url: '/api/v1/me', payload: { language: 7 } },
      headers: { host: platform.host, cookie },
    })
    expect(wrong.json().title).toBe(titleOf('invalid-request', { language }))
  })

  it('is spoken at an address that is nobody’s', async () => {
    const page = await ask('/', { host: 'unknown.example', 'accept-language': language })
    expect(page.body).toContain(`<html lang="${language}">`)
  })
})

it('a language that is none is stored nowhere', async () => {
  const { personId } = await platform.addActor(['learner'])
  const store = (language: string) =>
    platform.ctx.db
      .updateTable('people')
      // biome-ignore lint/plugin: a text that is no language
      .set({ language: language as never })
      .where('id', '=', personId)
      .execute()
  for (const language of ['', 'EN', 'english', 'e1']) await expect(store(language)).rejects.toThrow('check')
})
