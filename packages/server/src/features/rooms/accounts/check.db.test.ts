import { afterAll, beforeAll, expect, it } from 'vitest'
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

/** An account paired on the simulator, by a client with some scopes. */
async function paired(
  sessionType: string,
  scopes: ('meeting' | 'webinar' | 'training')[],
  email = 'o@goto.example',
): Promise<AccountId> {
  const { ctx } = platform
  const { clientId, clientSecret } = goto.simulator.addClient({
    name: 'C',
    redirectUris: [REDIRECT_URI],
    scopes,
  })
  const credentials = { clientId, clientSecret }
  const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null }
  const account = await createAccount(ctx, superadmin, {
    appId: GOTO_APP_ID,
    ...credentials,
    name: 'Checked',
    description: '',
    sessionType,
    limits,
  })
  const id = account.id
  const url = new URL(await beginPairing(ctx, superadmin, id, 'https://training.example'))
  const codeChallenge = url.searchParams.get('code_challenge') ?? ''
  const code = goto.simulator.consent({ clientId, email, redirectUri: REDIRECT_URI, codeChallenge })
  const state = url.searchParams.get('state') ?? undefined
  await finishPairing(ctx, superadmin, { state, code, error: undefined })
  return id
}

async function findings(id: AccountId): Promise<string[]> {
  const { organizers } = await checkAccount(platform.ctx, superadmin, id)
  return organizers.flatMap((organizer) => organizer.findings.map((finding) => finding.code))
}

it('names what is missing: nothing, a scope, a licence, the client, the consent', async () => {
  const fine = await paired('meeting', ['meeting'])
  expect(await findings(fine)).toEqual([])
  expect(await findings(await paired('webinar', ['meeting']))).toEqual(['account-scope-missing'])
  goto.simulator.addUser({
    email: 'emil@goto.example',
    password: 'p',
    firstName: 'Emil',
    lastName: 'Ended',
    licence: 'expired',
  })
  expect(await findings(await paired('meeting', ['meeting'], 'emil@goto.example'))).toEqual([
    'account-licence-missing',
  ])
  const account = await getAccount(platform.ctx, superadmin, fine)
  const target = { accountId: fine, expectedVersion: account.version }
  await changeAccount(platform.ctx, superadmin, target, { clientSecret: 'changed there meanwhile' })
  expect(await findings(fine)).toEqual(['account-key-refused'])
  const ended = await paired('meeting', ['meeting'])
  goto.simulator.revoke('o@goto.example')
  expect(await findings(ended)).toEqual(['account-unauthorized'])
})
