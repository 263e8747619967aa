import { lookup, Resolver } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Addresses that people type and that the server asks: kept apart so that tests bring their own. */
export interface Outside {
  /** The texts of a domain's TXT records, each put together. Empty for none. @throws {OutsideError} */
  textRecords(name: string): Promise<string[]>
  /** As the global `fetch`; never into the server's own network. @throws {OutsideError} */
  fetch(url: string, init?: RequestInit): Promise<Response>
}

/** An address could not be asked. The message is for people. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError'
}

export interface OutsideSettings {
  /** Asked for TXT records; empty = the machine's own. Such as `127.0.0.1:5353`. */
  readonly dnsServers: readonly string[]
  /** Addresses of private networks may be asked: for demos and for platforms inside a company. */
  readonly allowsPrivate: boolean
}

const TIMEOUT_MS = 10_000

export function createOutside({ dnsServers, allowsPrivate }: OutsideSettings): Outside {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  if (dnsServers.length > 0) resolver.setServers([...dnsServers])
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
      if (!allowsPrivate) await assertPublic(new URL(url).hostname)
      try {
        const signal = AbortSignal.any([
          AbortSignal.timeout(TIMEOUT_MS),
          ...(init.signal ? [init.signal] : []),
        ])
        return await fetch(url, { ...init, signal })
      } catch (error) {
        const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException }
        const reason = cause?.code ?? cause?.message ?? message
        throw new OutsideError(reason, { cause: error })
      }
    },
  }
}

const privateNets = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  privateNets.addSubnet(net, prefix)
privateNets.addAddress('::1', 'ipv6')
privateNets.addAddress('::', 'ipv6')
privateNets.addSubnet('fc00::', 7, 'ipv6')
privateNets.addSubnet('fe80::', 10, 'ipv6')

/** Whether an address belongs to no private network. */
export function isPublicAddress(address: string): boolean {
  const mapped = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const version = isIP(mapped)
  return version !== 0 && !privateNets.check(mapped, version === 6 ? 'ipv6' : 'ipv4')
}

/** @throws {OutsideError} for a host that leads into a private network */
async function assertPublic(hostname: string): Promise<void> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const addresses = await lookup(host, { all: true }).catch((error: NodeJS.ErrnoException) => {
    throw new OutsideError(error.code ?? error.message, { cause: error })
  })
  if (addresses.every(({ address }) => isPublicAddress(address))) return
  throw new OutsideError(`${hostname} is an address of a private network`)
}
