import { createHash } from 'node:crypto'
import type { Behavior } from './behavior.ts'

/** Documented: which algorithm it was is told by the length of the digest in hex. */
const BY_LENGTH: ReadonlyMap<number, string> = new Map([
  [40, 'sha1'],
  [64, 'sha256'],
  [96, 'sha384'],
  [128, 'sha512'],
])

/**
 * Whether a checksum fits `call + query + secret`.
 *
 * @param query as it was sent, with the checksum still in it
 */
export function isSigned(
  call: string,
  query: string,
  secret: string,
  { checksumAlgorithms, scalelite }: Behavior,
): boolean {
  const given = new URLSearchParams(query).get('checksum') ?? ''
  const algorithm = BY_LENGTH.get(given.length)
  if (!algorithm || !checksumAlgorithms.split(',').includes(algorithm)) return false
  if (scalelite && algorithm === 'sha384') return false
  const rest = query
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('checksum='))
    .join('&')
  const expected = createHash(algorithm).update(`${call}${rest}${secret}`).digest('hex')
  return given.toLowerCase() === expected
}
