import { readFileSync } from 'node:fs'
import { unzipSync, zipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { everyViolation, lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page
let learner: Page
let sessionId: string
let eventId: string
/** Of the learner's first certificate. */
let number: string
let address: string
beforeAll(() => {
  ;({ platform, superadmin } = journey)
})

const send = <T = { id: string }>(method: string, path: string, data?: object) =>
  ask<T>(platform, superadmin, method, path, data)

/** A session that is over, which the learner has completed. */
async function hold(): Promise<void> {
  const course = await send('POST', '/courses', { name: 'Fire safety & first aid', type: 'vilt' })
  const session = await send('POST', `/courses/${course.id}/sessions`, { name: 'Night shift' })
  sessionId = session.id
  const [starts, ends] = [inRome(60), inRome(120)]
  const event = await send('POST', `/sessions/${sessionId}/events`, {
    ...{ name: 'Fire drill', accountId: null, timeZone: 'Europe/Rome' },
    startsWall: `${starts.date}T${starts.time}`,
    endsWall: `${ends.date}T${ends.time}`,
  })
  eventId = event.id
  const { items } = await (
    await superadmin.request.get(`${platform.url}/api/v1/people?query=lea@demo.example`)
  ).json()
  const personId = items[0].id
  await send('POST', `/sessions/${sessionId}/enrollments`, { personId })
  await platform.query(
    `update events set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' where id = $1`,
    [eventId],
  )
  await send('POST', `/sessions/${sessionId}/completions`, {
    ...{ personIds: [personId], isCompleted: true, kind: 'decision', reason: 'Seen in the yard' },
  })
}

const table = () => superadmin.getByRole('table', { name: 'Certificates' })
const saved = async (page: Page, name: string) => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name, exact: true }).click(),
  ])
  return readFileSync(await download.path())
}

describe.skipIf(!browserPath)('certificates, in a browser', () => {
  it('look as the platform wants, which shows a sample first', async () => {
    await signIn(platform, superadmin, 'ada', '/admin/certificates')
    await superadmin.getByRole('heading', { level: 1, name: 'Certificates' }).waitFor()
    await superadmin.getByLabel('Beginning of the number').fill('fire')
    await superadmin.getByText(/The next one reads like FIRE-\d{4}-000001/).waitFor()
    await superadmin.getByLabel('Role below the signature').fill('Head of training')
    await superadmin.getByRole('button', { name: 'Save' }).click()
    await superadmin
      .getByText(/A role stands below the signature, and no name/)
      .first()
      .waitFor()
    await superadmin.getByLabel('Who signs').fill('Giulia Bianchi')
    const [sample] = await Promise.all([
      superadmin.waitForResponse(/certificate-template\/preview$/),
      superadmin.getByRole('button', { name: 'Preview' }).click(),
    ])
    expect(sample.headers()['content-type']).toBe('application/pdf')
    await superadmin.getByRole('button', { name: 'Save' }).click()
    await superadmin.getByText('Saved. Certificates look like this from now on.').waitFor()
    await superadmin.getByText(/^None yet: the first one is made/).waitFor()
    await screenshot(superadmin, 'certificates-settings', { fullPage: true })
    await lookAtEverySize(superadmin, 'certificates-settings')
  })

  it('are issued by themselves, and stand in the session with all that can be done', async () => {
    await hold()
    await superadmin.goto(`${platform.url}/sessions/${sessionId}?tab=certificates`)
    await table()
      .getByRole('row', { name: /Lea.*FIRE-\d{4}-000001.*Valid/ })
      .waitFor()
    number = (await table().getByRole('link').first().textContent()) ?? ''
    expect((await saved(superadmin, 'Download all as PDF')).subarray(0, 5).toString()).toBe('%PDF-')
    await lookAtEverySize(superadmin, 'certificates-session')
  })

  it('are found by the learner at home, on the page of the event, and in a list with badges', async () => {
    learner = await openWindow(journey.browser, { width: 360 })
    await signIn(platform, learner, 'lea')
    const name = 'Certificate of Fire safety & first aid · Night shift'
    expect((await saved(learner, name)).subarray(0, 5).toString()).toBe('%PDF-')
    await learner.goto(`${platform.url}/learn/events/${eventId}`)
    await learner.getByRole('link', { name: 'Certificate as PDF' }).waitFor()
    await learner.goto(`${platform.url}/`)
    await learner.getByRole('link', { name: 'My certificates' }).click()
    const panel = learner.getByRole('dialog', { name: 'My certificates' })
    await panel.getByText('Fire safety & first aid · Night shift').waitFor()
    expect((await saved(learner, `Badge of ${number}`)).toString().split('.')).toHaveLength(3)
    expect((await saved(learner, `Badge as a picture of ${number}`)).toString()).toContain(
      'openbadges:credential',
    )
    expect(await everyViolation(learner, ['[role=dialog]'])).toEqual([])
    await screenshot(learner, 'certificates-own')
    address = (await panel.getByRole('link', { name: `Check ${number}` }).getAttribute('href')) ?? ''
  })

  it.each([
    ['en', 'This certificate is valid.'],
    ['it', 'Questo attestato è valido.'],
    ['de', 'Diese Bescheinigung ist gültig.'],
  ] as const)('are checked by anybody without a login, in %s', async (language, sentence) => {
    const anybody = await openWindow(journey.browser, { language, width: 360 })
    await anybody.goto(platform.url + address)
    await anybody.getByText(sentence).waitFor()
    await anybody.getByText(number).waitFor()
    expect(await anybody.getByText('Lea').count()).toBe(0)
    expect(await everyViolation(anybody)).toEqual([])
    await screenshot(anybody, `certificates-verify-${language}`)
    await anybody.context().close()
  })

  it('are recalled with a reason, and whoever checks one reads it', async () => {
    await superadmin.goto(`${platform.url}/sessions/${sessionId}?tab=certificates`)
    const menu = () => superadmin.getByRole('button', { name: new RegExp(`${number}|FIRE`) }).last()
    await menu().click()
    await superadmin.getByRole('menuitem', { name: 'Issue anew' }).click()
    let panel = superadmin.getByRole('dialog')
    await panel.getByLabel('Reason').fill('The name was wrong')
    expect(await everyViolation(superadmin, ['[role=dialog]'])).toEqual([])
    await panel.getByRole('button', { name: 'Issue anew' }).click()
    await panel.waitFor({ state: 'detached' })
    await table()
      .getByRole('row', { name: /FIRE-\d{4}-000002.*Valid/ })
      .waitFor()
    await table()
      .getByRole('row', { name: /FIRE-\d{4}-000001.*Recalled.*The name was wrong/ })
      .waitFor()
    await superadmin.getByRole('button', { name: /FIRE-\d{4}-000002/ }).click()
    await superadmin.getByRole('menuitem', { name: 'Recall' }).click()
    panel = superadmin.getByRole('dialog')
    await panel.getByLabel('Reason').fill('Somebody else sat there')
    await panel.getByRole('button', { name: 'Recall' }).click()
    await table()
      .getByRole('row', { name: /FIRE-\d{4}-000002.*Recalled.*Somebody else sat there/ })
      .waitFor()
    await superadmin.goto(platform.url + address)
    await superadmin.getByText('This certificate was recalled. It holds no more.').waitFor()
    // Not to everybody: why.
    expect(await superadmin.getByText('The name was wrong').count()).toBe(0)
    await learner.goto(`${platform.url}/learn?panel=certificates`)
    await learner.getByText(/Somebody else sat there/).waitFor()
  })

  it('say so where nobody has such a code', async () => {
    await superadmin.goto(`${platform.url}/verify/NOBODY-HAS-THIS`)
    await superadmin.getByText('No certificate has this code').waitFor()
    expect(await everyViolation(superadmin)).toEqual([])
  })
})

