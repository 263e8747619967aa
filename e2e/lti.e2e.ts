import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JSONWebKeySet } from 'jose'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLms, type TestLms } from '../packages/server/test/test-lms.ts'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { isEveryLook, lookAtEverySize, speak, violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, signIn } from './steps.ts'

let lms: TestLms
let server: Server
const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page

/** Forms that send themselves, as an LMS has them. */
const sending = (url: string, fields: Record<string, string>) =>
  `<!doctype html><form method="post" action="${url}">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
    .join('')}</form><script>document.forms[0].submit()</script>`

/** A course of the LMS: our page in a frame of another site, and a frame that keeps texts for it. */
const course = () => {
  const login = new URL(`${platform.url}/lti/login`)
  login.search = new URLSearchParams({
    ...{ iss: lms.issuer, login_hint: 'user-1', target_link_uri: `${platform.url}/lti/launch` },
    ...{ client_id: lms.clientId, lti_storage_target: '_parent' },
  }).toString()
  return `<!doctype html><title>Working at heights</title><h1>Working at heights</h1>
<iframe title="Live class" src="${login.href.replaceAll('&', '&amp;')}" style="width:100%;height:760px;border:1px solid #888"></iframe>
<script>
const kept = new Map()
addEventListener('message', ({ data, source, origin }) => {
  if (data.subject === 'lti.put_data') kept.set(data.key, data.value)
  else if (data.subject !== 'lti.get_data') return
  source.postMessage({ subject: data.subject + '.response', message_id: data.message_id, key: data.key, value: kept.get(data.key) }, origin)
})
</script>`
}

