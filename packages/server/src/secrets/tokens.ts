import { hash, randomBytes } from 'node:crypto'

/** A secret for a browser or a link: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a token. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}
