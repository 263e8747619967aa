// Whether somebody sits before this page: what it asks by itself must not keep a login alive that nobody uses.

const UNATTENDED_MS = 60_000
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'scroll'] as const

let lastSignAt = Date.now()

/** Notes what people do. */
export function watchAttention(): void {
  const note = () => {
    lastSignAt = Date.now()
  }
  for (const sign of SIGNS) window.addEventListener(sign, note, { passive: true, capture: true })
}

/** For how many milliseconds nobody has done anything here. */
export const unattendedMs = (): number => Date.now() - lastSignAt

export const isUnattended = (): boolean => unattendedMs() > UNATTENDED_MS
