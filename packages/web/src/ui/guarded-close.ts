import { useLayoutEffect, useState, useSyncExternalStore } from 'react'
import { hasInFront, listen, tellListeners } from './in-front.ts'
import { isSavingIn, leave, useUnsavedIn } from './unsaved.tsx'

/** Panels and dialogs that are open, by when they were opened. */
const open = new Set<number>()
let lastTurn = 0

/**
 * For panels and dialogs: how they close where nobody has said that what is typed is not wanted.
 *
 * @param isUnsaved something is typed that its forms do not say themselves
 * @param isSaving it is on its way: nothing closes until it is known whether it was taken
 */
export function useGuardedClose(onClose: () => void, isUnsaved: boolean, isSaving = false) {
  const [panel] = useState(() => Symbol('panel'))
  const [turn] = useState(() => ++lastTurn)
  useLayoutEffect(() => {
    open.add(turn)
    tellListeners()
    return () => {
      open.delete(turn)
      tellListeners()
    }
  }, [turn])
  // What lies below a question, or below a calendar, does not hear of Escape.
  const isBelow = useSyncExternalStore(listen, () => hasInFront() || Math.max(...open) > turn)
  useUnsavedIn(panel, isUnsaved, isSaving)
  const close = () => {
    if (!isSavingIn(panel)) leave(onClose, panel)
  }
  return { panel, guard: { onClose: close, closeOnEscape: !isBelow } }
}
