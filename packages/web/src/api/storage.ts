type Kind = 'localStorage' | 'sessionStorage'

// Browsers that block cookies refuse even the question where things are kept; full or private ones refuse to keep more.

/** What the browser keeps under a name; null where it keeps nothing. */
export function keptUnder(key: string, kind: Kind = 'localStorage'): string | null {
  try {
    return globalThis[kind].getItem(key)
  } catch {
    return null
  }
}

/**
 * @param text null = nothing is kept any more
 * @returns whether the browser took it
 */
export function keepUnder(key: string, text: string | null, kind: Kind = 'localStorage'): boolean {
  try {
    if (text === null) globalThis[kind].removeItem(key)
    else globalThis[kind].setItem(key, text)
    return true
  } catch {
    return false
  }
}
