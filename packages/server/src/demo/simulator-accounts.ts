import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import type { Ctx } from '../ctx.ts'
import type { AccountId } from '../domain/ids.ts'
import { addMinutes } from '../domain/time.ts'
import { changeApp } from '../features/platform/apps/apps.service.ts'
import { listAccounts } from '../features/rooms/accounts/accounts.service.ts'
import { addHost } from '../features/rooms/accounts/hosts.service.ts'
import { beginPairing, finishPairing } from '../features/rooms/accounts/pairing.service.ts'
import type { Actor } from '../http/actor.ts'
import { type Accounts, addAccount } from './academy.ts'

const APP = 'gotomeeting-v2'
const BIGBLUEBUTTON_APP = 'bigbluebutton'
const JITSI_APP = 'jitsi'
const JAAS_APP = 'jaas'
const ZOOM_APP = 'zoom'
const TEAMS_APP = 'teams'
/** Licensed users of the simulator's own demo account. */
const ZOOM_HOSTS = ['olga@zoom.example', 'piet@zoom.example']
const TEAMS_HOSTS = ['olga@teams.example', 'piet@teams.example']
/** As long as nobody has to look after the demo. */
const TEAMS_SECRET_DAYS = 180
/** Of the simulator's own demo user. */
const ORGANIZER = 'organizer@goto.example'
const NAMES = { meetings: 'Academy meetings', webinars: 'Academy webinars' } as const
/** The simulator starts beside us. */
const TRIES = 100
const TRY_MS = 100

type Places = Pick<
  Config,
  'gotoAuthUrl' | 'publicUrl' | 'demoBigBlueButtonUrl' | 'demoJitsiUrl' | 'demoZoomUrl' | 'demoTeamsUrl'
>

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
  if (config.demoJitsiUrl) await addJitsi(ctx, superadmin, config)
  if (config.demoZoomUrl) await addZoom(ctx, superadmin, config)
  if (config.demoTeamsUrl) await addTeams(ctx, superadmin, config)
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

interface SimulatedJitsi {
  readonly own: { readonly appId: string; readonly appSecret: string }
  readonly jaas: { readonly appId: string; readonly keyId: string; readonly privateKey: string }
}

/** An account with the simulated server and one with its JaaS: each is told where to call. */
async function addJitsi(ctx: Ctx, superadmin: Actor, config: Places): Promise<void> {
  const url = config.demoJitsiUrl ?? ''
  if (!(await isThere(url))) return
  const { own, jaas } = (await (await fetch(`${url}/_control/state`)).json()) as SimulatedJitsi
  for (const appId of [JITSI_APP, JAAS_APP])
    await changeApp(ctx, superadmin, { appId, active: true }, config.publicUrl)
  const callToken = randomBytes(24).toString('base64url')
  const server = await addAccount(ctx, superadmin, {
    ...{ appId: JITSI_APP, name: 'Academy Jitsi', sessionType: 'meeting' },
    fields: { url: `${url}/`, appId: own.appId, key: own.appSecret, callToken },
  })
  const address = `${config.publicUrl}/inbound/accounts`
  const prefix = `${address}/${server}`
  await send(`${url}/_control/server`, { reservationsPrefix: prefix, eventsPrefix: prefix, callToken })
  // The secret comes with the webhook, and the webhook with the address of an account.
  const { appId, keyId, privateKey: key } = jaas
  const { secret: webhookSecret } = await ask<{ secret: string }>(`${url}/_control/webhook`, { url: address })
  const customer = await addAccount(ctx, superadmin, {
    ...{ appId: JAAS_APP, name: 'Academy JaaS', sessionType: 'meeting' },
    fields: { appId, keyId, key, webhookSecret },
  })
  await send(`${url}/_control/webhook`, { url: `${address}/${customer}` })
}

/** An account with the simulated Zoom, whose control tells the credentials of its app, and with two hosts. */
async function addZoom(ctx: Ctx, superadmin: Actor, config: Places): Promise<void> {
  const url = config.demoZoomUrl ?? ''
  if (!(await isThere(url))) return
  const { accountId, apps } = (await (await fetch(`${url}/_control/state`)).json()) as {
    accountId: string
    apps: { clientId: string; clientSecret: string }[]
  }
  const [app] = apps
  if (!app) return
  await changeApp(ctx, superadmin, { appId: ZOOM_APP, active: true }, config.publicUrl)
  const id = await addAccount(ctx, superadmin, {
    ...{ appId: ZOOM_APP, name: 'Academy classrooms', sessionType: 'meeting' },
    fields: { accountId, clientId: app.clientId, clientSecret: app.clientSecret },
  })
  for (const host of ZOOM_HOSTS) await addHost(ctx, superadmin, id, host)
}

/** An account with the simulated tenant, whose control tells the credentials of its application, and with two hosts. */
async function addTeams(ctx: Ctx, superadmin: Actor, config: Places): Promise<void> {
  const url = config.demoTeamsUrl ?? ''
  if (!(await isThere(url))) return
  const { tenantId, apps } = (await (await fetch(`${url}/_control/state`)).json()) as {
    tenantId: string
    apps: { clientId: string; clientSecret: string }[]
  }
  const [app] = apps
  if (!app) return
  await changeApp(ctx, superadmin, { appId: TEAMS_APP, active: true }, config.publicUrl)
  const secretEndsOn = addMinutes(ctx.now(), TEAMS_SECRET_DAYS * 1440)
    .toISOString()
    .slice(0, 10)
  const { clientId, clientSecret } = app
  const id = await addAccount(ctx, superadmin, {
    ...{ appId: TEAMS_APP, name: 'Academy tenant', sessionType: 'meeting' },
    fields: { tenantId, clientId, clientSecret, secretEndsOn, recordings: 'left' },
  })
  for (const host of TEAMS_HOSTS) await addHost(ctx, superadmin, id, host)
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
  return (await (await send(url, body)).json()) as T
}

async function send(url: string, body: object): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`)
  return answer
}
