import { ProviderError } from '../../domain/errors.ts'
import { addressFinding, isClockOff, networkFinding } from '../address.ts'
import type { AccountFinding, Call, Connection } from '../provider.ts'
import type { Ask } from './ask.ts'
import { trySignIn } from './sign-in.ts'
import type { Site, SiteOf } from './site.ts'
import { signToken } from './token.ts'

/** Of no event: nobody ever comes in there. */
const NO_ROOM = 'lecterncheck'
const TOKEN_MS = 2 * 60_000
/** The domain inside of a server stands in what it tells browsers. */
const DOMAIN = /\bdomain\s*[:=]\s*["']([^"'\s]+)["']/

/** Whom to ask, and when. */
interface CheckSettings {
  readonly ask: Ask
  readonly now: () => Date
  readonly siteOf: SiteOf
}

/** What stands in the way of an account with an own server, the first thing first: its address, its clock, its key, its door. */
export async function checkOwnServer(
  settings: CheckSettings,
  connection: Connection,
  call: Call,
): Promise<AccountFinding[]> {
  const { ask, now } = settings
  const wrong = addressFinding(connection.settings.url ?? '')
  if (wrong) return [wrong]
  return found(settings, connection, async (site) => {
    if (site.key.algorithm === 'RS256' && site.key.keyId === '') return 'account-key-id-wrong'
    const answer = await ask('config', `${site.url}config.js`, {}, call)
    if (!answer.isOk || !/\bconfig\b/.test(answer.text) || !/\bhosts\b/.test(answer.text))
      return 'account-address-wrong'
    if (isClockOff(answer.date, now())) return 'account-clock-off'
    const [, domain = new URL(site.url).hostname] = DOMAIN.exec(answer.text) ?? []
    const at = { url: site.url, domain, room: NO_ROOM }
    if ((await trySignIn(ask, at, await tokenOf(site, now()), call)) === 'refused')
      return 'account-key-refused'
    if ((await trySignIn(ask, at, undefined, call)) === 'let-in') return 'account-door-open'
    return undefined
  })
}

/** What stands in the way of an account of JaaS: what was copied wrongly, and a key that is refused, where that is said. */
export async function checkJaas(
  settings: CheckSettings,
  connection: Connection,
  call: Call,
): Promise<AccountFinding[]> {
  const { ask, now } = settings
  return found(settings, connection, async (site) => {
    if (site.key.algorithm === 'RS256' && !site.key.keyId.startsWith(`${site.subject}/`))
      return 'account-key-id-wrong'
    const at = { url: site.url, domain: new URL(site.url).hostname, room: NO_ROOM }
    const isRefused = (await trySignIn(ask, at, await tokenOf(site, now()), call)) === 'refused'
    return isRefused ? 'account-key-refused' : undefined
  })
}

async function found(
  { siteOf }: CheckSettings,
  connection: Connection,
  look: (site: Site) => Promise<AccountFinding | undefined>,
): Promise<AccountFinding[]> {
  try {
    const finding = await look(siteOf(connection))
    return finding ? [finding] : []
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.kind === 'unauthorized') return ['account-key-unreadable']
    return [networkFinding({ code: codeOf(error), message: String(error.params.detail) })]
  }
}

/** The code that is innermost: `fetch` wraps what the network says. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as { code?: string; cause?: unknown }
  return (cause instanceof Error ? codeOf(cause) : undefined) ?? code
}

function tokenOf(site: Site, now: Date): Promise<string> {
  return signToken(site, {
    room: NO_ROOM,
    person: { id: NO_ROOM, firstName: '', lastName: '' },
    ...{ isModerator: false, isRecorded: false, now, until: new Date(now.getTime() + TOKEN_MS) },
  })
}
