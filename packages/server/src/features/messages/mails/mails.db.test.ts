import { hueShades } from '@lectern/brand'
import { Transformer } from '@napi-rs/image'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outboxOf } from '../../../../test/builders.ts'
import { freePort } from '../../../../test/free-port.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { startSmtp, type TestSmtp } from '../../../../test/test-smtp.ts'
import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import type { CalendarUpdate } from '../../../domain/calendar-update.ts'
import type { MailId } from '../../../domain/ids.ts'
import { setPlatformImage } from '../../platform/platforms/platform-images.service.ts'
import {
  changePlatformSettings,
  getPlatformSettings,
} from '../../platform/platforms/platform-settings.service.ts'
import { type Delivery, deliverMails, sweepMails } from './delivery.service.ts'
import { mailBrandOf } from './mail-brand.ts'
import { deliverMailsJob } from './mails.job.ts'
import { getMail, listMails, putMail, resendMail } from './mails.service.ts'
import { createSmtp } from './smtp.ts'

let test: TestApp
let platform: TestPlatform
let smtp: TestSmtp
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
let learner: Awaited<ReturnType<TestPlatform['addActor']>>
let untrue: Set<string>

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('mails.example')
  superadmin = await platform.addActor(['superadmin'])
  smtp = await startSmtp()
})
afterAll(async () => {
  await smtp.stop()
  await test.close()
})
beforeEach(async () => {
  learner = await platform.addActor(['learner'])
  smtp.received.length = 0
  untrue = new Set()
})

const deliveryBy = (url: string): Delivery => ({
  send: createSmtp(url, 'Lectern <lectern@mails.example>', 0),
  refresh: async (_ctx, _trx, mailId) => !untrue.has(mailId),
  fromName: async () => 'Academy',
})
const deliver = (url = smtp.url, who = learner) => deliverMails(platform.ctx, deliveryBy(url), who.personId)

async function put(
  subject: string,
  more: { calendar?: CalendarUpdate[]; unsubscribeUrl?: string; text?: string; hue?: number; ctx?: Ctx } = {},
) {
  const { ctx = platform.ctx } = more
  const id = await withTransaction(platform.ctx.db, (trx) =>
    putMail(platform.ctx, trx, {
      key: `${subject} ${platform.ctx.newId()}`,
      person: { id: learner.personId, email: learner.email },
      subject,
      letter: {
        language: 'en',
        platform: 'Academy',
        brand: mailBrandOf(ctx.platform),
        greeting: 'Hello Pat,',
        sections: [
          { title: undefined, url: undefined, hue: more.hue, blocks: [{ text: more.text ?? subject }] },
        ],
        button: { label: 'Open', url: 'https://mails.example/learn' },
        footer: ['Academy, Rome'],
      },
      ...(more.calendar ? { calendar: more.calendar } : {}),
      unsubscribeUrl: more.unsubscribeUrl,
    }),
  )
  if (!id) throw new Error('no mail was made')
  return id
}
/** A mail's text without the signs by which long lines are sent. */
const readable = (raw: string) =>
  raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
const subjects = () => smtp.received.map((mail) => mail.header('Subject')?.replace('mails.example: ', ''))
const stateOf = async (id: MailId) => (await getMail(platform.ctx, superadmin, id)).state
const calendar = (method: 'REQUEST' | 'CANCEL'): CalendarUpdate => ({
  method,
  name: 'Day one',
  content: `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:${method}\r\nEND:VCALENDAR\r\n`,
})

