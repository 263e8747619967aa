/** Who only passes over a link is gone by then. */
const REST_MS = 65

/** What is asked of a document here. */
type Watched = Pick<Document, 'addEventListener' | 'removeEventListener' | 'activeElement'> & {
  readonly location: Location
}

/**
 * Hears when somebody is about to follow a link to another page of ours: points at it, comes to it by keyboard, or
 * touches it.
 *
 * @returns ends it
 */
export function pointAt(document: Watched, onIntent: (url: URL) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const rest = ({ target }: { target: unknown }) => {
    clearTimeout(timer)
    const url = linkOf(target, document.location)
    if (url) timer = setTimeout(() => onIntent(url), REST_MS)
  }
  const touch = ({ target }: Event) => {
    clearTimeout(timer)
    const url = linkOf(target, document.location)
    if (url) onIntent(url)
  }
  document.addEventListener('pointerover', rest, { passive: true })
  document.addEventListener('focusin', rest)
  document.addEventListener('touchstart', touch, { passive: true })
  rest({ target: document.activeElement }) // whoever was quicker than the page
  return () => {
    clearTimeout(timer)
    document.removeEventListener('pointerover', rest)
    document.removeEventListener('focusin', rest)
    document.removeEventListener('touchstart', touch)
  }
}

/** @returns undefined where there is no link, or it leads out, into a file, or to where one is */
function linkOf(target: unknown, here: Location): URL | undefined {
  const link = (target as Element | null)?.closest?.<HTMLAnchorElement>('a[href]')
  if (!link || link.hasAttribute('download') || (link.target && link.target !== '_self')) return undefined
  const url = new URL(link.href, here.href)
  if (url.origin !== here.origin || url.pathname.startsWith('/api/')) return undefined
  return url.pathname === here.pathname ? undefined : url
}
