import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { EventId, PersonId, PresenceCheckId } from '../../../domain/ids.ts'
import type { CheckWay } from '../../../domain/presence-check.ts'
import { asHeard, stepsAt } from '../../../domain/presence-check.ts'

/** As in a QR code that a phone reads from afar: nothing in it looks like something else. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const CODE_LENGTH = 8

interface Seeded {
  readonly id: PresenceCheckId
  readonly seed: string
}

/** Of what the codes of a check are made; phones that show codes without a network know it. */
export function makeSeed(): string {
  return randomBytes(16).toString('base64url')
}

/** What a QR code holds in a step of time: `packages/web` makes the same. */
export function codeOf({ id, seed }: Seeded, step: number): string {
  const bytes = createHmac('sha256', seed).update(`${id} ${step}`).digest()
  return Array.from(bytes.subarray(0, CODE_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

/** What a person's page is given while a check is open, and nobody else's. */
export function proofFor({ id, seed }: Seeded, personId: PersonId): string {
  return createHmac('sha256', seed).update(`proof ${id} ${personId}`).digest('base64url')
}

/** Whether an answer shows that whoever gave it was asked at that moment. */
export function isProof(
  check: Seeded & { readonly way: CheckWay; readonly word: string },
  answer: { readonly code: string; readonly proof: string; readonly at: Date; readonly personId: PersonId },
): boolean {
  const { code, proof, at, personId } = answer
  switch (check.way) {
    case 'button':
      return proof === proofFor(check, personId)
    case 'word':
      return code !== '' && asHeard(code) === asHeard(check.word)
    case 'qr':
      return stepsAt(at).some((step) => codeOf(check, step) === code.toUpperCase())
  }
}

/** The id of a half-day's signatures, which is the same before anybody has signed. */
export function halfDayId(eventId: EventId, { from, to }: { from: number; to: number }): PresenceCheckId {
  const hex = createHash('sha256').update(`${eventId} ${from} ${to}`).digest('hex')
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  return id as PresenceCheckId // its only maker
}