describe('a mail, as a mail server receives it', () => {
  it('is text and HTML with the calendar’s part and its method', async () => {
    const id = await put('Hello', { calendar: [calendar('CANCEL')] })
    await deliver()
    const [mail] = smtp.received
    expect(mail?.to).toBe(learner.email)
    expect(mail?.header('Content-Type')).toMatch(/^multipart\/mixed/)
    expect(mail?.raw).toMatch(/Content-Type: multipart\/alternative/)
    expect(mail?.raw).toMatch(/Content-Type: text\/plain/)
    expect(mail?.raw).toMatch(/Content-Type: text\/html/)
    expect(mail?.raw).toMatch(/Content-Type: text\/calendar;[^\n]*method=CANCEL/i)
    expect(mail?.header('From')).toBe('Academy <lectern@mails.example>')
    expect(mail?.header('Message-ID')).toBe(`<${id}@mails.example>`)
    expect(mail?.header('Auto-Submitted')).toBe('auto-generated')
    expect(mail?.header('List-Unsubscribe')).toBeUndefined()
  })

  it('has several calendar files as attachments, and a button of the mail program that unsubscribes', async () => {
    await put('Two', {
      calendar: [calendar('REQUEST'), calendar('CANCEL')],
      unsubscribeUrl: 'https://mails.example/unsubscribe/x',
    })
    await deliver()
    const [mail] = smtp.received
    expect(mail?.raw.match(/Content-Type: text\/calendar/g)).toHaveLength(2)
    expect(mail?.raw).toMatch(/filename=event-2\.ics/)
    expect(mail?.header('List-Unsubscribe')).toBe('<https://mails.example/unsubscribe/x>')
    expect(mail?.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
  })

  it('carries no header and no markup that somebody typed', async () => {
    const id = await put('Hi\r\nBcc: everybody@x.example', {
      text: '<img src=https://x.example/p.png>\n<b>bold</b>',
    })
    await deliver()
    const [mail] = smtp.received
    expect(mail?.header('Bcc')).toBeUndefined()
    expect(mail?.header('Subject')).toContain('Hi Bcc: everybody')
    const { html } = await getMail(platform.ctx, superadmin, id)
    expect(html).toContain('&lt;b&gt;bold&lt;/b&gt;')
    expect(html).not.toMatch(/<img|<script|url\(|<link/)
    expect(html).toContain('prefers-color-scheme:dark')
  })
})

describe('the brand of a platform in a mail', () => {
  /** The platform with a logo and an accent, as jobs see it. */
  async function branded(mailHeader: 'logo' | 'name' | 'both'): Promise<Ctx> {
    const { version } = await getPlatformSettings(platform.ctx, superadmin)
    await changePlatformSettings(platform.ctx, superadmin, version, { accentColor: '#7a1f5c', mailHeader })
    const logo = await Transformer.fromRgbaPixels(new Uint8Array(600 * 200 * 4).fill(90), 600, 200).png()
    await setPlatformImage(platform.ctx, superadmin, { kind: 'logo', expectedVersion: version + 1 }, logo)
    return test.app.ctxFor(present(await test.app.platforms.find(platform.ctx.platform.id)))
  }
  const deliverAs = (ctx: Ctx) => deliverMails(ctx, deliveryBy(smtp.url), learner.personId)

  it('is its logo, which travels in the mail, its name, its accent, and the color of the course', async () => {
    const ctx = await branded('both')
    const id = await put('Hello', { ctx, hue: 7 })
    await deliverAs(ctx)
    const [mail] = smtp.received
    expect(mail?.raw).toMatch(/Content-Type: multipart\/related/)
    expect(mail?.raw).toMatch(/Content-Type: image\/png; name=logo\.png/)
    expect(mail?.raw).toMatch(/Content-Id: <logo@lectern>/i)
    expect(mail?.raw).toMatch(/Content-Disposition: inline/)
    const html = readable(mail?.raw ?? '')
    expect(html).toContain('src="cid:logo@lectern" width="144" height="48" alt=""')
    expect(html).toContain('>Academy</span>')
    expect(html).toContain('border-top:4px solid #7a1f5c')
    expect(html).toContain('background:#7a1f5c;color:#ffffff')
    expect(html).toContain(`border-left:4px solid ${hueShades(7, 'light').hue}`)
    // Whoever looks into the outbox sees it too, and nothing is fetched from anywhere.
    const kept = await getMail(ctx, superadmin, id)
    expect(kept.html).toContain('src="data:image/png;base64,')
    expect(kept.html).not.toMatch(/src="(?!data:image\/png)/)
  })

  it('is its logo alone, which says the name to who sees no pictures, or its name alone', async () => {
    await put('Logo', { ctx: await branded('logo') })
    const ctx = await branded('logo')
    await deliverAs(ctx)
    expect(readable(smtp.received[0]?.raw ?? '')).toMatch(/<img class="logo"[^>]* alt="Academy"[^>]*><\/td>/)
    const named = await branded('name')
    await put('Name', { ctx: named })
    await deliverAs(named)
    expect(smtp.received[1]?.raw).not.toMatch(/image\/png|cid:/)
  })

  it('is said in words when the logo of a mail that waits is gone', async () => {
    const ctx = await branded('logo')
    await put('Waits', { ctx })
    await deliverAs({ ...ctx, platform: { ...ctx.platform, images: [] } })
    const html = readable(smtp.received[0]?.raw ?? '')
    expect(html).not.toMatch(/<img|cid:/)
    expect(html).toContain('>Academy</td>')
  })
})

describe('the mails of a person', () => {
  it('go out in order; one that can’t be taken now holds back the later ones, and nobody else’s', async () => {
    for (const subject of ['One', 'Two', 'Three']) await put(subject)
    smtp.refusals.set(learner.email, [450])
    await deliver()
    await deliver() // not tried again yet
    expect(subjects()).toEqual([])
    const first = learner
    learner = await platform.addActor(['learner'])
    await put('Other')
    await deliver()
    expect(subjects()).toEqual(['Other'])
    const before = test.clock.now
    test.clock.now = new Date(before.getTime() + 61_000)
    await deliver(smtp.url, first)
    expect(subjects()).toEqual(['Other', 'One', 'Two', 'Three'])
    test.clock.now = before
  })

  it('are sent by one worker at a time, each once', async () => {
    for (let index = 0; index < 8; index++) await put(`N${index}`)
    await Promise.all([1, 2, 3, 4].map(() => deliver()))
    await deliver()
    expect(subjects()).toEqual(['N0', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7'])
  })

  it('that are refused for good are marked, shown and sent again on request, and block nobody', async () => {
    const [refused, next] = [await put('Refused'), await put('Next')]
    smtp.refusals.set(learner.email, [550])
    await deliver()
    expect(subjects()).toEqual(['Next'])
    expect(await stateOf(next)).toBe('sent')
    const shown = await getMail(platform.ctx, superadmin, refused)
    expect(shown.state).toBe('failed')
    expect(shown.error).toMatchObject({
      code: 'mail-refused',
      text: expect.stringContaining('550 not today'),
    })
    await expect(resendMail(platform.ctx, superadmin, next)).rejects.toMatchObject({
      code: 'mail-not-failed',
    })
    await resendMail(platform.ctx, superadmin, refused)
    await deliver()
    expect(subjects()).toEqual(['Next', 'Refused'])
  })

  it('that are not true any more when they are to be sent are withdrawn', async () => {
    const [old, next] = [await put('Old'), await put('News')]
    untrue.add(old)
    await deliver()
    expect(subjects()).toEqual(['News'])
    expect([await stateOf(old), await stateOf(next)]).toEqual(['withdrawn', 'sent'])
  })

  it('keep their Message-ID when they are sent again after a crash', async () => {
    const id = await put('Crash')
    const delivery = deliveryBy(smtp.url)
    const dying: Delivery = {
      ...delivery,
      async send(mail) {
        await delivery.send?.(mail)
        throw new Error('the process ends before it writes down that the mail was sent')
      },
    }
    await expect(deliverMails(platform.ctx, dying, learner.personId)).rejects.toThrow('the process ends')
    await deliver() // the lease of the dead one still holds
    expect(smtp.received).toHaveLength(1)
    const before = test.clock.now
    test.clock.now = new Date(before.getTime() + 6 * 60_000)
    await deliver()
    await deliver()
    test.clock.now = before
    expect(smtp.received.map((mail) => mail.header('Message-ID'))).toEqual([
      `<${id}@mails.example>`,
      `<${id}@mails.example>`,
    ])
    expect(await stateOf(id)).toBe('sent')
  })
})

describe('a mail server that is down', () => {
  it('is tried for days, then mails are given up; what can be sent before goes out', async () => {
    const started = test.clock.now
    const id = await put('Patience')
    const down = `smtp://127.0.0.1:${await freePort()}`
    const sweep = async (url: string) => {
      test.jobs.length = 0
      await sweepMails(platform.ctx, { send: deliveryBy(url).send })
      const own = test.jobs.filter(
        ({ name, payload }) => name === deliverMailsJob.name && Object(payload).personId === learner.personId,
      )
      for (const _ of own) await deliver(url)
      return own.length
    }
    let tries = 0
    for (let hours = 0; hours < 48; hours++) {
      test.clock.now = new Date(started.getTime() + hours * 3_600_000)
      tries += await sweep(down)
    }
    expect(tries).toBe(48)
    const waiting = await getMail(platform.ctx, superadmin, id)
    expect(waiting).toMatchObject({ state: 'waiting', tries: 48, error: { code: 'mail-unreachable' } })
    test.clock.now = new Date(started.getTime() + 49 * 3_600_000)
    expect(await sweep(smtp.url)).toBe(1)
    expect(subjects()).toEqual(['Patience'])

    const late = await put('Late')
    test.clock.now = new Date(test.clock.now.getTime() + 6 * 24 * 3_600_000)
    expect(await sweep(down)).toBe(0)
    expect(await getMail(platform.ctx, superadmin, late)).toMatchObject({
      state: 'failed',
      error: { code: 'mail-gave-up' },
    })
    test.clock.now = started
  })

  it('that takes no password of ours fails no mail', async () => {
    const id = await put('Password')
    await deliver(smtp.url.replace('smtp://', 'smtp://user:wrong@'))
    expect(await stateOf(id)).toBe('waiting')
  })
})

describe('the outbox', () => {
  it('is filtered by state, searched and paged', async () => {
    for (const subject of ['Alpha 100%', 'Beta', 'Gamma']) await put(subject)
    const list = (filter: Partial<Parameters<typeof listMails>[2]>) =>
      listMails(platform.ctx, superadmin, {
        state: undefined,
        query: '',
        cursor: undefined,
        limit: 30,
        ...filter,
      })
    expect((await list({ query: '100%' })).items.map((mail) => mail.subject)).toEqual([
      'mails.example: Alpha 100%',
    ])
    expect((await list({ query: learner.email.toUpperCase() })).items).toHaveLength(3)
    expect((await list({ query: learner.email, state: 'sent' })).items).toEqual([])
    await deliver()
    expect((await list({ query: learner.email, state: 'sent' })).items).toHaveLength(3)
    const first = await list({ query: learner.email, limit: 2 })
    const second = await list({ query: learner.email, limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...second.items].map((mail) => mail.subject)).toEqual([
      'mails.example: Gamma',
      'mails.example: Beta',
      'mails.example: Alpha 100%',
    ])
    expect(second.nextCursor).toBeNull()
    expect(first.isDelivered).toBe(false)
    await expect(
      listMails(platform.ctx, learner, { state: undefined, query: '', cursor: undefined, limit: 1 }),
    ).rejects.toMatchObject({ code: 'role-superadmin-needed' })
    expect((await outboxOf(platform, superadmin)).length).toBeGreaterThan(3)
  })
})
