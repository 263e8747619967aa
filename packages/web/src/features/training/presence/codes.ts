/** As the server makes them: `features/training/presence/codes.ts` there. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const CODE_LENGTH = 8
export const CODE_STEP_MS = 15_000

/** What the QR code of a check holds at a moment of the server's clock. */
export async function codeAt(check: { id: string; seed: string }, serverMs: number): Promise<string> {
  const text = new TextEncoder()
  const hash = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', text.encode(check.seed), hash, false, ['sign'])
  const step = Math.floor(serverMs / CODE_STEP_MS)
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, text.encode(`${check.id} ${step}`)))
  return Array.from(bytes.subarray(0, CODE_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

/** Of what the codes of a check are made that a phone asks without a network. */
export function makeSeed(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
}
