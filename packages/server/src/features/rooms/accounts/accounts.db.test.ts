import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outboxOf, pairedAccount, signedIn } from '../../../../test/builders.ts'
import {
  createTestApp,
  doJob,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { FAKE_APP_ID } from '../../../providers/fake/fake.ts'
import { newKeyRing, Vault } from '../../../secrets/vault.ts'
import { changeAccount, createAccount, deleteAccount, getAccount, getAccountRow } from './accounts.service.ts'
import { credentialsOf } from './credentials.ts'
import { getConnection } from './organizers.service.ts'
import { beginPairing, finishPairing } from './pairing.service.ts'
import { clientSecretSlot } from './sealing.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 1 }

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('accounts.example')
  superadmin = await platform.addActor(['superadmin'])
  const cookie = await signedIn(test, platform, superadmin.email)
  await test.app.http.inject({
    method: 'PATCH',
    url: `/api/v1/apps/${FAKE_APP_ID}`,
    headers: { host: platform.host, cookie },
    payload: { active: true },
  })
})
afterAll(() => test.close())
beforeEach(() => {
  test.fake.faults.length = 0
  test.fake.calls.length = 0
})

const newAccount = (clientSecret = test.fake.clientSecret) =>
  createAccount(platform.ctx, superadmin, {
    appId: FAKE_APP_ID,
    name: 'Rooms',
    description: '',
    fields: { clientId: 'client-1', clientSecret },
    sessionType: 'meeting',
    limits,
  })

/** Walks to the consent page and gives what the browser brings back. */
async function walk(accountId: AccountId) {
  const url = new URL(await beginPairing(platform.ctx, superadmin, accountId, 'https://accounts.example'))
  expect(url.searchParams.get('redirectUri')).toBe('https://accounts.example/learn/fake')
  return url.searchParams.get('state') ?? ''
}

describe('pairing', () => {
  it('makes an account usable, with tokens that lie sealed in the database', async () => {
    const account = await newAccount()
    const state = await walk(account.id)
    test.fake.codes.set('code-1', { userKey: '7001', email: 'o@fake.example' })
    const answer = { state, code: 'code-1', error: undefined }
    const result = await finishPairing(platform.ctx, superadmin, answer)
    expect(result).toEqual({ appId: FAKE_APP_ID, accountId: account.id, outcome: 'paired' })
    const paired = await getAccount(platform.ctx, superadmin, account.id)
    expect(paired.pairing).toMatchObject({
      state: 'paired',
      reason: null,
      organizers: [{ email: '7001@fake.example' }],
    })
    const rows = await platform.ctx.db
      .selectFrom('organizers')
      .selectAll()
      .where('accountId', '=', account.id)
      .execute()
    expect(rows[0]?.accessTokenSealed).toMatch(/^v1\.k/)
    expect(JSON.stringify(rows)).not.toContain('access-7001')
  })

  it('says what to mend after a refusal, a wrong secret, a code that was used, and leaves the account not paired', async () => {
    const cases = [
      {
        answer: { code: undefined, error: 'access_denied' },
        secret: test.fake.clientSecret,
        outcome: 'pairing-refused',
      },
      { answer: { code: 'code-2', error: undefined }, secret: 'wrong', outcome: 'pairing-wrong-credentials' },
      {
        answer: { code: 'unknown', error: undefined },
        secret: test.fake.clientSecret,
        outcome: 'pairing-code-refused',
      },
    ]
    test.fake.codes.set('code-2', { userKey: '7002', email: 'o@fake.example' })
    for (const { answer, secret, outcome } of cases) {
      const account = await newAccount(secret)
      const result = await finishPairing(platform.ctx, superadmin, {
        state: await walk(account.id),
        ...answer,
      })
      expect(result.outcome).toBe(outcome)
      const { pairing } = await getAccount(platform.ctx, superadmin, account.id)
      expect(pairing.state).toBe('not-paired')
      expect(pairing.reason).toMatchObject({ code: outcome, text: expect.stringMatching(/Pair/) })
      expect(pairing.reason?.text).not.toMatch(/[{}]/)
    }
  })

  it('takes a state once, within its time, from the person who began, and only its own', async () => {
    const account = await newAccount()
    const other = await platform.addActor(['superadmin'])
    const finish = (actor: Actor, state: string | undefined) =>
      finishPairing(platform.ctx, actor, { state, code: 'code-3', error: undefined }).then((r) => r.outcome)
    expect(await finish(superadmin, 'made-up')).toBe('pairing-state-unknown')
    expect(await finish(superadmin, undefined)).toBe('pairing-state-unknown')
    expect(await finish(other, await walk(account.id))).toBe('pairing-state-unknown')
    const used = await walk(account.id)
    test.fake.codes.set('code-3', { userKey: '7003', email: 'o@fake.example' })
    expect(await finish(superadmin, used)).toBe('paired')
    expect(await finish(superadmin, used)).toBe('pairing-state-unknown')
    const late = await walk(account.id)
    const began = test.clock.now
    test.clock.now = new Date(began.getTime() + 31 * 60_000)
    expect(await finish(superadmin, late)).toBe('pairing-state-unknown')
    test.clock.now = began
  })
})

