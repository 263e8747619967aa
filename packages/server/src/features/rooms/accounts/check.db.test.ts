import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { REDIRECT_URI, startGoto, type TestGoto } from '../../../../test/test-goto.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AccountId } from '../../../domain/ids.ts'
import { GOTO_APP_ID } from '../../../providers/goto/app-id.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { changeAccount, createAccount, getAccount } from './accounts.service.ts'
import { checkAccount } from './organizer-changes.service.ts'
import { beginPairing, finishPairing } from './pairing.service.ts'

let goto: TestGoto
let test: TestApp
let platform: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
beforeAll(async () => {
  goto = await startGoto()
  test = await createTestApp(() => [goto.app])
  platform = await test.addPlatform('training.example')
  superadmin = await platform.addActor(['superadmin'])
  await withTransaction(platform.ctx.db, (trx) =>
    setAppActive(platform.ctx, trx, { appId: GOTO_APP_ID, active: true }, superadmin.personId),
  )
})
afterAll(async () => {
  await test.close()
  await goto.close()
})

type Scope = 'meeting' | 'webinar' | 'training' | 'admin'
const types = ['meeting', 'webinar', 'training'] as const
const names = { meeting: 'GoToMeeting', webinar: 'GoToWebinar', training: 'GoToTraining' }

/** An account with a client of its own at the simulator, not paired yet. */
async function made(sessionType: string, scopes: Scope[]): Promise<AccountId> {
  const { clientId, clientSecret } = goto.simulator.addClient({
    name: 'C',
    redirectUris: [REDIRECT_URI],
    scopes,
  })
  const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null }
  const account = await createAccount(platform.ctx, superadmin, {
    appId: GOTO_APP_ID,
    ...{ fields: { clientId, clientSecret }, name: 'Checked', description: '', sessionType, limits },
  })
  return account.id
}

/** Walks to the consent page and back. */
async function walk(id: AccountId, email = 'o@goto.example', ctx = platform.ctx) {
  const { fields } = await getAccount(ctx, superadmin, id)
  const { clientId = '' } = fields
  const url = new URL(await beginPairing(ctx, superadmin, id, 'https://training.example'))
  const codeChallenge = url.searchParams.get('code_challenge') ?? ''
  const code = goto.simulator.consent({ clientId, email, redirectUri: REDIRECT_URI, codeChallenge })
  const state = url.searchParams.get('state') ?? undefined
  const { outcome } = await finishPairing(ctx, superadmin, { state, code, error: undefined })
  return { outcome, ...(await getAccount(ctx, superadmin, id)).pairing }
}

/** What is ticked at GoTo's Developer Center later. */
async function tick(id: AccountId, scopes: Scope[]): Promise<void> {
  const { clientId = '' } = (await getAccount(platform.ctx, superadmin, id)).fields
  goto.simulator.setScopes(clientId, scopes)
}

async function paired(sessionType: string, scopes: Scope[], email?: string): Promise<AccountId> {
  const id = await made(sessionType, scopes)
  expect((await walk(id, email)).outcome).toBe('paired')
  return id
}

async function findings(id: AccountId): Promise<string[]> {
  const { organizers } = await checkAccount(platform.ctx, superadmin, id)
  return organizers.flatMap((organizer) => organizer.findings.map((finding) => finding.code))
}

it('names what is missing: nothing, a scope, a licence, the client, the consent', async () => {
  const fine = await paired('meeting', ['meeting'])
  expect(await findings(fine)).toEqual([])
  const narrowed = await paired('webinar', ['meeting', 'webinar'])
  await tick(narrowed, ['meeting'])
  expect(await findings(narrowed)).toEqual(['account-scope-missing'])
  goto.simulator.addUser({ email: 'emil@goto.example', password: 'p', firstName: 'Emil', lastName: 'Ended' })
  const unlicensed = await paired('meeting', ['meeting'], 'emil@goto.example')
  goto.simulator.setLicence('emil@goto.example', 'expired')
  expect(await findings(unlicensed)).toEqual(['account-licence-missing'])
  const account = await getAccount(platform.ctx, superadmin, fine)
  const target = { accountId: fine, expectedVersion: account.version }
  await changeAccount(platform.ctx, superadmin, target, {
    fields: { clientSecret: 'changed there meanwhile' },
  })
  expect(await findings(fine)).toEqual(['account-key-refused'])
  const ended = await paired('meeting', ['meeting'])
  goto.simulator.revoke('o@goto.example')
  expect(await findings(ended)).toEqual(['account-unauthorized'])
})

