import type { Slot, Vault } from './vault.ts'

/** What a browser keeps for us while somebody signs in: nobody reads or changes it, and no row is written for it. */
export interface HandedOut {
  readonly vault: Vault
  readonly now: () => Date
}

interface Envelope<T> {
  readonly value: T
  readonly issuedAt: number
  readonly expiresAt: number
}

/** @param minutes for which it is good */
export function handOut<T extends object>(
  { vault, now }: HandedOut,
  slot: Slot,
  value: T,
  minutes: number,
): string {
  const issuedAt = now().getTime()
  const envelope: Envelope<T> = { value, issuedAt, expiresAt: issuedAt + minutes * 60_000 }
  return vault.seal(JSON.stringify(envelope), slot)
}

/** @returns undefined for what was not handed out for this slot, was changed, or is too old */
export function takeBack<T extends object>(
  { vault, now }: HandedOut,
  slot: Slot,
  sealed: string,
): { value: T; issuedAt: Date } | undefined {
  let text: string
  try {
    text = vault.open(sealed, slot)
  } catch {
    return undefined // whatever a browser may send
  }
  const { value, issuedAt, expiresAt } = JSON.parse(text) as Envelope<T> // sealed by handOut
  return expiresAt > now().getTime() ? { value, issuedAt: new Date(issuedAt) } : undefined
}
