import { createHash } from 'node:crypto'
import type { Said } from '../../../domain/statement.ts'

/** Of what is said of somebody, without what things are called: a new name corrects nothing. */
export function hashOf({ verb, result, at }: Said): string {
  const { success = null, seconds = null, share = null } = result
  const said = [verb, success, seconds, share === null ? null : Math.round(share * 1e4), at.toISOString()]
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 22)
}

/**
 * The id of a statement by its name (RFC 9562, version 5): whoever makes it again makes the same, so that a repeat is none.
 *
 * @param namespace a UUID
 */
export function nameId(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16)
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
