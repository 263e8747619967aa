import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outboxOf } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import { mailPeople } from '../../messages/mails/mails.service.ts'
import { addDomain, listDomains, makePrimary, proveDomain, removeDomain } from './domains.service.ts'

let test: TestApp
let platform: TestPlatform
let other: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('domains.example')
  other = await test.addPlatform('rival.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

const answersOn = async (host: string) =>
  (await test.app.http.inject({ url: '/api/v1/platform', headers: { host } })).statusCode
const tlsAllowed = async (domain: string) =>
  (await test.app.http.inject({ url: `/internal/tls-allowed?domain=${domain}` })).statusCode
/** The server remembers hosts for some seconds. */
const later = () => {
  test.clock.now = new Date(test.clock.now.getTime() + 10_000)
}

describe('a custom domain', () => {
  it('answers once its TXT record proves it, and gets a certificate only then', async () => {
    const added = await addDomain(platform.ctx, superadmin, ' https://Training.Company.example/path ')
    expect(added).toMatchObject({ host: 'training.company.example', state: 'pending', isPrimary: false })
    expect(added.proof?.record).toBe('_lectern.training.company.example')
    expect([await answersOn(added.host), await tlsAllowed(added.host)]).toEqual([404, 404])

    test.outside.records.set('_lectern.training.company.example', ['lectern-domain=wrong'])
    const refused = await proveDomain(platform.ctx, superadmin, added.host)
    expect(refused.state).toBe('pending')
    expect(refused.finding?.text).toMatch(
      /The TXT record has: lectern-domain=wrong\. The file has: ENOTFOUND/,
    )

    test.outside.records.set('_lectern.training.company.example', ['v=spf1', added.proof?.token ?? ''])
    const proven = await proveDomain(platform.ctx, superadmin, added.host)
    expect(proven).toMatchObject({ state: 'proven', finding: null })
    expect([await answersOn(added.host), await tlsAllowed(added.host)]).toEqual([200, 200])
    expect(proven.redirectUris).toEqual(['https://training.company.example/learn/fake'])
  })

  it('is proven by a file as well, but not by one behind a redirect', async () => {
    const { host, proof } = await addDomain(platform.ctx, superadmin, 'files.company.example')
    const address = `https://${host}/.well-known/lectern-domain`
    test.outside.answers.set(
      address,
      () => new Response(null, { status: 302, headers: { location: 'https://x.example' } }),
    )
    expect((await proveDomain(platform.ctx, superadmin, host)).finding?.text).toMatch(/HTTP 302/)
    test.outside.answers.set(address, () => new Response(`${proof?.token}\n`))
    expect((await proveDomain(platform.ctx, superadmin, host)).state).toBe('proven')
  })

  it('is in the links of mails once it is primary; then it can’t be removed', async () => {
    await makePrimary(platform.ctx, superadmin, 'training.company.example')
    const message = { code: 'account-unauthorized', params: { provider: 'P', account: 'A' } } as const
    await withTransaction(platform.ctx.db, (trx) =>
      mailPeople(platform.ctx, trx, [superadmin.personId], { key: 'k', messages: [message], path: '/x' }),
    )
    const [mail] = await outboxOf(platform, superadmin)
    expect(mail?.body).toContain('https://training.company.example/x')
    const remove = (host: string, askedOn = 'domains.example') =>
      removeDomain(platform.ctx, superadmin, { host, askedOn })
    await expect(remove('training.company.example')).rejects.toMatchObject({ code: 'domain-is-primary' })
    await expect(remove('domains.example')).rejects.toMatchObject({ code: 'domain-is-default' })
    await expect(remove('files.company.example', 'files.company.example')).rejects.toMatchObject({
      code: 'domain-in-use',
    })
    await remove('files.company.example')
    later()
    expect(await answersOn('files.company.example')).toBe(404)
    expect((await listDomains(platform.ctx, superadmin)).map((domain) => domain.host)).toEqual([
      'domains.example',
      'training.company.example',
    ])
  })

  it('belongs to one platform: who proves it first, however many claim it', async () => {
    const rival = await other.addActor(['superadmin'])
    await expect(addDomain(other.ctx, rival, 'training.company.example')).rejects.toMatchObject({
      code: 'domain-taken',
    })
    await expect(addDomain(other.ctx, rival, 'domains.example')).rejects.toMatchObject({
      code: 'domain-taken',
    })
    const mine = await addDomain(platform.ctx, superadmin, 'wanted.example.org')
    const theirs = await addDomain(other.ctx, rival, 'wanted.example.org')
    expect(theirs.proof?.token).not.toBe(mine.proof?.token)
    test.outside.records.set('_lectern.wanted.example.org', [
      theirs.proof?.token ?? '',
      mine.proof?.token ?? '',
    ])
    const both = await Promise.allSettled([
      proveDomain(platform.ctx, superadmin, 'wanted.example.org'),
      proveDomain(other.ctx, rival, 'wanted.example.org'),
    ])
    expect(both.map((end) => end.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find((end) => end.status === 'rejected')).toMatchObject({ reason: { code: 'domain-taken' } })
  })

  it('is primary, or gone, when both are asked at the same moment: a platform always has a primary one', async () => {
    for (let round = 0; round < 8; round++) {
      const { host, proof } = await addDomain(platform.ctx, superadmin, `round${round}.company.example`)
      test.outside.records.set(`_lectern.${host}`, [proof?.token ?? ''])
      await proveDomain(platform.ctx, superadmin, host)
      const both = await Promise.allSettled([
        makePrimary(platform.ctx, superadmin, host),
        removeDomain(platform.ctx, superadmin, { host, askedOn: 'domains.example' }),
      ])
      expect(both.filter((end) => end.status === 'fulfilled')).toHaveLength(1)
      const domains = await listDomains(platform.ctx, superadmin)
      expect(domains.filter((domain) => domain.isPrimary)).toHaveLength(1)
      await makePrimary(platform.ctx, superadmin, 'domains.example')
    }
  })

  it('answers nowhere when it is removed while it is being proven', async () => {
    const { host, proof } = await addDomain(platform.ctx, superadmin, 'short.company.example')
    test.outside.answers.set(`https://${host}/.well-known/lectern-domain`, async () => {
      await removeDomain(platform.ctx, superadmin, { host, askedOn: 'domains.example' })
      return new Response(proof?.token)
    })
    await expect(proveDomain(platform.ctx, superadmin, host)).rejects.toMatchObject({
      code: 'domain-not-found',
    })
    expect([await answersOn(host), await tlsAllowed(host)]).toEqual([404, 404])
  })

  it('must be a name of a domain', async () => {
    for (const wrong of [
      'localhost',
      '10.0.0.1',
      'a b.example',
      '-x.example',
      'x..example',
      '[::1]',
      'x.1',
    ]) {
      await expect(addDomain(platform.ctx, superadmin, wrong)).rejects.toMatchObject({
        code: 'domain-invalid',
      })
    }
    expect((await addDomain(platform.ctx, superadmin, 'formación.example')).host).toBe(
      'xn--formacin-13a.example',
    )
  })
})

it('lets a platform route no host of another, whatever a query says', async () => {
  const steal = (host: string) =>
    withTransaction(other.ctx.db, (trx) =>
      trx.deleteFrom('platformHosts').where('host', '=', host).returning('host').execute(),
    )
  expect(await steal('training.company.example')).toEqual([])
  const smuggle = other.ctx.db
    .insertInto('platformHosts')
    .values({ host: 'smuggled.example', platformId: platform.ctx.platform.id })
    .execute()
  await expect(smuggle).rejects.toThrow(/row-level security/)
})
