import { requestToken, type Teams, TeamsError } from '@lectern/teams-client'
import { ProviderError } from '../../domain/errors.ts'
import type { AccountFinding, Call, Connection, MissingRights } from '../provider.ts'
import { type Connect, options, wantsRecordings } from './connect.ts'
import { toProviderError } from './errors.ts'

/** Application permissions that are always needed; the others come with recordings. */
const PERMISSIONS = ['OnlineMeetings.ReadWrite.All', 'OnlineMeetingArtifact.Read.All', 'User.Read.All']
const RECORDING_PERMISSIONS = ['OnlineMeetingRecording.Read.All', 'OnlineMeetingTranscript.Read.All']
/** Documented: the app's secret is over. */
const SECRET_ENDED = 'AADSTS7000222'
/** The link of no meeting: asking for it tells whether one may ask. */
const NO_MEETING = 'https://teams.microsoft.com/l/meetup-join/none/0'

type Findings = (AccountFinding | MissingRights)[]

/** Looks at the token's permissions, and with a host at their licence and whether a policy lets the app act for them. */
export async function findingsOf(
  at: { readonly connect: Connect; readonly loginUrl: string; readonly graphUrl: string },
  connection: Connection,
  call: Call,
): Promise<Findings> {
  const { tenantId = '', clientId = '' } = connection.settings
  const { loginUrl, graphUrl, connect } = at
  try {
    const app = { loginUrl, graphUrl, tenantId, clientId, clientSecret: connection.secret('clientSecret') }
    const { permissions } = await requestToken(app, options(call))
    const needed = wantsRecordings(connection) ? [...PERMISSIONS, ...RECORDING_PERMISSIONS] : PERMISSIONS
    const missing = permissions ? needed.filter((name) => !permissions.includes(name)) : []
    // Without a consent a token is given all the same, and allows nothing.
    if (permissions?.length === 0) return [{ code: 'account-consent-missing', rights: missing }]
    if (missing.length > 0) return [{ code: 'account-rights-missing', rights: missing }]
  } catch (error) {
    if (!(error instanceof TeamsError)) throw error
    if (error.kind !== 'unauthorized') return ['account-unreachable']
    return [error.code === SECRET_ENDED ? 'account-secret-ended' : 'account-key-refused']
  }
  return connection.host ? hostFindings(connect(connection, call), connection.host.userKey, call) : []
}

async function hostFindings(teams: Teams, key: string, call: Call): Promise<Findings> {
  try {
    const { id, isActive, hasTeams, email } = await teams.user(key, options(call))
    if (!isActive || hasTeams === false) return ['account-licence-missing']
    const missing = await policyMissing(teams, { id, email }, call)
    return missing ? [missing] : []
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'unauthorized') return ['account-unauthorized']
    if (!(error instanceof TeamsError)) throw error
    const { kind } = toProviderError(error)
    if (kind === 'unauthorized') return ['account-unauthorized']
    if (kind === 'not-found') return ['account-licence-missing']
    return [kind === 'forbidden' ? rightMissing(error) : 'account-unreachable']
  }
}

/** Asks for a meeting that is not there, which changes nothing: it is refused otherwise than without a policy. */
export async function policyMissing(
  teams: Teams,
  { id, email }: { id: string; email: string },
  call: Call,
): Promise<MissingRights | 'account-licence-missing' | undefined> {
  try {
    await teams.findByLink(id, NO_MEETING, options(call))
    return undefined
  } catch (error) {
    if (!(error instanceof TeamsError)) throw error
    if (error.policyMissing) return { code: 'account-policy-missing', rights: [email] }
    if (error.kind !== 'not-found') throw error
    return error.code === '3004' ? undefined : 'account-licence-missing'
  }
}

/** Which right a refusal is for. */
export function rightMissing(cause: unknown): AccountFinding {
  if (!(cause instanceof TeamsError)) return 'account-forbidden'
  return /licen[cs]e|subscription/i.test(cause.message) ? 'account-licence-missing' : 'account-scope-missing'
}
