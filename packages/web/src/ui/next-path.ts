/** Where to go after signing in: an address of this site, or the start page. */
export function nextPath(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/'
}
