import type { Ctx } from '../../../ctx.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { AppToken } from '../../../providers/pairing.ts'
import type { ConferencingApp, Connection, Host } from '../../../providers/provider.ts'
import type { AccountRow } from './accounts.store.ts'
import { credentialsOf, secretsOf } from './credentials.ts'
import { PERSON_LIMIT_MS } from './provider-calls.ts'

/** A token is asked for anew when it ends within this time. */
const RENEW_BEFORE_MINUTES = 5

type ConnectedAccount = Pick<
  AccountRow,
  'id' | 'appId' | 'settings' | 'credentialsSealed' | 'clientSecretSealed'
>

/** An account as its adapter needs it, without a consent: whoever hosts, it is the account that calls. */
export function accountConnection(ctx: Ctx, account: ConnectedAccount, host?: Host): Connection {
  let secrets: ReturnType<typeof secretsOf> | undefined
  return {
    settings: account.settings,
    secret: (field) => {
      secrets ??= secretsOf(ctx, account)
      return secrets[field] ?? ''
    },
    host,
    accessToken: async () => (await appToken(ctx, account)).accessToken,
    replaceToken: async (refused) => (await appToken(ctx, account, refused)).accessToken,
  }
}

interface KnownToken {
  /** With other credentials it is another's. */
  readonly credentialsSealed: string | null
  readonly token: Promise<AppToken>
}

/** Tokens of accounts that are applications, in this process. Those who ask at the same moment share one request. */
const known = new WeakMap<ConferencingApp, Map<string, KnownToken>>()

/** @param refused the token that the service did not take; one that differs is newer */
async function appToken(ctx: Ctx, account: ConnectedAccount, refused?: string): Promise<AppToken> {
  const app = ctx.providers.app(account.appId)
  const { auth } = app
  if (auth.kind !== 'app') throw new Error(`accounts of ${account.appId} have no token`)
  const byAccount = known.get(app) ?? new Map<string, KnownToken>()
  known.set(app, byAccount)
  const { credentialsSealed } = account
  const found = byAccount.get(account.id)
  if (found?.credentialsSealed === credentialsSealed) {
    const token = await found.token.catch(() => undefined)
    const isFresh = token && token.expiresAt > addMinutes(ctx.now(), RENEW_BEFORE_MINUTES)
    if (isFresh && token.accessToken !== refused) return token
  }
  // Somebody else may have begun to ask while this one looked.
  const newest = byAccount.get(account.id)
  if (newest && newest !== found) return newest.token
  const token = auth.requestToken(credentialsOf(ctx, account), AbortSignal.timeout(PERSON_LIMIT_MS))
  byAccount.set(account.id, { credentialsSealed, token })
  return token
}
