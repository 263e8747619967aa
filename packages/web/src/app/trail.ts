import type { RouterProps } from 'wouter'

// What closes must not leave a second entry of the same page behind, nor lead out of it: Back closes, forward opens again.
// So every entry of the history knows from where it was opened.

interface Kept {
  readonly from?: string
}

/** What waits until the browser has gone back; undefined = it is not on its way. */
let waiting: (() => void)[] | undefined

/** Around every navigation of the router. */
export const keepTrail: NonNullable<RouterProps['aroundNav']> = (navigate, to, options) => {
  const go = () => {
    const here = hereNow()
    // As browsers do with a link to the page itself.
    const replace = options?.replace || normal(to) === normal(here)
    const from = replace ? keptNow().from : here
    navigate(to, { ...options, replace, state: { ...options?.state, ...(from ? { from } : {}) } })
  }
  if (waiting) waiting.push(go)
  else go()
}

/**
 * Closes what an address says is open: back to the page below, if it was opened from there; else the address is changed.
 *
 * @param isBelow whether an address is that of the page without what closes
 * @param close changes the address in place
 */
export function leave(isBelow: (url: URL) => boolean, close: () => void): void {
  const { from } = keptNow()
  if (waiting) return
  if (from === undefined || !isBelow(new URL(from, window.location.href))) {
    close()
    return
  }
  waiting = []
  window.addEventListener('popstate', flush, { once: true })
  window.history.back()
}

/** Whether the step back in the history that comes is one of ours: something closes by itself. */
export const isClosing = (): boolean => waiting !== undefined

function flush(): void {
  const all = waiting ?? []
  waiting = undefined
  for (const go of all) go()
}

function keptNow(): Kept {
  return (window.history.state ?? {}) as Kept
}

function hereNow(): string {
  return window.location.pathname + window.location.search
}

function normal(address: string): string {
  const { pathname, searchParams, hash } = new URL(address, window.location.href)
  return `${pathname}?${searchParams}${hash}`
}
