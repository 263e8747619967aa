/** So much is on the way, or in a cache, and no clock that is wrong. */
const TOLERATED_MS = 90_000

let aheadMs = 0

/** The present moment by the server's clock, as far as it is known: that of a device may be hours or days wrong. */
export const serverNow = (): number => Date.now() - aheadMs

/** @param date header of an answer that came right now */
export function compareClocks(date: string | null): void {
  const difference = Date.now() - Date.parse(date ?? '')
  if (!Number.isNaN(difference)) aheadMs = Math.abs(difference) < TOLERATED_MS ? 0 : difference
}