describe('an account', () => {
  it('must be paired again after its credentials change, and not after a new name', async () => {
    const account = await pairedAccount(test, platform, superadmin, { name: 'Before' })
    const target = (version: number) => ({ accountId: account.id, expectedVersion: version })
    const renamed = await changeAccount(platform.ctx, superadmin, target(account.version), { name: 'After' })
    expect(renamed).toMatchObject({ name: 'After', pairing: { state: 'paired' } })
    await expect(
      changeAccount(platform.ctx, superadmin, target(renamed.version), { fields: { clientId: 'client-2' } }),
    ).rejects.toMatchObject({ code: 'account-secret-needed' })
    const changed = await changeAccount(platform.ctx, superadmin, target(renamed.version), {
      fields: { clientSecret: 'new' },
    })
    expect(changed.pairing).toMatchObject({
      state: 'needs-pairing',
      reason: { code: 'pairing-credentials-changed' },
    })
    await expect(
      changeAccount(platform.ctx, superadmin, target(renamed.version), { name: 'Lost update' }),
    ).rejects.toMatchObject({ code: 'changed-meanwhile', status: 412 })
  })

  it('is followed while nodes of the previous release write it in columns of their own', async () => {
    const account = await newAccount()
    const { ctx } = platform
    const key = { platformId: ctx.platform.id, id: account.id }
    const read = async () => credentialsOf(ctx, await getAccountRow(ctx, account.id))
    expect(await read()).toEqual({ clientId: 'client-1', clientSecret: test.fake.clientSecret })
    const seal = (secret: string) => ctx.vault.seal(secret, clientSecretSlot(key.platformId, key.id))
    const write = (columns: { clientId: string; clientSecretSealed: string }) =>
      ctx.db.updateTable('accounts').set(columns).where('id', '=', account.id).execute()
    const before = await getAccountRow(ctx, account.id)
    // What it reads is there, too.
    expect(ctx.vault.open(before.clientSecretSealed, clientSecretSlot(key.platformId, key.id))).toBe(
      test.fake.clientSecret,
    )
    await write({ clientId: 'client-old', clientSecretSealed: seal('of the previous release') })
    expect(await read()).toEqual({ clientId: 'client-old', clientSecret: 'of the previous release' })
    const { version } = await getAccount(ctx, superadmin, account.id)
    const target = { accountId: account.id, expectedVersion: version }
    await changeAccount(ctx, superadmin, target, { fields: { clientSecret: 'of this release' } })
    expect(await read()).toEqual({ clientId: 'client-old', clientSecret: 'of this release' })
  })

  it('never shows its secret, in no answer and in no audit entry', async () => {
    await newAccount('very-secret-1')
    const cookie = await signedIn(test, platform, superadmin.email)
    const answer = await test.app.http.inject({
      url: `/api/v1/apps/${FAKE_APP_ID}/accounts`,
      headers: { host: platform.host, cookie },
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).not.toContain('very-secret-1')
    const audit = await platform.ctx.db.selectFrom('auditEntries').selectAll().execute()
    expect(audit.length).toBeGreaterThan(0)
    expect(JSON.stringify(audit)).not.toContain('very-secret-1')
  })

  it('is gone after its deletion, with its secrets wiped', async () => {
    const account = await pairedAccount(test, platform, superadmin, { name: 'Retired' })
    await deleteAccount(platform.ctx, superadmin, account.id)
    await expect(getAccount(platform.ctx, superadmin, account.id)).rejects.toMatchObject({
      code: 'account-not-found',
    })
    const row = await platform.ctx.db
      .selectFrom('accounts')
      .select(['clientSecretSealed', 'credentialsSealed'])
      .where('id', '=', account.id)
      .executeTakeFirst()
    expect(row).toEqual({ clientSecretSealed: '', credentialsSealed: null })
  })

  describe('that is deleted', () => {
    const retire = async (id: AccountId) => {
      await settleJobs(test, platform.ctx)
      test.fake.ended.length = 0
      await deleteAccount(platform.ctx, superadmin, id)
    }

    it('has its consent ended at the service, after it is gone here', async () => {
      const account = await pairedAccount(test, platform, superadmin, { name: 'Ended' })
      await retire(account.id)
      expect(test.fake.ended).toEqual([])
      await settleJobs(test, platform.ctx)
      expect(test.fake.ended).toEqual([expect.stringMatching(/^refresh-/)])
    })

    it('leaves the consent of a user who is an organizer with the same client elsewhere', async () => {
      const pair = async (name: string) => {
        const account = await newAccount()
        const state = await walk(account.id)
        test.fake.codes.set(name, { userKey: '7777', email: 'same@fake.example' })
        await finishPairing(platform.ctx, superadmin, { state, code: name, error: undefined })
        return account.id
      }
      const [first, second] = [await pair('one'), await pair('two')]
      await retire(first)
      await settleJobs(test, platform.ctx)
      expect(test.fake.ended).toEqual([])
      await retire(second)
      await settleJobs(test, platform.ctx)
      expect(test.fake.ended).toHaveLength(1)
    })

    it('asks again when the service does not answer, and no more once it has refused', async () => {
      const account = await pairedAccount(test, platform, superadmin, { name: 'Asked again' })
      await retire(account.id)
      const job = test.jobs.pop()
      expect(job?.name).toBe('account.end-grants')
      expect(JSON.stringify(job?.payload)).not.toContain(test.fake.clientSecret)
      for (const [kind, code] of [
        ['unavailable', 'provider-unavailable'],
        ['rejected', undefined],
      ] as const) {
        test.fake.faults.push({
          operation: 'revoke',
          when: 'before',
          error: new ProviderError(kind, { provider: 'Fake', detail: 'no' }),
        })
        const done = await doJob(platform.ctx, job).catch((error) => error.code)
        expect([kind, done, test.fake.ended]).toEqual([kind, code, []])
      }
    })

    it('needs no key that is lost, and has nothing to end where nobody was paired', async () => {
      const account = await pairedAccount(test, platform, superadmin, { name: 'Lost key' })
      await retire(account.id)
      const job = test.jobs.pop()
      const vault = new Vault(newKeyRing(new Date('2020-01-01')))
      await doJob({ ...platform.ctx, vault }, job)
      expect(test.fake.ended).toEqual([])
      await retire((await newAccount()).id)
      expect(test.jobs.filter(({ name }) => name === 'account.end-grants')).toEqual([])
    })
  })

  it('refuses a session type that comes later, naming those that are there', async () => {
    const hologram = {
      appId: FAKE_APP_ID,
      name: 'H',
      description: '',
      fields: { clientId: 'c', clientSecret: 's' },
      sessionType: 'hologram',
      limits,
    }
    await expect(createAccount(platform.ctx, superadmin, hologram)).rejects.toMatchObject({
      code: 'session-type-not-available',
      params: { available: { anyOf: ['Meeting', 'Webinar', 'Lecture'] } },
    })
  })
})

describe('tokens', () => {
  it('are refreshed once for many callers at the same time', async () => {
    const account = await pairedAccount(test, platform, superadmin, { name: 'Fresh' })
    const began = test.clock.now
    test.clock.now = new Date(began.getTime() + 58 * 60_000)
    const { connection } = await getConnection(platform.ctx, account.id, null)
    const tokens = await Promise.all(Array.from({ length: 12 }, () => connection?.accessToken()))
    expect(new Set(tokens).size).toBe(1)
    expect(test.fake.calls.filter((call) => call === 'refresh')).toHaveLength(1)
    test.clock.now = began
  })

  it('say that the account needs pairing when the grant is dead', async () => {
    const account = await pairedAccount(test, platform, superadmin, { name: 'Dead' })
    const error = new ProviderError('unauthorized', { provider: 'Fake', detail: 'invalid_grant' })
    test.fake.faults.push({ operation: 'refresh', when: 'before', error })
    const { connection } = await getConnection(platform.ctx, account.id, null)
    const token = (await connection?.accessToken()) ?? ''
    await expect(connection?.replaceToken(token)).rejects.toBe(error)
    const { pairing } = await getAccount(platform.ctx, superadmin, account.id)
    expect(pairing).toMatchObject({ state: 'needs-pairing', reason: { code: 'pairing-ended' } })
    // Superadmins are told once, however many callers find out.
    test.fake.faults.push({ operation: 'refresh', when: 'before', error })
    await expect(connection?.replaceToken(token)).rejects.toBe(error)
    const mails = (await outboxOf(platform, superadmin)).filter((mail) => mail.body.includes('Dead'))
    expect(mails.length).toBeGreaterThan(0)
    expect(new Set(mails.map((mail) => mail.recipient)).size).toBe(mails.length)
  })

  it('of idle organizers are refreshed every day, so that no pairing runs out unused', async () => {
    await pairedAccount(test, platform, superadmin, { name: 'Idle' })
    const began = test.clock.now
    const before = test.fake.calls.length
    await sweep(test, platform.ctx, 'pairings')
    expect(test.fake.calls.slice(before)).toEqual([])
    test.clock.now = new Date(began.getTime() + 25 * 3_600_000)
    await sweep(test, platform.ctx, 'pairings')
    expect(test.fake.calls.slice(before)).toContain('refresh')
    test.clock.now = began
  })

  it('stay as they are when the service does not answer', async () => {
    const account = await pairedAccount(test, platform, superadmin, { name: 'Down' })
    const error = new ProviderError('unavailable', { provider: 'Fake', detail: 'timeout' })
    test.fake.faults.push({ operation: 'refresh', when: 'before', error })
    const { connection } = await getConnection(platform.ctx, account.id, null)
    const token = (await connection?.accessToken()) ?? ''
    await expect(connection?.replaceToken(token)).rejects.toBe(error)
    expect((await getAccount(platform.ctx, superadmin, account.id)).pairing.state).toBe('paired')
    expect(await connection?.replaceToken(token)).not.toBe(token)
  })
})