/** Another site than the platform's: no cookie of ours comes along in its frame. */
async function startLms(): Promise<void> {
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', lms.issuer)
    let body = ''
    for await (const chunk of request) body += chunk
    const html = (text: string) => response.setHeader('content-type', 'text/html').end(text)
    if (url.pathname === '/course') return html(course())
    if (url.pathname === '/auth') {
      const { state = '', nonce = '', redirect_uri: back = '' } = Object.fromEntries(url.searchParams)
      return html(sending(back, { state, id_token: await lms.sign(lms.message(nonce)) }))
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    const answer = await lms.answer(url.href, { method: request.method ?? 'GET', headers, body })
    response.writeHead(answer.status, Object.fromEntries(answer.headers.entries()))
    response.end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const isByName = new URL(platform.url).hostname === 'localhost'
  lms = await createLms({
    issuer: `http://${isByName ? '127.0.0.1' : 'localhost'}:${port}`,
    clientId: '10000000000000099',
    toolUrl: `${platform.url}/lti/launch`,
    toolKeys: async () => (await (await fetch(`${platform.url}/lti/jwks`)).json()) as JSONWebKeySet,
  })
}

const LAUNCH = 'https://purl.imsglobal.org/spec/lti/claim/'
const DEEP_LINK = 'https://purl.imsglobal.org/spec/lti-dl/claim/'

/** Our page in the frame of the LMS sticks out nowhere, on a phone either; with pictures of it where they are kept. */
async function lookInFrame(page: Page, name: string, claims: Record<string, unknown>): Promise<void> {
  for (const locale of isEveryLook ? ['de', 'it', 'en'] : ['de'])
    for (const width of [1280, 360]) {
      lms.claims = { ...claims, [`${LAUNCH}launch_presentation`]: { locale } }
      // A page of its own each time: a frame of another site that is loaded anew is lost sight of now and then.
      const view = await page.context().newPage()
      await view.setViewportSize({ width, height: 900 })
      await view.emulateMedia({ colorScheme: width === 360 ? 'dark' : 'light' })
      await view.goto(`${lms.issuer}/course`)
      const inner = view.frameLocator('iframe')
      await inner.locator('form').last().waitFor()
      if (await inner.locator('summary').count()) await inner.locator('summary').click()
      const frame = view.frames().find((one) => one.url().startsWith(platform.url))
      const overflow = await frame?.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
      await screenshot(view, `${name}-${locale}-${width}`)
      await view.close()
    }
  lms.claims = claims
}

beforeAll(async () => {
  ;({ platform, browser, superadmin } = journey)
  if (browserPath) await startLms()
})
afterAll(() => {
  server?.closeAllConnections()
  server?.close()
})

describe.skipIf(!browserPath)('An LMS, in a browser', () => {
  it('registers itself, is linked to a session, and shows it in its frame without a cookie of ours', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await superadmin.goto(`${platform.url}/admin/lms`)
    await superadmin.getByRole('button', { name: 'Let an LMS register itself' }).click()
    const once = superadmin.getByRole('dialog', { name: 'An LMS registers itself' })
    const invitation = await once.getByRole('textbox').inputValue()
    // Whatever is read again, it stays: asked for again, it would be another one.
    let made = 0
    superadmin.on('request', (request) => {
      if (request.url().endsWith('/lms-invitations')) made++
    })
    const read = superadmin.waitForResponse((answer) => answer.url().endsWith('/api/v1/lms'))
    await speak(superadmin, 'de')
    await read
    await speak(superadmin, 'en')
    expect(made).toBe(0)
    expect(await once.getByRole('textbox').inputValue()).toBe(invitation)
    await once.getByRole('button').last().click()

    const learner = await openWindow(browser, { width: 800 })
    const register = new URL(invitation)
    register.searchParams.set('openid_configuration', `${lms.issuer}/openid-configuration`)
    register.searchParams.set('registration_token', 'registration-token')
    await learner.goto(register.href)
    await learner.getByRole('heading', { name: /is registered/ }).waitFor()

    // Moodle names its deployment while it registers; this one is another, as Canvas does.
    await learner.goto(`${lms.issuer}/course`)
    const frame = learner.frameLocator('iframe')
    await frame.getByRole('heading', { name: 'Waits to be accepted' }).waitFor()
    await superadmin.reload()
    await superadmin.getByRole('button', { name: 'Accept 1', exact: true }).click()
    await superadmin.getByRole('button', { name: 'Refuse 1', exact: true }).waitFor()

    await learner.reload()
    await frame.getByText('leads to nothing here yet').waitFor()
    await superadmin.reload()
    await superadmin
      .getByRole('table', { name: 'Courses of the LMS' })
      .getByText('Working at heights')
      .waitFor()
    const { items: courses } = await ask<{ items: { id: string; name: string }[] }>(
      platform,
      superadmin,
      'GET',
      '/courses',
    )
    const first = courses[0]
    if (!first) throw new Error('the demo has no course')
    const session = await ask(platform, superadmin, 'POST', `/courses/${first.id}/sessions`, {
      name: 'From the LMS',
    })
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16)
    await ask(platform, superadmin, 'POST', `/sessions/${session.id}/events`, {
      ...{ name: 'Ladders', startsWall: at(5), endsWall: at(65), timeZone: 'UTC', accountId: null },
      place: 'Room 4',
    })
    await superadmin.getByRole('button', { name: /Working at heights/ }).click()
    await superadmin.getByRole('menuitem', { name: 'Link' }).click()
    const panel = superadmin.getByRole('dialog', { name: /Working at heights/ })
    await panel.getByRole('combobox', { name: 'Course' }).click()
    await superadmin.getByRole('option', { name: first.name, exact: true }).first().click()
    await panel.getByRole('combobox', { name: 'Session' }).click()
    await superadmin.getByRole('option', { name: 'From the LMS' }).click()
    await panel.getByRole('checkbox', { name: 'Read the roster by itself, once a day' }).check()
    await panel.getByRole('button', { name: 'Save' }).click()
    await superadmin.getByRole('table', { name: 'Courses of the LMS' }).getByText('From the LMS').waitFor()
    await superadmin.getByRole('button', { name: /Working at heights/ }).click()
    await superadmin.getByRole('menuitem', { name: 'Link' }).click()
    await panel
      .getByRole('status')
      .getByText(/^(Not read yet|Read by itself)/)
      .waitFor()
    await lookAtEverySize(superadmin, 'lms-link')
    await panel.getByRole('button', { name: 'Cancel' }).click()
    await lookAtEverySize(superadmin, 'lms')

    await learner.reload()
    await frame.getByRole('heading', { level: 1, name: 'Ladders' }).waitFor()
    await frame.getByText('Room 4').waitFor()
    await screenshot(learner, 'lms-launch-en')
    lms.claims = { 'https://purl.imsglobal.org/spec/lti/claim/launch_presentation': { locale: 'it' } }
    await learner.reload()
    await frame.getByRole('heading', { name: 'Tutto il resto' }).waitFor()
    await screenshot(learner, 'lms-launch-it')
    lms.claims = {}
    await learner.reload()
    const [whole] = await Promise.all([
      learner.waitForEvent('popup'),
      frame.getByRole('button', { name: 'Open in a window of its own' }).click(),
    ])
    await whole.getByRole('heading', { level: 1 }).first().waitFor()
    expect(new URL(whole.url()).origin).toBe(platform.url)
    // The page by itself, as a window of its own shows it on a phone.
    await learner.setViewportSize({ width: 360, height: 740 })
    const inner = learner.frames().find((one) => one.url().startsWith(platform.url))
    const overflow = await inner?.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    expect(await violations(whole)).toEqual([])
    await lookInFrame(learner, 'lms-page', {})
    await learner.context().close()
  })

  it('joins whoever comes to the person who signs in here, and offers an instructor what is theirs', async () => {
    const teacher = await openWindow(browser, { width: 1280 })
    const roles = [
      'http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor',
      'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner',
    ]
    const claims = {
      ...{ sub: 'teacher-7', name: 'Ivo Conti', given_name: 'Ivo', family_name: 'Conti' },
      [`${LAUNCH}roles`]: roles,
    }
    lms.claims = claims
    await teacher.goto(`${lms.issuer}/course`)
    const frame = teacher.frameLocator('iframe')
    await frame.getByText('I sign in here already').waitFor()
    await lookInFrame(teacher, 'lms-join', claims)
    await frame.getByText('I sign in here already').click()
    const [own] = await Promise.all([
      teacher.waitForEvent('popup'),
      frame.getByRole('link', { name: 'Sign in and make a code' }).click(),
    ])
    await own.getByLabel('E-mail').fill('ivo@demo.example')
    await own.getByLabel('Password').fill('ivo-demo-1')
    await own.getByRole('button', { name: 'Sign in', exact: true }).click()
    await own.getByRole('button', { name: 'Make a code' }).click()
    const code = await own.getByRole('textbox', { name: 'Code for the page in your LMS' }).inputValue()
    await lookAtEverySize(own, 'lms-code')
    await frame.getByLabel('Code', { exact: true }).fill('AAAA-BBBB-CCCC')
    await frame.getByRole('button', { name: 'Join', exact: true }).click()
    await frame.getByText('Make another one where you are signed in').waitFor()
    await frame.getByText('I sign in here already').click()
    await frame.getByLabel('Code', { exact: true }).fill(code)
    await frame.getByRole('button', { name: 'Join', exact: true }).click()
    await frame.getByText('You are joined').waitFor()
    const choosing = {
      ...claims,
      [`${LAUNCH}message_type`]: 'LtiDeepLinkingRequest',
      [`${LAUNCH}resource_link`]: undefined,
      [`${DEEP_LINK}deep_linking_settings`]: {
        deep_link_return_url: `${lms.issuer}/return`,
        accept_types: ['ltiResourceLink'],
        accept_presentation_document_targets: ['iframe'],
      },
    }
    await lookInFrame(teacher, 'lms-choose', choosing)
    lms.claims = choosing
    const chooser = await teacher.context().newPage()
    await chooser.goto(`${lms.issuer}/course`)
    await chooser.frameLocator('iframe').locator('input[name^=pick]').first().waitFor()
    await teacher.context().close()
  })
})