describe.skipIf(!browserPath)('the evidence pack of a session', () => {
  let pack: Buffer

  it('is downloaded where its attendance is', async () => {
    await superadmin.goto(`${platform.url}/teach/sessions/${sessionId}`)
    pack = await saved(superadmin, 'Evidence pack')
    expect(pack.subarray(0, 2).toString()).toBe('PK')
  })

  it.each([
    [
      'en',
      'Every file is as it was signed.',
      'It was signed by this platform.',
      'pack.zip is no evidence pack',
    ],
    [
      'it',
      'Ogni file è come è stato firmato.',
      'È stato firmato da questa piattaforma.',
      'pack.zip non è un fascicolo delle prove',
    ],
    [
      'de',
      'Jede Datei ist so, wie sie unterschrieben wurde.',
      'Es wurde von dieser Plattform unterschrieben.',
      'pack.zip ist kein Nachweispaket',
    ],
  ] as const)('is checked by anybody without a login, in %s', async (language, whole, own, none) => {
    const anybody = await openWindow(journey.browser, { language, width: 360 })
    await anybody.goto(`${platform.url}/verify`)
    const choose = (buffer: Buffer) =>
      anybody
        .locator('input[type=file]')
        .setInputFiles({ name: 'pack.zip', mimeType: 'application/zip', buffer })
    await choose(pack)
    await anybody.getByText(whole).waitFor()
    await anybody.getByText(own).waitFor()
    await anybody.getByText('Night shift').waitFor()
    expect(await everyViolation(anybody)).toEqual([])
    await screenshot(anybody, `evidence-whole-${language}`)
    await choose(await changedPack(pack))
    await anybody
      .getByRole('alert')
      .getByText(/attendance\.csv, \S+ 2: .*Lea/)
      .waitFor()
    expect(await anybody.getByText(whole).count()).toBe(0)
    expect(await everyViolation(anybody)).toEqual([])
    await screenshot(anybody, `evidence-changed-${language}`)
    await choose(Buffer.from('Dear Pat,'))
    await anybody.getByRole('alert').getByText(none).waitFor()
    expect(await everyViolation(anybody)).toEqual([])
    // From here on without a network: what the page needs is there.
    await anybody.context().setOffline(true)
    await choose(pack)
    await anybody.getByText(whole).waitFor()
    await anybody.context().close()
  })
})

/** The same with a word of the first learner changed. */
async function changedPack(pack: Buffer): Promise<Buffer> {
  const files = unzipSync(pack)
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(files['attendance.csv'])
  return Buffer.from(
    zipSync({ ...files, 'attendance.csv': new TextEncoder().encode(text.replace(',yes,', ',no,')) }),
  )
}
