import { useEffect } from 'react'

/** How many small things are open in front of a panel, such as a calendar: Escape is for them. */
let inFront = 0
const listeners = new Set<() => void>()

/** Of questions that are asked, and of what opens and closes in front. */
export const listen = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function tellListeners(): void {
  for (const listener of listeners) listener()
}

export const hasInFront = (): boolean => inFront > 0

/**
 * Keeps the panel below open while something small is open in front of it: Escape closes that, wherever the keyboard is,
 * as nothing else hears of it then.
 */
export function useInFront(isOpen: boolean, close: () => void): void {
  useEffect(() => {
    if (!isOpen) return
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && close()
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [isOpen, close])
  useEffect(() => {
    if (!isOpen) return
    const count = (by: 1 | -1) => {
      inFront += by
      tellListeners()
    }
    count(1)
    return () => count(-1)
  }, [isOpen])
}
