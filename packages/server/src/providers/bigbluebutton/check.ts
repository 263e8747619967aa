import { BigBlueButtonError, CHECKSUM_ALGORITHMS, type ServerInfo } from '@lectern/bigbluebutton-client'
import { addressFinding, isClockOff, networkFinding } from '../address.ts'
import type { AccountFinding, Call, Connection } from '../provider.ts'
import { algorithmOf, type Connect, options } from './connect.ts'

/** What this adapter was written for. */
const OLDEST_VERSION = [2, 7] as const
const OLDEST_API = 2
/** Of no meeting of ours: asking for it proves that a checksum fits, and costs nothing. */
const NO_MEETING = 'lectern-check'
/** What stands in the way of an account, the first thing first: its address, its version, its clock, its secret. */
export async function checkServer(
  connect: Connect,
  now: () => Date,
  connection: Connection,
  call: Call,
): Promise<AccountFinding[]> {
  const wrong = addressFinding(connection.settings.url ?? '')
  if (wrong) return [wrong]
  try {
    const info = await connect(connection, call).serverInfo(options(call))
    if (isTooOld(info)) return ['account-version-old']
    if (isClockOff(info.now, now())) return ['account-clock-off']
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

function findingOf({ kind, networkCode, message }: BigBlueButtonError): AccountFinding {
  const finding = networkFinding({ code: networkCode, message })
  if (finding === 'account-address-private') return finding
  if (kind === 'unauthorized') return 'account-key-refused'
  if (kind === 'rate-limited') return 'account-unreachable'
  return kind === 'unavailable' ? finding : 'account-address-wrong'
}

/** A server that does not tell its version is taken as it is: its administrator has to allow it. */
function isTooOld({ apiVersion, version }: ServerInfo): boolean {
  if (Number.parseInt(apiVersion ?? '', 10) < OLDEST_API) return true
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? []
  if (major === undefined) return false
  const [oldestMajor, oldestMinor] = OLDEST_VERSION
  return Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor)
}
