import { useLocation, useSearchParams } from 'wouter'
import { leave } from '../app/trail.ts'

interface Panel {
  readonly panel: string | null
  readonly open: (panel: string) => void
  readonly close: () => void
}

/**
 * Which panel is open, kept in the address so that it can be linked: Back closes it, and forward opens it again.
 *
 * @param name of the parameter
 */
export function usePanel(name = 'panel'): Panel {
  const [search, setSearch] = useSearchParams()
  const change = (panel: string | null, replace: boolean) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        if (panel === null) next.delete(name)
        else next.set(name, panel)
        return next
      },
      { replace },
    )
  const close = () => {
    // What was done in the panel may have led to another page already: that one stays.
    if (!new URLSearchParams(window.location.search).has(name)) return
    const { pathname } = window.location
    leave(
      (url) => url.pathname === pathname && !url.searchParams.has(name),
      () => change(null, true),
    )
  }
  // One panel that leads to another is closed with it.
  return { panel: search.get(name), open: (panel) => change(panel, search.has(name)), close }
}

/** Closes a panel that has a path of its own. @param below the path of the page without it */
export function usePathPanel(below: string): () => void {
  const [, navigate] = useLocation()
  return () => {
    if (window.location.pathname === below || !window.location.pathname.startsWith(`${below}/`)) return
    leave(
      (url) => url.pathname === below,
      () => navigate(below, { replace: true }),
    )
  }
}
