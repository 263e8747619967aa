import type { PublicKey } from './format.ts'

/** RS256 of JSON Web Algorithms (RFC 7518): the one that the platform signs with. No other is taken, whatever a header says. */
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const

export interface Signature {
  /** Id of the key that is said to have signed. */
  readonly kid: string
  readonly payload: Readonly<Record<string, unknown>>
  isBy(key: PublicKey): Promise<boolean>
}

/** Reads a JSON Web Signature (RFC 7515, compact). @returns undefined when it is none, or one of another algorithm */
export function readSignature(text: string): Signature | undefined {
  const [header = '', payload = '', signed = '', ...more] = text.trim().split('.')
  const said = readJson(decode(header))
  const what = readJson(decode(payload))
  const bytes = decode(signed)
  if (more.length > 0 || !said || !what || !bytes) return undefined
  if (said.alg !== 'RS256' || typeof said.kid !== 'string') return undefined
  return {
    kid: said.kid,
    payload: what,
    async isBy({ kty, n, e }) {
      try {
        const key = await crypto.subtle.importKey('jwk', { kty, n, e }, ALGORITHM, false, ['verify'])
        const data = new TextEncoder().encode(`${header}.${payload}`)
        return await crypto.subtle.verify(ALGORITHM, key, bytes, data)
      } catch {
        return false // a key that is none
      }
    },
  }
}

/** The keys of a JSON Web Key Set (RFC 7517) that can have signed; none where it is no such set. */
export function readKeys(text: string): PublicKey[] {
  const set = readJson(new TextEncoder().encode(text))
  const keys: unknown[] = Array.isArray(set?.keys) ? set.keys : []
  return keys.filter(isPublicKey)
}

/** The key with the id; a platform's may have it as an address that ends with it. */
export const findKey = (keys: readonly PublicKey[], kid: string): PublicKey | undefined =>
  keys.find((key) => key.kid === kid || kid.endsWith(`/${key.kid}`))

function isPublicKey(value: unknown): value is PublicKey {
  if (typeof value !== 'object' || value === null) return false
  const { kid, kty, n, e } = value as Record<string, unknown>
  return kty === 'RSA' && [kid, n, e].every((part) => typeof part === 'string' && part !== '')
}

function readJson(bytes: Uint8Array | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes ?? new Uint8Array()),
    )
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** Base64url, without padding; what is written otherwise than it would be (RFC 4648, section 3.5) is none. */
function decode(part: string): Uint8Array<ArrayBuffer> | undefined {
  const base64 = part.replaceAll('-', '+').replaceAll('_', '/')
  try {
    const text = atob(base64)
    // Spare bits of the last sign: two texts would be one signature.
    const isWrittenSo = /^[\w-]+$/.test(part) && btoa(text).replace(/=+$/, '') === base64
    return isWrittenSo ? Uint8Array.from(text, (sign) => sign.charCodeAt(0)) : undefined
  } catch {
    return undefined
  }
}
