/** Longer ones, sealed in a cookie, don't fit into what browsers and proxies send. */
const MAX_LENGTH = 1500
/** Stands for this site: only what is relative to it stays on it. */
const HERE = 'http://here.invalid'

/**
 * Where to go after signing in: an address of this site, as browsers understand it, or the start page. The web app’s
 * `ui/next-path.ts` leads alike.
 */
export function nextPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || next.length > MAX_LENGTH) return '/'
  const path = pathOf(next)
  // Dots that are gone may have left two slashes behind: what is left has to lead here, too.
  return path !== undefined && pathOf(path) === path ? path : '/'
}

/**
 * Where somebody goes first who is not signed in, to go on to an address of ours. One that is too long to be remembered
 * leaves its query behind: an answer is no longer than what it leads to.
 */
export function signInThen(address: string): string {
  const next = [address, address.split('?')[0] ?? ''].find((one) => one.length <= MAX_LENGTH)
  return next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in'
}

function pathOf(address: string): string | undefined {
  const url = URL.parse(address, HERE)
  return url?.origin === HERE ? url.pathname + url.search + url.hash : undefined
}
