import type { AccountFinding } from './provider.ts'

/** Times of attendance would be as wrong as a clock is. */
const MAX_SKEW_MS = 5 * 60_000
/** What Node.js says of a certificate that it does not believe. */
const CERTIFICATE = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_(GET|VERIFY)|^ERR_(SSL|TLS)|^EPROTO$/
/** What `outside/` says of addresses that it does not ask. */
const PRIVATE = /is an address of a private network/
const NO_SUCH_HOST = /^(ENOTFOUND|ERR_INVALID_URL)$/

/** What is wrong with the address of a server before it is asked. */
export function addressFinding(address: string): AccountFinding | undefined {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol)) return 'account-address-wrong'
  return url.protocol === 'http:' && !isOfThisMachine(url.hostname) ? 'account-not-https' : undefined
}

/** What is to be mended when a server could not be asked. */
export function networkFinding({
  code = '',
  message,
}: {
  code?: string | undefined
  message: string
}): AccountFinding {
  if (PRIVATE.test(message)) return 'account-address-private'
  if (NO_SUCH_HOST.test(code)) return 'account-address-wrong'
  return CERTIFICATE.test(code) ? 'account-certificate-refused' : 'account-unreachable'
}

/** @param said undefined = the server does not tell the time */
export function isClockOff(said: Date | undefined, now: Date): boolean {
  return said !== undefined && Math.abs(said.getTime() - now.getTime()) > MAX_SKEW_MS
}

/** For tries: nothing of it goes over a network. */
function isOfThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}
