import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, dismiss, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands, lookAtEverySize, overflows, violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { signIn } from './steps.ts'

/** Another system that is told what happens: it fails as long as it is told to. */
let receiver: Server
let receiverUrl: string
let status = 500
const received: { type: string; signature: string }[] = []

const journey = useJourney(async () => {
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const signature = String(request.headers['webhook-signature'])
      received.push({ type: JSON.parse(body).type, signature })
      response.writeHead(status).end(status === 200 ? 'thank you' : 'out of order')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  return { ALLOW_PRIVATE_ADDRESSES: '1' }
})
let platform: Platform
let superadmin: Page
beforeAll(() => {
  ;({ platform, superadmin } = journey)
})
afterAll(() => new Promise((resolve) => (receiver ? receiver.close(resolve) : resolve(undefined))))

let key = ''
const call = (path: string, options: { method?: string; body?: object; headers?: object } = {}) =>
  fetch(`${platform.url}/api/v1${path}`, {
    method: options.method ?? 'GET',
    headers: {
      authorization: `Bearer ${key}`,
      ...(options.body ? { 'content-type': 'application/json' } : {}),
      ...options.headers,
    },
    ...(options.body ? { body: JSON.stringify(options.body) } : {}),
  })

describe.skipIf(!browserPath)('the API, in a browser and by programs', () => {
  it('a superadmin makes a key, sees it once, and a program uses it within its scopes', async () => {
    await signIn(platform, superadmin, 'ada', '/admin/api-keys')
    await superadmin.getByRole('heading', { name: 'No API keys yet' }).waitFor()
    await superadmin.getByRole('button', { name: 'New API key' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New API key' })
    await panel.getByLabel('Name').fill('Course importer')
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel.getByText('Choose at least one scope.').first().waitFor()
    await panel.getByLabel('Courses: read').check()
    await panel.getByLabel('Courses: change').check()
    await lookAsItStands(superadmin, 'api-key-new', '[role=dialog]')
    await panel.getByRole('button', { name: 'Create' }).click()
    key = await superadmin.getByLabel('API key', { exact: true }).inputValue()
    expect(key).toMatch(/^lectern_/)
    await lookAsItStands(superadmin, 'api-key-made', '[role=dialog]')
    await superadmin.getByRole('button', { name: 'I have copied it' }).click()

    const body = { name: 'From a program', type: 'vilt' }
    const headers = { 'idempotency-key': 'journey-1' }
    const made = await call('/courses', { method: 'POST', body, headers })
    const again = await call('/courses', { method: 'POST', body, headers })
    expect([made.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 201, 'true'])
    expect((await again.json()).id).toBe((await made.json()).id)
    const refused = await call('/people')
    expect([refused.status, (await refused.json()).code]).toEqual([403, 'api-key-scope-missing'])

    await superadmin.goto(`${platform.url}/admin/audit`)
    await superadmin
      .getByRole('cell', { name: /through Course importer/ })
      .first()
      .waitFor()
    await superadmin.goto(`${platform.url}/admin/api-keys`)
    await superadmin.getByText('Course importer').waitFor()
    expect(await superadmin.content()).not.toContain(key)
    await lookAtEverySize(superadmin, 'api-keys')
  })

  it('another system is told; what failed stands in the log and is sent again', async () => {
    await superadmin.goto(`${platform.url}/admin/webhooks`)
    await superadmin.getByRole('button', { name: 'New webhook' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New webhook' })
    await panel.getByLabel('Address').fill(receiverUrl)
    await panel.getByLabel('Description').fill('The CRM')
    await panel.getByLabel('Everything').uncheck()
    await panel.getByRole('group', { name: 'Courses' }).getByLabel('created').check()
    await lookAsItStands(superadmin, 'webhook-new', '[role=dialog]')
    await panel.getByRole('button', { name: 'Create' }).click()
    const secret = await superadmin.getByLabel('Secret', { exact: true }).inputValue()
    expect(secret).toMatch(/^whsec_/)
    await superadmin.getByRole('button', { name: 'I have copied it' }).click()

    await call('/courses', { method: 'POST', body: { name: 'Told', type: 'ilt' } })
    const row = superadmin.getByRole('row', { name: /course\.created/ })
    await row.getByText('HTTP 500').waitFor()
    await superadmin.getByText('Failing').waitFor()
    status = 200
    await row.getByRole('button', { name: 'Show course.created' }).click()
    const delivery = superadmin.getByRole('dialog', { name: 'Delivery' })
    await delivery.getByText('out of order').first().waitFor()
    await delivery.getByRole('button', { name: 'Send again' }).click()
    await delivery.getByText('thank you').waitFor()
    await delivery.getByText('Delivered').waitFor()
    expect(received.map(({ type }) => type)).toContain('course.created')
    expect(received[0]?.signature).toMatch(/^v1,/)
    await lookAsItStands(superadmin, 'delivery', '[role=dialog]')
    await dismiss(superadmin)

    await superadmin.getByRole('button', { name: 'Actions for The CRM' }).click()
    await superadmin.getByRole('menuitem', { name: 'Send a test' }).click()
    await delivery.getByText('webhook.test').first().waitFor()
    await delivery.getByText('thank you').waitFor()
    await dismiss(superadmin)
    await superadmin.goto(`${platform.url}/admin/webhooks`)
    await superadmin.getByRole('row', { name: /webhook\.test/ }).waitFor()
    await lookAtEverySize(superadmin, 'webhooks')
  })

  it('the reference can be read, wide and on a phone', async () => {
    const problems: string[] = []
    superadmin.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    superadmin.on('request', (request) => {
      if (!request.url().startsWith(platform.url)) problems.push(request.url())
    })
    await superadmin.goto(`${platform.url}/api/docs`)
    await fits('api-docs')
    await superadmin
      .locator('section[aria-labelledby="events"] a', { hasText: 'Plan an event' })
      .first()
      .click()
    await superadmin.waitForURL(/\/api\/docs\/events#post-/)
    await superadmin.locator('summary', { hasText: 'Plan an event' }).first().click()
    await superadmin.getByRole('heading', { name: 'Answers' }).first().waitFor()
    await fits('api-docs-events')
    expect(await violations(superadmin)).toEqual([])
    await superadmin.getByRole('link', { name: 'All parts and operations' }).click()
    await superadmin.waitForURL(/\/api\/docs$/)
    // Hundreds of operations are made alike: one part of the page stands for all.
    expect(await violations(superadmin, ['header', 'nav', 'section[aria-labelledby="events"]'])).toEqual([])
    expect(problems).toEqual([])
  })

  it('a revoked key is worth nothing from that moment', async () => {
    await superadmin.goto(`${platform.url}/admin/api-keys`)
    await superadmin.getByRole('button', { name: 'Actions for Course importer' }).click()
    await superadmin.getByRole('menuitem', { name: 'Revoke' }).click()
    await superadmin.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await superadmin.getByText('Revoked').waitFor()
    expect((await call('/courses')).status).toBe(401)
  })
})

async function fits(name: string): Promise<void> {
  for (const width of [360, 1280]) {
    await superadmin.setViewportSize({ width, height: 800 })
    expect(await overflows(superadmin)).toEqual([])
    await screenshot(superadmin, `${name}-${width}`)
  }
}
