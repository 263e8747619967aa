import { useRef } from 'react'

/**
 * The thing that a panel was opened for: when it is deleted meanwhile, the panel and what was typed into it stay.
 *
 * @param id of the open panel; undefined = none is open
 * @param now the thing, where it is found now
 */
export function useOpened<Thing>(
  id: string | undefined,
  now: Thing | undefined,
): { thing: Thing; isGone: boolean } | undefined {
  const held = useRef<{ id: string; thing: Thing }>(undefined)
  if (id === undefined) held.current = undefined
  else if (now !== undefined) held.current = { id, thing: now }
  if (held.current === undefined || held.current.id !== id) return undefined
  return { thing: held.current.thing, isGone: now === undefined }
}

/** What decides what is open, as it was when that opened: it stays, and what is typed into it. */
export function useHeld<Value>(now: Value, isOpen: boolean): Value {
  const held = useRef(now)
  if (!isOpen) held.current = now
  return held.current
}
