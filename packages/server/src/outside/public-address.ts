import { BlockList, isIP } from 'node:net'

// IANA’s special-purpose registries, of 2026. Parts that are reachable but lead to no host of somebody, such as
// anycast relays, are closed too. https://www.iana.org/assignments/iana-ipv4-special-registry
const SPECIAL_V4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8',
  '100.64.0.0/10', // behind a carrier’s NAT
  '127.0.0.0/8',
  '168.63.129.16/32', // not of IANA: the platform of Azure, as its machines see it
  '169.254.0.0/16', // link-local; metadata of clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16',
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
]

/** All of IPv6 that is given to networks. What holds an IPv4 address (::, ::ffff:, NAT64), is local or multicast lies outside. */
const GLOBAL_V6 = '2000::/3'
// https://www.iana.org/assignments/iana-ipv6-special-registry
const SPECIAL_V6 = [
  '2001::/23', // protocols: Teredo, benchmarks, ORCHID, AMT
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
]

const special = netsOf([...SPECIAL_V4, ...SPECIAL_V6])
const global = netsOf([GLOBAL_V6])

/**
 * Whether an address is one of the public Internet, as a host there has it.
 *
 * @param address in the usual notation; false for every other text, such as a name, `0x7f.1` or one with a zone
 */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !special.check(address)
  if (version !== 6 || address.includes('%')) return false
  return global.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

function netsOf(nets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const net of nets) {
    const [start = '', prefix] = net.split('/')
    list.addSubnet(start, Number(prefix), isIP(start) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
