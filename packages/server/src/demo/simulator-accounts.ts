import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import type { Ctx } from '../ctx.ts'
import type { AccountId } from '../domain/ids.ts'
import { changeApp } from '../features/platform/apps/apps.service.ts'
import { listAccounts } from '../features/rooms/accounts/accounts.service.ts'
import { beginPairing, finishPairing } from '../features/rooms/accounts/pairing.service.ts'
import type { Actor } from '../http/actor.ts'
import { type Accounts, addAccount } from './academy.ts'

const APP = 'gotomeeting-v2'
const BIGBLUEBUTTON_APP = 'bigbluebutton'
/** Of the simulator's own demo user. */
const ORGANIZER = 'organizer@goto.example'
const NAMES = { meetings: 'Academy meetings', webinars: 'Academy webinars' } as const
/** The simulator starts beside us. */
const TRIES = 100
const TRY_MS = 100

type Places = Pick<Config, 'gotoAuthUrl' | 'publicUrl' | 'demoBigBlueButtonUrl'>

/**
 * Pairs two accounts with the simulator, by the walk that a superadmin takes; its control says yes in place of a person.
 *
 * @returns undefined where nobody simulates GoTo
 */
export async function pairWithSimulator(
  ctx: Ctx,
  superadmin: Actor,
  config: Places,
): Promise<Accounts | undefined> {
  if (!(await isThere(config.gotoAuthUrl))) return undefined
  await changeApp(ctx, superadmin, { appId: APP, active: true }, config.publicUrl)
  const meetings = await pairOne(ctx, superadmin, config, { name: NAMES.meetings, sessionType: 'meeting' })
  const webinars = await pairOne(ctx, superadmin, config, { name: NAMES.webinars, sessionType: 'webinar' })
  if (config.demoBigBlueButtonUrl) await addBigBlueButton(ctx, superadmin, config)
  return { meetings, webinars }
}

/** An account with the simulated server, whose control tells its secret. */
async function addBigBlueButton(ctx: Ctx, superadmin: Actor, config: Places): Promise<void> {
  const url = config.demoBigBlueButtonUrl ?? ''
  if (!(await isThere(url))) return
  const { secret } = (await (await fetch(`${url}/_control/state`)).json()) as { secret: string }
  await changeApp(ctx, superadmin, { appId: BIGBLUEBUTTON_APP, active: true }, config.publicUrl)
  await addAccount(ctx, superadmin, {
    ...{ appId: BIGBLUEBUTTON_APP, name: 'Academy server', sessionType: 'meeting' },
    fields: { url: `${url}/bigbluebutton/`, secret, checksum: 'sha256' },
  })
}

/** Those that were paired at the first start, if they stand. */
export async function findAccounts(ctx: Ctx, superadmin: Actor): Promise<Accounts | undefined> {
  const accounts = await listAccounts(ctx, superadmin, APP)
  const paired = (name: string) =>
    accounts.find((account) => account.name === name && account.pairing.state === 'paired')?.id
  const [meetings, webinars] = [paired(NAMES.meetings), paired(NAMES.webinars)]
  return meetings && webinars
    ? { meetings: meetings as AccountId, webinars: webinars as AccountId }
    : undefined
}

async function isThere(url: string): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await fetch(`${url}/_control/state`).catch(() => undefined)
    if (answer) return answer.ok
    await sleep(TRY_MS)
  }
  return false
}

async function pairOne(
  ctx: Ctx,
  superadmin: Actor,
  { gotoAuthUrl, publicUrl }: Places,
  account: { name: string; sessionType: string },
): Promise<AccountId> {
  const redirectUris = [`${publicUrl}/learn/gotomeeting`, publicUrl]
  const client = await ask<{ clientId: string; clientSecret: string }>(`${gotoAuthUrl}/_control/clients`, {
    name: account.name,
    redirectUris,
  })
  const { clientId, clientSecret } = client
  const id = await addAccount(ctx, superadmin, { appId: APP, ...account, fields: { clientId, clientSecret } })
  const consent = new URL(await beginPairing(ctx, superadmin, id, publicUrl)).searchParams
  const { code } = await ask<{ code: string }>(`${gotoAuthUrl}/_control/codes`, {
    clientId,
    email: ORGANIZER,
    redirectUri: consent.get('redirect_uri'),
    codeChallenge: consent.get('code_challenge') ?? undefined,
  })
  await finishPairing(ctx, superadmin, { state: consent.get('state') ?? undefined, code, error: undefined })
  return id
}

async function ask<T>(url: string, body: object): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}
