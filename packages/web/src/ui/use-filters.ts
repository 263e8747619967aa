import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'wouter'

/** Until what is typed is asked for. */
const PAUSE_MS = 200

/**
 * What a list is filtered by, kept in the address: it can be sent, and Back from a thing leads to the same list. What is
 * as usual does not stand there.
 *
 * @param usual what holds where the address says nothing; the same object every time
 * @param choices of those values that are one of a few; anything else in the address counts as nothing
 */
export function useFilters<T extends Readonly<Record<string, string>>>(
  usual: T,
  choices: { readonly [Name in keyof T]?: readonly string[] } = {},
): [filters: T, change: (change: Partial<T>) => void] {
  const [search, setSearch] = useSearchParams()
  const read = (name: string) => {
    const value = search.get(name)
    return value !== null && (choices[name]?.includes(value) ?? true) ? value : usual[name]
  }
  const filters = Object.fromEntries(Object.keys(usual).map((name) => [name, read(name)])) as T
  const change = (changed: Partial<T>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        for (const [name, value] of Object.entries(changed)) {
          if (value === undefined || value === usual[name]) next.delete(name)
          else next.set(name, value)
        }
        return next
      },
      { replace: true }, // Back leads to the page before, not through every letter
    )
  return [filters, change]
}

/**
 * What is typed into a search: shown at once, and kept when somebody pauses.
 *
 * @param kept what is searched for; another one by Back or a link is shown too
 */
export function useTyped(kept: string, keep: (text: string) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState(kept)
  const [settled] = useDebouncedValue(typed.trim(), PAUSE_MS)
  const last = useRef(kept)
  useEffect(() => {
    // What has settled may be older than what another address has put there since.
    if (settled === last.current || settled !== typed.trim()) return
    last.current = settled
    keep(settled)
  }, [settled, typed, keep])
  useEffect(() => {
    if (kept === last.current) return
    last.current = kept
    setTyped(kept)
  }, [kept])
  return [typed, setTyped]
}
