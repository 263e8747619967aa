import { useSearchParams } from 'wouter'

/** Which panel is open, kept in the address so that it can be linked and Back closes it. */
export function usePanel(): { panel: string | null; open: (panel: string) => void; close: () => void } {
  const [search, setSearch] = useSearchParams()
  const change = (panel: string | null) =>
    setSearch((before) => {
      const next = new URLSearchParams(before)
      if (panel === null) next.delete('panel')
      else next.set('panel', panel)
      return next
    })
  const close = () => {
    // What was done in the panel may have led to another page already: that one stays.
    if (new URLSearchParams(window.location.search).has('panel')) change(null)
  }
  return { panel: search.get('panel'), open: change, close }
}