const ticked: Scope[][] = [
  ['meeting'],
  ['webinar'],
  ['training'],
  ['meeting', 'webinar'],
  ['webinar', 'training', 'admin'],
  ['admin'],
]
const sets = ticked.map((scopes) => ({ scopes, ticked: scopes.join(' and ') }))
describe.each(types)('pairing an account of the session type %s', (type) => {
  it.each(sets)('says whether a client with $ticked can host it', async ({ scopes }) => {
    const id = await made(type, scopes)
    const { outcome, state, reason, organizers } = await walk(id)
    if (scopes.includes(type)) {
      expect({ outcome, state, reason }).toEqual({ outcome: 'paired', state: 'paired', reason: null })
      return
    }
    expect({ outcome, state, organizers }).toEqual({
      ...{ outcome: 'pairing-scope-missing', state: 'not-paired', organizers: [] },
    })
    const { clientId = '' } = (await getAccount(platform.ctx, superadmin, id)).fields
    expect(reason?.text).toContain(`tick ${names[type]}`)
    expect(reason?.text).toContain('Developer Center')
    expect(reason?.text).toContain(clientId)
    // A scope that is ticked later helps from the next consent on.
    await tick(id, [...scopes, type])
    expect((await walk(id)).outcome).toBe('paired')
  })

  it('says that the user has no licence for it, and takes another user', async () => {
    const others = types.filter((one) => one !== type)
    goto.simulator.addUser({
      ...{
        email: `no-${type}@goto.example`,
        password: 'p',
        firstName: 'No',
        lastName: type,
        products: others,
      },
    })
    const id = await made(type, [...types])
    const { outcome, state, reason } = await walk(id, `no-${type}@goto.example`)
    expect([outcome, state]).toEqual(['pairing-licence-missing', 'not-paired'])
    expect(reason?.text).toContain(names[type])
    expect((await walk(id)).outcome).toBe('paired')
  })
})

describe('pairing again', () => {
  it('leaves an account paired when the new consent is worth less, and says what failed', async () => {
    const id = await paired('webinar', ['webinar'])
    goto.simulator.addUser({
      ...{ email: 'meets@goto.example', password: 'p', firstName: 'M', lastName: 'M', products: ['meeting'] },
    })
    const again = await walk(id, 'meets@goto.example')
    expect(again).toMatchObject({
      ...{ outcome: 'pairing-licence-missing', state: 'paired', reason: { code: 'pairing-licence-missing' } },
      organizers: [{ email: 'o@goto.example', state: 'paired' }],
    })
    expect(await findings(id)).toEqual([])
  })

  it('is asked for by everybody of a pool once the client is another one, and tells who is still out', async () => {
    goto.simulator.addUser({ email: 'second@goto.example', password: 'p', firstName: 'S', lastName: 'S' })
    const id = await paired('meeting', ['meeting'])
    expect((await walk(id, 'second@goto.example')).organizers).toHaveLength(2)
    const other = goto.simulator.addClient({
      name: 'Other',
      redirectUris: [REDIRECT_URI],
      scopes: ['meeting'],
    })
    const { version } = await getAccount(platform.ctx, superadmin, id)
    const changed = await changeAccount(
      platform.ctx,
      superadmin,
      { accountId: id, expectedVersion: version },
      {
        fields: { clientId: other.clientId, clientSecret: other.clientSecret },
      },
    )
    const statesOf = (organizers: typeof changed.pairing.organizers) =>
      Object.fromEntries(organizers.map(({ email, state }) => [email, state]))
    expect(changed.pairing.state).toBe('needs-pairing')
    expect(statesOf(changed.pairing.organizers)).toEqual({
      'o@goto.example': 'needs-pairing',
      'second@goto.example': 'needs-pairing',
    })
    const { state, organizers } = await walk(id)
    expect(state).toBe('paired')
    expect(statesOf(organizers)).toEqual({
      'o@goto.example': 'paired',
      'second@goto.example': 'needs-pairing',
    })
  })

  it('does not pair an account whose client was changed while the browser was at the provider', async () => {
    const id = await made('meeting', ['meeting'])
    const { ctx } = platform
    const { fields, version } = await getAccount(ctx, superadmin, id)
    const target = { accountId: id, expectedVersion: version }
    const { pairing } = goto
    const whoAmI: typeof pairing.whoAmI = async (...asked) => {
      await changeAccount(ctx, superadmin, target, { fields: { ...fields, clientSecret: 'another one' } })
      return pairing.whoAmI(...asked)
    }
    const auth = { kind: 'oauth-user' as const, pairing: { ...pairing, whoAmI } }
    const app = { ...goto.app, auth }
    const during = { ...ctx, providers: { ...ctx.providers, app: () => app } }
    const ended = await walk(id, undefined, during)
    expect(ended).toMatchObject({ outcome: 'pairing-credentials-changed', organizers: [] })
    expect(ended.state).toBe('not-paired')
  })

  it('says that nobody knows when the provider is away in the middle, and claims nothing', async () => {
    const id = await made('training', ['training'])
    goto.simulator.failNext({ match: { path: '/G2T' }, action: { status: 503 }, times: 20 })
    expect(await walk(id)).toMatchObject({ outcome: 'pairing-provider-down', state: 'not-paired' })
    goto.simulator.clearFaults()
  })
})
