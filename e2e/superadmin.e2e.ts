import { TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dns, startDns } from '../packages/server/test/test-dns.ts'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { type IdentityProvider, startIdentityProvider } from './identity-provider.ts'
import { useJourney } from './journey.ts'
import { tabTo, untilFocused } from './keys.ts'
import { lookAtEverySize, speak, violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { type SamlProvider, startSamlProvider } from './saml-provider.ts'
import { lookAgain, planEvent, signIn } from './steps.ts'

let dns: Dns
const journey = useJourney(async () => {
  dns = await startDns()
  return { DNS_SERVERS: dns.address }
})
let platform: Platform
let browser: Browser
let superadmin: Page
let company: IdentityProvider
let academy: SamlProvider
beforeAll(async () => {
  ;({ platform, browser, superadmin } = journey)
  company = await startIdentityProvider()
  academy = await startSamlProvider()
})
afterAll(async () => {
  await dns?.stop()
  await company?.stop()
  await academy?.stop()
})

const open = (page: Page, path: string) => page.goto(`${platform.url}${path}`)
describe.skipIf(!browserPath)('the superadmin’s side, in a browser', () => {
  it('Apps & features: tabs, a search over all of them, what version 1 says, who activated it and when', async () => {
    await signIn(platform, superadmin, 'ada', '/admin/apps')
    await superadmin.getByRole('searchbox', { name: 'Search apps' }).fill('version 1')
    await superadmin
      .getByText(/Support ended in December 2020, and version 1 was removed on 31 March 2021/)
      .waitFor()
    await expect.poll(() => superadmin.getByRole('article').count()).toBe(1)
    await superadmin.getByRole('searchbox', { name: 'Search apps' }).fill('identity provider')
    await superadmin.getByRole('heading', { name: 'OpenID Connect' }).waitFor()
    await superadmin.getByRole('searchbox', { name: 'Search apps' }).fill('')
    for (const name of ['GoToMeeting version 1', 'GoToMeeting version 2']) {
      await superadmin.getByRole('button', { name: `Activate ${name}`, exact: true }).click()
      await superadmin.getByRole('button', { name: `Deactivate ${name}`, exact: true }).waitFor()
    }
    await superadmin
      .getByText(/\d\d:\d\d \(\w+\), by Ada/)
      .first()
      .waitFor()
    await lookAtEverySize(superadmin, 'apps')
  })

  it('an account is made, paired and checked by keyboard alone, with the steps at GoTo beside the form', async () => {
    const { clientId, clientSecret } = platform.simulator.addClient({
      name: 'Lectern',
      redirectUris: [`${platform.url}/learn/gotomeeting`],
    })
    await open(superadmin, '/admin/apps/gotomeeting-v2/accounts/new')
    await superadmin.getByText('What is sent about people').waitFor()
    await superadmin.getByText(/first name, last name and e-mail address of enrolled learners/).waitFor()
    await lookAtEverySize(superadmin, 'account-new')
    await open(superadmin, '/')
    const { keyboard } = superadmin
    await tabTo(superadmin, 'Administration menu')
    await keyboard.press('Enter')
    await untilFocused(superadmin, 'Manage')
    await keyboard.press('Enter')
    await superadmin.getByRole('heading', { name: 'No accounts yet' }).waitFor()
    await tabTo(superadmin, 'New account')
    await keyboard.press('Enter')
    await superadmin.getByRole('dialog', { name: 'New account' }).waitFor()
    await keyboard.press('Escape')
    await untilFocused(superadmin, 'New account')
    await keyboard.press('Enter')
    await superadmin.getByRole('dialog', { name: 'New account' }).waitFor()
    const type = async (label: string, text: string) => {
      await tabTo(superadmin, label)
      await keyboard.type(text)
    }
    await type('Name', 'Main account')
    await type('Client ID', clientId)
    await type('Client Secret', clientSecret)
    await tabTo(superadmin, /^(Meeting|Webinar|Training)/)
    await keyboard.press('ArrowDown')
    await keyboard.press('ArrowUp')
    await type('Rooms available at the same time', '1')
    await tabTo(superadmin, 'Create')
    await keyboard.press('Enter')
    await superadmin.getByRole('heading', { name: 'Sign in to GoTo' }).waitFor()
    await type('Email', 'organizer@goto.example')
    await type('Password', 'goto-demo-1')
    await keyboard.press('Enter')
    await superadmin.getByRole('button', { name: 'Allow' }).waitFor()
    await tabTo(superadmin, 'Allow')
    await keyboard.press('Enter')
    await superadmin.getByText('The account is paired. Events can use it now.').waitFor()
    await tabTo(superadmin, 'Actions for Main account')
    await keyboard.press('Enter')
    await untilFocused(superadmin, 'Edit')
    await tabTo(superadmin, 'Check', 'ArrowDown')
    await keyboard.press('Enter')
    await superadmin.getByText('organizer@goto.example: all well').waitFor()
    await keyboard.press('Escape')
    await untilFocused(superadmin, 'Actions for Main account')
    await superadmin
      .getByRole('row', { name: /Main account/ })
      .getByText('Paired', { exact: true })
      .waitFor()
    await lookAtEverySize(superadmin, 'accounts')
    await superadmin.getByRole('button', { name: 'Actions for Main account' }).click()
    await superadmin.getByRole('menuitem', { name: 'Edit' }).click()
    await superadmin.getByText(/without renewal it would end/).waitFor()
    await lookAtEverySize(superadmin, 'account-edit')
  })

  it('the capacity view shows the rooms of a week against the limit, with the events behind each bar', async () => {
    await planEvent(platform, superadmin, { name: 'Day 1', account: 'Main account', startsInMinutes: 30 })
    await open(superadmin, '/admin/apps/gotomeeting-v2')
    await superadmin.getByRole('button', { name: 'Actions for Main account' }).click()
    await superadmin.getByRole('menuitem', { name: 'Capacity' }).click()
    await superadmin.getByText(/Rooms at the same time: 1 at most/).waitFor()
    const bar = superadmin.getByRole('button', { name: /: 1 room$/ }).first()
    // An event in the last minutes of a Sunday stands in the next week.
    if (!(await bar.isVisible())) await superadmin.getByRole('button', { name: 'Week after' }).click()
    await bar.click()
    await superadmin.getByRole('link', { name: 'Day 1' }).waitFor()
    await lookAtEverySize(superadmin, 'capacity')
  })

  it('deactivating an app with coming events lists them and asks; the data stays', async () => {
    await open(superadmin, '/admin/apps')
    await superadmin.getByRole('button', { name: 'Deactivate GoToMeeting version 2' }).click()
    const dialog = superadmin.getByRole('dialog')
    await dialog.getByText(/1 coming event uses it/).waitFor()
    await dialog.getByText(/Day 1/).waitFor()
    await dialog.getByRole('button', { name: 'Deactivate' }).click()
    await superadmin.getByRole('button', { name: 'Activate GoToMeeting version 2', exact: true }).click()
    await superadmin.getByRole('button', { name: 'Deactivate GoToMeeting version 2' }).waitFor()
    await open(superadmin, '/admin/apps/gotomeeting-v2')
    await superadmin
      .getByRole('row', { name: /Main account/ })
      .getByText('Paired', { exact: true })
      .waitFor()
  })

  it('a person is invited by mail, chooses a password and is in', async () => {
    await open(superadmin, '/admin/people')
    await superadmin.getByRole('button', { name: 'Add a person' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Add a person' })
    await panel.getByLabel('E-mail').fill('nia@demo.example')
    await panel.getByLabel('First name').fill('Nia')
    await panel.getByLabel('Last name').fill('New')
    await panel.getByRole('button', { name: 'Add a person' }).click()
    await superadmin
      .getByRole('row', { name: /New Nia/ })
      .getByText('Invited')
      .waitFor()
    await lookAtEverySize(superadmin, 'people')
    await open(superadmin, '/admin/mails')
    await lookAtEverySize(superadmin, 'mails')
    await superadmin.getByRole('button', { name: /Your invitation/ }).click()
    const mail = superadmin.getByRole('dialog', { name: /Your invitation/ }).frameLocator('iframe')
    const link = (await mail.getByRole('link', { name: /./ }).first().getAttribute('href')) ?? ''
    expect(link).toMatch(/\/welcome\//)
    const nia = await openWindow(browser, { width: 360 })
    await nia.goto(link)
    expect(await violations(nia)).toEqual([])
    await nia.getByLabel('New password').fill('nia@demo.example')
    await nia.getByRole('button', { name: 'Save password' }).click()
    await nia.getByText(/your name or address/).waitFor()
    await nia.getByLabel('New password').fill('four small words')
    await nia.getByRole('button', { name: 'Save password' }).click()
    await nia.getByRole('heading', { level: 1, name: 'My training' }).waitFor()
    await nia.context().close()
  })

  it('a file in an old encoding shows the lines that differ before its text is taken', async () => {
    await open(superadmin, '/admin/people/import')
    const panel = superadmin.getByRole('dialog', { name: 'Import' })
    const file = (name: string, text: string) => ({
      name,
      mimeType: 'text/csv',
      buffer: Buffer.from(text, 'latin1'),
    })
    await panel.locator('input[type=file]').setInputFiles(file('list.xlsx', 'PK\x03\x04\x00'))
    await panel.getByText(/“list.xlsx” is a workbook. Save it as CSV/).waitFor()
    const table = 'email;nome;cognome\njuergen@old.example;J\xFCrgen;M\xFCller\n'
    await panel.locator('input[type=file]').setInputFiles(file('old.csv', table))
    const choice = panel.getByRole('alert', { name: 'How “old.csv” is written' })
    await choice.getByRole('listitem').getByText('juergen@old.example;Jürgen;Müller').waitFor()
    await choice.getByText('juergen@old.example;J\uFFFDrgen;M\uFFFDller').waitFor()
    await lookAtEverySize(superadmin, 'encoding')
    await choice.getByRole('combobox', { name: 'Encoding' }).click()
    await superadmin.getByRole('option', { name: 'Western European (Mac Roman)' }).click()
    await choice.getByText('juergen@old.example;J¸rgen;M¸ller').waitFor()
    await choice.getByRole('combobox', { name: 'Encoding' }).click()
    await superadmin.getByRole('option', { name: 'Western European (Windows-1252), probably' }).click()
    await choice.getByRole('button', { name: 'Use this text' }).click()
    await panel.getByRole('button', { name: 'Check' }).click()
    await panel.getByText('New: 1 · changed: 0 · as they are: 0 · left out: 0').waitFor()
    await panel.getByText('juergen@old.example · Jürgen Müller').waitFor()
    await panel.getByLabel('Table').fill('email;nome;city\nj@old.example;J\uFFFDrgen;Rome')
    await panel.getByRole('button', { name: 'Check' }).click()
    await panel.getByText(/row of line 2 has � in place of letters/).waitFor()
    await panel.getByText('Columns that are not read: city.').waitFor()
  })

  it('a table of people is looked at, then imported; a duplicate is merged; somebody is deactivated', async () => {
    await open(superadmin, '/admin/people/import')
    const panel = superadmin.getByRole('dialog', { name: 'Import' })
    const table =
      'email;nome;cognome;ruolo\nlea@old.example;Lea;Learner;studente\nno address;X;;\nx@demo.example;;;'
    await panel.getByLabel('Table').fill(table)
    await panel.getByRole('button', { name: 'Check' }).click()
    await panel.getByText('New: 1 · changed: 0 · as they are: 0 · left out: 2').waitFor()
    await panel.getByText(/“no address” is not an e-mail address/).waitFor()
    await panel.getByRole('button', { name: 'Import' }).click()
    await panel.getByText(/^Imported\. New: 1/).waitFor()
    // It stands in the address: found again after a reload, with what was left out and why.
    await superadmin.reload()
    await panel.getByText(/^Imported\. New: 1/).waitFor()
    await panel
      .getByRole('region', { name: 'Left out' })
      .getByText(/“no address” is not/)
      .waitFor()
    await panel.getByRole('link', { name: 'Report' }).waitFor()
    await lookAtEverySize(superadmin, 'people-import')
    await panel.getByRole('button', { name: 'Close' }).click()
    await superadmin.getByRole('searchbox', { name: 'Name or e-mail' }).fill('lea@demo')
    await superadmin
      .getByRole('row', { name: /lea@demo/ })
      .getByRole('link')
      .click()
    const person = superadmin.getByRole('dialog', { name: 'Person' })
    await person.getByText('lea@old.example').waitFor()
    await lookAtEverySize(superadmin, 'person')
    await superadmin.getByRole('button', { name: 'Merge into this person' }).first().click()
    await superadmin
      .getByRole('dialog', { name: /^Merge lea@old.example/ })
      .getByRole('button', { name: 'Merge into this person' })
      .click()
    await person.getByText('Also known as lea@old.example').waitFor()
    await open(superadmin, '/admin/people')
    await superadmin.getByRole('searchbox', { name: 'Name or e-mail' }).fill('nia@')
    await superadmin.getByRole('row', { name: /nia@/ }).getByRole('link').click()
    await superadmin.getByRole('button', { name: 'Deactivate' }).click()
    await superadmin
      .getByRole('dialog', { name: /^Deactivate Nia/ })
      .getByRole('button', { name: 'Deactivate' })
      .click()
    await superadmin.getByRole('dialog', { name: 'Person' }).getByText('Not active').waitFor()
  })

  it('one’s own place is kept safe: authenticator app, passkey, browsers signed out', async () => {
    const ivo = await openWindow(browser)
    const devtools = await ivo.context().newCDPSession(ivo)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    // His role needs a second factor: until he has one he sees nothing else, wherever he goes.
    await open(superadmin, '/admin/platform')
    await superadmin
      .getByRole('group', { name: 'A second factor is needed by' })
      .getByLabel('Instructor')
      .check()
    await superadmin.getByRole('button', { name: 'Save', exact: true }).click()
    await superadmin.getByText('Saved. Everybody sees it now.').waitFor()
    await lookAtEverySize(superadmin, 'platform-security')
    await signIn(platform, ivo, 'ivo', '/profile')
    // In whichever language: the sign-in page has a heading and a choice of language too, and goes away.
    await ivo
      .getByRole('heading', { level: 1, name: /^(One more step|Ancora un passo|Noch ein Schritt)$/ })
      .waitFor()
    await speak(ivo, 'en')
    await ivo.getByRole('heading', { level: 1, name: 'One more step' }).waitFor()
    await lookAtEverySize(ivo, 'second-factor')
    await ivo.getByRole('button', { name: 'Set up' }).click()
    const secret = await ivo.getByLabel('Key', { exact: true }).inputValue()
    await ivo.getByLabel('Code').fill(new TOTP({ secret }).generate())
    await ivo.getByRole('button', { name: 'Confirm' }).click()
    const codes = (await ivo.locator('pre').textContent())?.split('\n') ?? []
    expect(codes).toHaveLength(10)
    await lookAgain(ivo) // on the way back from where he stores them
    await speak(ivo, 'de')
    await speak(ivo, 'en')
    expect((await ivo.locator('pre').textContent())?.split('\n')).toEqual(codes)
    await ivo.getByRole('button', { name: 'I have stored them' }).click()
    await ivo.getByRole('heading', { level: 1, name: 'My profile' }).waitFor()
    await ivo.getByText(/Recovery codes left: 10/).waitFor()
    await ivo.getByLabel('Name', { exact: true }).fill('Laptop')
    await ivo.getByRole('button', { name: 'Add a passkey' }).click()
    await ivo.getByText('Laptop', { exact: true }).waitFor()
    await lookAtEverySize(ivo, 'profile')

    // An hour later it is asked again who sits there, before a way in is changed; what was begun goes on then.
    await platform.query(`update logins set proved_at = proved_at - interval '1 hour'`)
    const remove = ivo.getByRole('button', { name: 'Remove Laptop' })
    const question = ivo.getByRole('dialog', { name: 'Confirm that it is you' })
    await remove.click()
    await question.getByLabel('Password').fill('not the one')
    await question.getByLabel('Code').fill('000000')
    await question.getByRole('button', { name: 'Confirm', exact: true }).click()
    await question.getByText(/not your present password/).waitFor()
    await lookAtEverySize(ivo, 'proof')
    await ivo.keyboard.press('Escape')
    await question.waitFor({ state: 'detached' })
    await ivo.getByText(/You signed in more than 15 minutes ago/).waitFor()
    await remove.click()
    await question.waitFor()
    // It goes with the page on which it was asked.
    await ivo.evaluate(() => window.history.pushState(null, '', '/learn'))
    await question.waitFor({ state: 'detached' })
    await ivo.evaluate(() => window.history.pushState(null, '', '/profile'))
    await remove.click()
    await question.getByRole('button', { name: 'Confirm with a passkey' }).click()
    await remove.waitFor({ state: 'detached' })
    await ivo.getByLabel('Name', { exact: true }).fill('Laptop')
    await ivo.getByRole('button', { name: 'Add a passkey' }).click()
    await ivo.getByText('Laptop', { exact: true }).waitFor()

    const elsewhere = await openWindow(browser)
    await elsewhere.goto(`${platform.url}/profile`)
    await elsewhere.getByLabel('E-mail').fill('ivo@demo.example')
    await elsewhere.getByLabel('Password').fill('ivo-demo-1')
    await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click()
    await elsewhere.getByLabel('Code').fill(codes[0] ?? '')
    await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click()
    await elsewhere.getByText(/Recovery codes left: 9/).waitFor()
    await ivo.reload()
    await ivo.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await ivo.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' })
    await elsewhere.reload()
    await elsewhere.getByRole('heading', { level: 1, name: /^Sign in to/ }).waitFor()

    // Nobody uses his login for longer than the platform allows: it says so, and he comes back to the page.
    await platform.query(`update logins set seen_at = seen_at - interval '11 days' where person_id =
      (select id from people where email = 'ivo@demo.example')`)
    await ivo.reload()
    await ivo.getByText(/You were signed out because nobody had used this platform/).waitFor()
    await lookAtEverySize(ivo, 'sign-in-again')
    await ivo.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await ivo.getByRole('heading', { level: 1, name: 'My profile' }).waitFor()
    await ivo.getByRole('button', { name: /^Profile of/ }).click()
    await ivo.getByRole('menuitem', { name: 'Sign out' }).click()
    await ivo.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await ivo.getByRole('heading', { level: 1, name: 'My profile' }).waitFor()
    await superadmin
      .getByRole('group', { name: 'A second factor is needed by' })
      .getByLabel('Instructor')
      .uncheck()
    await Promise.all([
      superadmin.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok()),
      superadmin.getByRole('button', { name: 'Save', exact: true }).click(),
    ])
    await ivo.context().close()
    await elsewhere.context().close()
  })

  it('people sign in with an identity provider that the superadmin has set up', async () => {
    await open(superadmin, '/admin/apps?tab=single-sign-on')
    await superadmin.getByRole('button', { name: 'Activate OpenID Connect' }).click()
    await superadmin.getByRole('link', { name: 'Manage' }).click()
    await superadmin.getByRole('button', { name: 'New identity provider' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New identity provider' })
    await panel.getByLabel('Name on the button').fill('Company')
    await panel.getByLabel('Issuer').fill(`${company.issuer}/wrong`)
    await panel.getByLabel('Client ID').fill('lectern')
    await panel.getByLabel('Client Secret').fill('secret')
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel
      .getByText(/does not answer as an OpenID provider/)
      .first()
      .waitFor()
    await panel.getByLabel('Issuer').fill(company.issuer)
    await panel.getByRole('button', { name: 'Create' }).click()
    await superadmin.getByRole('row', { name: /Company/ }).waitFor()
    await lookAtEverySize(superadmin, 'identity-providers')
    const lea = await openWindow(browser, { width: 360 })
    await open(lea, '/sign-in')
    await screenshot(lea, 'sign-in-360')
    company.claims = { sub: '1', email: 'lea@demo.example', email_verified: false }
    await lea.getByRole('link', { name: 'Sign in with Company' }).click()
    await lea.getByRole('link', { name: 'Continue' }).click()
    await lea
      .getByRole('alert')
      .getByText(/is verified/)
      .waitFor()
    company.claims = { sub: '1', email: 'lea@demo.example', email_verified: true }
    await lea.getByRole('link', { name: 'Sign in with Company' }).click()
    await lea.getByRole('link', { name: 'Continue' }).click()
    await lea.getByRole('heading', { level: 1, name: 'My training' }).waitFor()
    await lea.context().close()
  })

  it('people sign in by SAML with a provider that the superadmin has tried before', async () => {
    await open(superadmin, '/admin/apps?tab=single-sign-on')
    await superadmin.getByRole('button', { name: 'Activate SAML 2.0' }).click()
    await superadmin.getByRole('link', { name: 'SAML 2.0' }).click()
    await superadmin.getByRole('button', { name: 'New SAML provider' }).click()
    const made = superadmin.getByRole('dialog', { name: 'New SAML provider' })
    await made.getByLabel('Name on the button').fill('Academy')
    await made.getByRole('button', { name: 'Create' }).click()
    const menu = superadmin.getByRole('button', { name: /Academy/ })
    await menu.click()
    await superadmin.getByRole('menuitem', { name: 'Edit' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Edit SAML provider' })
    const download = superadmin.waitForEvent('download')
    await panel.getByRole('link', { name: 'Download our metadata' }).click()
    expect((await download).suggestedFilename()).toBe('lectern-metadata.xml')
    // From a file: what is no metadata is refused at the field, and what is fills it.
    const file = panel.locator('input[type=file]')
    await file.setInputFiles({ name: 'photo.xml', mimeType: 'text/xml', buffer: Buffer.alloc(1_100_000) })
    await panel.getByRole('alert').getByText('1.1 MB').waitFor()
    const metadata = await (await fetch(`${academy.issuer}/metadata`)).text()
    await file.setInputFiles({ name: 'academy.xml', mimeType: 'text/xml', buffer: Buffer.from(metadata) })
    await expect
      .poll(() => panel.getByRole('textbox', { name: 'Or its metadata as XML' }).inputValue())
      .toBe(metadata)
    expect(await panel.getByRole('alert').count()).toBe(0)
    await panel.getByLabel('Domains of its e-mail addresses').fill('demo.example')
    await lookAtEverySize(superadmin, 'saml-provider')
    await panel.getByRole('button', { name: 'Save' }).click()
    await superadmin.getByRole('row', { name: /Academy.*Active/ }).waitFor()
    await menu.click()
    await superadmin.getByRole('menuitem', { name: 'Test sign-in' }).click()
    academy.attributes = { givenName: ['Lea'], department: ['Welding', 'Safety'] }
    const test = superadmin.getByRole('dialog', { name: 'Test sign-in with “Academy”' })
    await test.getByRole('link', { name: 'Sign in at the provider' }).click()
    await superadmin.getByRole('button', { name: 'Continue' }).click()
    await test.getByText('It arrived, but nobody would get in').waitFor()
    academy.attributes = { ...academy.attributes, mail: ['lea@demo.example'], sn: ['Learner'] }
    await test.getByRole('link', { name: 'Sign in at the provider' }).click()
    await superadmin.getByRole('button', { name: 'Continue' }).click()
    await test.getByText('It works: a person with this address').waitFor()
    await lookAtEverySize(superadmin, 'saml-test')
    const lea = await openWindow(browser, { width: 360 })
    await open(lea, '/sign-in')
    await lea.getByRole('link', { name: 'Sign in with Academy' }).click()
    await lea.getByRole('button', { name: 'Continue' }).click()
    await lea.getByRole('heading', { level: 1, name: 'My training' }).waitFor()
    await lea.context().close()
  })

  it('a custom domain is proven by DNS, answers from then on, becomes primary, and pairing says what it means', async () => {
    await open(superadmin, '/admin/domains')
    await superadmin.getByRole('button', { name: 'Add a domain' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Add a domain' })
    await panel.getByLabel('Domain').fill('localhost')
    await panel.getByRole('button', { name: 'Add a domain' }).click()
    await panel
      .getByText(/is not a domain that can be used/)
      .first()
      .waitFor()
    await panel.getByLabel('Domain').fill('training.lectern.test')
    await panel.getByRole('button', { name: 'Add a domain' }).click()
    const card = superadmin.getByRole('article', { name: 'training.lectern.test' })
    const token = await card.getByRole('textbox', { name: 'Its value' }).inputValue()
    const there = platform.url.replace('localhost', 'training.lectern.test')
    const visitor = await openWindow(browser)
    await visitor.goto(there)
    await visitor.getByText('There is no site at this address').waitFor()
    await card.getByRole('button', { name: 'Check' }).click()
    await card
      .getByRole('alert')
      .getByText(/Neither place has the line/)
      .waitFor()
    await lookAtEverySize(superadmin, 'domain-pending')
    dns.records.set(await card.getByRole('textbox', { name: 'TXT record' }).inputValue(), token)
    await card.getByRole('button', { name: 'Check' }).click()
    await card.getByText('Proven', { exact: true }).waitFor()
    await card.getByText('https://training.lectern.test/learn/gotomeeting').waitFor()
    await card.getByText(/Paired on another domain: Main account/).waitFor()
    await visitor.goto(there)
    await visitor.getByRole('heading', { level: 1, name: /^Sign in to/ }).waitFor()
    await visitor.context().close()
    await card.getByRole('button', { name: 'Make primary' }).click()
    await card.getByText('Primary', { exact: true }).waitFor()
    await lookAtEverySize(superadmin, 'domains')
    await open(superadmin, '/admin/apps/gotomeeting-v2/accounts/new')
    await superadmin.getByText(/the primary domain is training\.lectern\.test/).waitFor()
  })

  it('the audit log says who did what, filtered, and goes out as a table', async () => {
    await open(superadmin, '/admin/audit')
    await superadmin.getByRole('cell', { name: /Domain made primary/ }).waitFor()
    await superadmin.getByRole('combobox', { name: 'Object' }).click()
    await superadmin.getByRole('option', { name: 'Person' }).click()
    await superadmin.getByRole('cell', { name: /Domain made primary/ }).waitFor({ state: 'detached' })
    await superadmin.getByRole('cell', { name: /Duplicate merged/ }).waitFor()
    await superadmin.getByRole('combobox', { name: 'Person' }).fill('ivo')
    await superadmin.getByRole('option', { name: /ivo@demo\.example/ }).click()
    await superadmin.getByRole('cell', { name: /Duplicate merged/ }).waitFor({ state: 'detached' })
    await superadmin
      .getByRole('cell', { name: /Passkey added/ })
      .first()
      .waitFor()
    const [download] = await Promise.all([
      superadmin.waitForEvent('download'),
      superadmin.getByRole('link', { name: 'Export CSV' }).click(),
    ])
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
    const file = Buffer.concat(chunks).toString('utf8')
    expect(file).toMatch(/^\uFEFFat,person,email,api_key,action/)
    expect(file).toMatch(/Ivo.*person\.add-passkey/)
    expect(file).not.toMatch(/person\.merge/)
    await superadmin.getByLabel('Until').fill('2020-01-01')
    await superadmin.getByText('Nothing was changed that matches.').waitFor()
    await open(superadmin, '/admin/audit')
    await lookAtEverySize(superadmin, 'audit')
  })

  it('events of version 1 are imported, moved to version 2 after the switch, and version 1 is removed for good', async () => {
    await open(superadmin, '/admin/apps/gotomeeting-v1')
    await superadmin.getByText(/^Nothing of version 1 was imported here/).waitFor()
    await superadmin.getByText('No day is planned yet.').waitFor()
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    const row = (event: string, day: string, key: string, organizer = 'organizer@goto.example') =>
      `Old account,meeting,${organizer},Safety at work,Winter edition,${event},${day} 10:00,${day} 11:00,Europe/Rome,${key},https://old.example/join/${key}`
    const heading =
      'account,session_type,organizer_email,course,session,event,starts,ends,time_zone,room_key,join_url'
    const table = [
      heading,
      row('Early', inDays(5), 'v1a'),
      row('Late', inDays(20), 'v1b'),
      row('Later', inDays(21), 'v1c', 'gone@goto.example'),
    ]
    await superadmin.getByLabel('Table').fill(table.join('\n'))
    await superadmin.getByRole('button', { name: 'Check' }).click()
    await superadmin.getByText('New: 3 · known: 0 · left out: 0').waitFor()
    await superadmin.getByText('Made along with them: 1 account, no course, no session.').waitFor()
    await superadmin.getByRole('button', { name: 'Import' }).click()
    await superadmin.getByText(/^Imported\. New: 3/).waitFor()
    await superadmin.getByLabel('Day of the switch').fill(inDays(10))
    await superadmin.getByRole('button', { name: 'Save' }).click()
    await superadmin.getByText('before: 1 · from then on: 2').waitFor()
    await superadmin.getByText(/^Planned: .*00:00/).waitFor()
    await superadmin.getByText(/can’t be removed yet: 3 events to come use it/).waitFor()
    const move = superadmin.getByRole('region', { name: '3. Move the events' })
    expect(await move.getByRole('combobox', { name: /^Version 2 account/ }).inputValue()).toMatch(
      /^Main account/,
    )
    await move.getByRole('checkbox', { name: /Tell the people/ }).check()
    await move.getByRole('button', { name: 'Try' }).click()
    await move.getByText('2 of 2 events can move.').waitFor()
    await lookAtEverySize(superadmin, 'migration')
    await move.getByRole('checkbox', { name: /Tell the people/ }).check()
    await move.getByRole('button', { name: 'Move' }).click()
    await move.getByText('2 of 2 events were moved.').waitFor()
    await superadmin.getByRole('button', { name: 'Remove version 1' }).click()
    const dialog = superadmin.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Remove version 1' }).click()
    await dialog.getByText(/1 event still uses it: Early/).waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await superadmin.reload()
    await superadmin.getByRole('button', { name: /^I have deleted “.*Later”/ }).click()
    await superadmin.getByText('No room of version 1 is left to delete.').waitFor()
    await lookAtEverySize(superadmin, 'migration-done')
    await superadmin.getByRole('link', { name: 'Early' }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'Early' }).waitFor()
    await superadmin.getByRole('button', { name: 'More', exact: true }).click()
    await superadmin.getByRole('menuitem', { name: 'Delete' }).click()
    await superadmin.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'Early' }).waitFor({ state: 'detached' })
    await open(superadmin, '/admin/apps/gotomeeting-v1')
    await superadmin
      .getByText('No event to come uses version 1, and no room of it is left. Its removal is final.')
      .waitFor()
    await superadmin.getByText('No room of version 1 is left to delete.').waitFor()
    await superadmin.getByRole('button', { name: 'Remove version 1' }).click()
    await superadmin.getByRole('dialog').getByRole('button', { name: 'Remove version 1' }).click()
    await superadmin.getByText('Version 1 was removed from this platform for good.').waitFor()
    await open(superadmin, '/admin/apps')
    const card = superadmin.getByRole('article').filter({ hasText: 'GoToMeeting version 1' })
    await card.getByText('Removed', { exact: true }).waitFor()
    await expect
      .poll(() => superadmin.getByRole('button', { name: 'Activate GoToMeeting version 1' }).count())
      .toBe(0)
    await open(superadmin, '/admin/mails')
    const told = superadmin.getByRole('button', { name: /new rooms|nuove room/ })
    await told.nth(2).waitFor()
    await expect.poll(() => told.count()).toBe(3)
  })
})
