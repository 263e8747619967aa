import { promises as dns, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, fetch as fetchBy } from 'undici'
import { limitedAnswer } from './limited-answer.ts'
import { OutsideError } from './outside-error.ts'
import { isPublicAddress } from './public-address.ts'

/** Addresses that people type and that the server asks: kept apart so that tests bring their own. */
export interface Outside {
  /** The texts of a domain's TXT records, each put together. Empty for none. @throws {OutsideError} */
  textRecords(name: string): Promise<string[]>
  /**
   * As the global `fetch`, but never into the server's own network, after no redirect (whoever asks sees the 3xx), and
   * for no answer that is large or slow: its body fails with an {@link OutsideError} then.
   *
   * @throws {OutsideError}
   */
  fetch(url: string, init?: RequestInit): Promise<Response>
  /**
   * For files: as large as `maxBytes`, slow as long as something comes, and after a few redirects, each of them checked as
   * the first address was; headers that are sent along stay with the first host.
   *
   * @throws {OutsideError}
   */
  stream(url: string, init: StreamInit): Promise<Response>
}

export interface StreamInit {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  readonly maxBytes: number
}

export interface OutsideSettings {
  /** Asked for TXT records; empty = the machine's own. Such as `127.0.0.1:5353`. */
  readonly dnsServers: readonly string[]
  /** Addresses of private networks may be asked: for demos and for platforms inside a company. */
  readonly allowsPrivate: boolean
  /** For a whole answer; default 10 seconds. */
  readonly timeoutMs?: number
  /** Default: the machine's own way. */
  readonly lookup?: (name: string) => Promise<LookupAddress[]>
  /** Default: {@link isPublicAddress}. */
  readonly isPublic?: (address: string) => boolean
}

const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 1_000_000
/** Of a file: until its first byte, and between two. */
const FILE_IDLE_MS = 30_000
const MAX_REDIRECTS = 5

/** See docs/decisions/0014-an-address-is-checked-where-it-is-used.md. */
export function createOutside(settings: OutsideSettings): Outside {
  const { dnsServers, timeoutMs = TIMEOUT_MS } = settings
  const resolver = new dns.Resolver({ timeout: 3000, tries: 2 })
  if (dnsServers.length > 0) resolver.setServers([...dnsServers])
  const dispatcher = new Agent({ connect: connectorOf(settings) })
  const idle = { headersTimeout: FILE_IDLE_MS, bodyTimeout: FILE_IDLE_MS }
  const ofFiles = new Agent({ connect: connectorOf(settings), ...idle })
  const openFile = async (url: string, init: StreamInit, redirects: number): Promise<Response> => {
    assertOfWeb(url)
    const options = { ...init, redirect: 'manual', dispatcher: ofFiles } as Parameters<typeof fetchBy>[1]
    const answer = (await fetchBy(url, options)) as unknown as Response
    const location = answer.headers.get('location')
    if (answer.status < 300 || answer.status >= 400 || location === null) return answer
    await answer.body?.cancel()
    const next = URL.parse(location, url)
    if (!next || redirects === 0) throw new OutsideError('the address leads on and on')
    const isSameHost = next.origin === new URL(url).origin
    const { range } = init.headers ?? {}
    const headers = isSameHost ? init.headers : range === undefined ? {} : { range }
    return openFile(next.href, { ...init, headers: headers ?? {} }, redirects - 1)
  }
  return {
    async textRecords(name) {
      try {
        return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ENOTFOUND' || code === 'ENODATA') return []
        throw new OutsideError(`DNS: ${code ?? (error as Error).message}`, { cause: error })
      }
    },
    async fetch(url, init = {}) {
      assertOfWeb(url)
      try {
        const signal = AbortSignal.any([
          AbortSignal.timeout(timeoutMs),
          ...(init.signal ? [init.signal] : []),
        ])
        // The package’s types of requests and answers are its own; what they describe is the same.
        const options = { ...init, redirect: 'manual', signal, dispatcher } as Parameters<typeof fetchBy>[1]
        const answer = (await fetchBy(url, options)) as unknown as Response
        return limitedAnswer(answer, MAX_ANSWER_BYTES)
      } catch (error) {
        throw OutsideError.of(error)
      }
    },
    async stream(url, init) {
      try {
        return limitedAnswer(await openFile(url, init, MAX_REDIRECTS), init.maxBytes)
      } catch (error) {
        throw OutsideError.of(error)
      }
    },
  }
}

function assertOfWeb(url: string): void {
  const parsed = URL.parse(url)
  // `fetch` refuses them too, and says them: what it says stands in logs.
  if (parsed?.username || parsed?.password)
    throw new OutsideError(`the address at ${parsed.host} holds a name or a password: leave them out`)
  if (!/^https?:$/.test(parsed?.protocol ?? ''))
    throw new OutsideError(`${url.slice(0, 100)} is no address of the web`)
}

/** Opens connections to addresses that were checked, and to no others: a name is looked up once, by the connection itself. */
function connectorOf({
  allowsPrivate,
  isPublic = isPublicAddress,
  lookup = (name) => dns.lookup(name, { all: true }),
}: OutsideSettings): buildConnector.connector {
  const assertAllowed = (address: string, host: string) => {
    if (!allowsPrivate && !isPublic(address))
      throw new OutsideError(`${host} is an address of a private network`)
  }
  const checkedLookup: LookupFunction = (host, { all, family }, callback) => {
    lookup(host)
      .then((found) => {
        for (const { address } of found) assertAllowed(address, host)
        const wanted = found.filter((one) => !family || one.family === Number(String(family).at(-1)))
        const [first] = wanted
        if (!first) throw new OutsideError(`${host} has no address`)
        if (all) callback(null, wanted)
        else callback(null, first.address, first.family)
      })
      .catch((error: NodeJS.ErrnoException) => callback(error, ''))
  }
  const connect = buildConnector({ lookup: checkedLookup })
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    try {
      if (isIP(host)) assertAllowed(host, host) // not looked up
    } catch (error) {
      return callback(error as Error, null)
    }
    connect(options, callback)
  }
}
