import { BigBlueButtonError, CHECKSUM_ALGORITHMS, type ServerInfo } from '@lectern/bigbluebutton-client'
import type { AccountFinding, Call, Connection } from '../provider.ts'
import { algorithmOf, type Connect, options } from './connect.ts'

/** What this adapter was written for. */
const OLDEST_VERSION = [2, 7] as const
const OLDEST_API = 2
/** Times of attendance would be as wrong as the clock is. */
const MAX_SKEW_MS = 5 * 60_000
/** Of no meeting of ours: asking for it proves that a checksum fits, and costs nothing. */
const NO_MEETING = 'lectern-check'
/** What Node.js says of a certificate that it does not believe. */
const CERTIFICATE = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_(GET|VERIFY)|^ERR_(SSL|TLS)|^EPROTO$/
/** What `outside/` says of addresses that it does not ask. */
const PRIVATE = /is an address of a private network/
const NO_SUCH_HOST = /^(ENOTFOUND|ERR_INVALID_URL)$/

/** What stands in the way of an account, the first thing first: its address, its version, its clock, its secret. */
export async function checkServer(
  connect: Connect,
  now: () => Date,
  connection: Connection,
  call: Call,
): Promise<AccountFinding[]> {
  const url = URL.parse(connection.settings.url ?? '')
  if (!url || !/^https?:$/.test(url.protocol)) return ['account-address-wrong']
  if (url.protocol === 'http:' && !isOfThisMachine(url.hostname)) return ['account-not-https']
  try {
    const info = await connect(connection, call).serverInfo(options(call))
    if (isTooOld(info)) return ['account-version-old']
    if (info.now && Math.abs(info.now.getTime() - now().getTime()) > MAX_SKEW_MS) return ['account-clock-off']
    return await checkSecret(connect, connection, call)
  } catch (error) {
    if (!(error instanceof BigBlueButtonError)) throw error
    return [findingOf(error)]
  }
}

async function checkSecret(connect: Connect, connection: Connection, call: Call): Promise<AccountFinding[]> {
  const own = algorithmOf(connection)
  const fits = async (algorithm: typeof own) => {
    try {
      await connect(connection, call, algorithm).isMeetingRunning(NO_MEETING, options(call))
      return true
    } catch (error) {
      if (error instanceof BigBlueButtonError && error.kind === 'unauthorized') return false
      throw error
    }
  }
  if (await fits(own)) return []
  // The secret may be right, and this algorithm not allowed.
  for (const other of CHECKSUM_ALGORITHMS)
    if (other !== own && (await fits(other))) return ['account-checksum-refused']
  return ['account-key-refused']
}

function findingOf({ kind, networkCode = '', message }: BigBlueButtonError): AccountFinding {
  if (PRIVATE.test(message)) return 'account-address-private'
  if (kind === 'unauthorized') return 'account-key-refused'
  if (kind === 'rate-limited') return 'account-unreachable'
  if (kind !== 'unavailable' || NO_SUCH_HOST.test(networkCode)) return 'account-address-wrong'
  return CERTIFICATE.test(networkCode) ? 'account-certificate-refused' : 'account-unreachable'
}

/** A server that does not tell its version is taken as it is: its administrator has to allow it. */
function isTooOld({ apiVersion, version }: ServerInfo): boolean {
  if (Number.parseInt(apiVersion ?? '', 10) < OLDEST_API) return true
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? []
  if (major === undefined) return false
  const [oldestMajor, oldestMinor] = OLDEST_VERSION
  return Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor)
}

/** For tries: nothing of it goes over a network. */
function isOfThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}
