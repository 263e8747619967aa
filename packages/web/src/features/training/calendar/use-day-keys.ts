import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'
import { addDays, type Day, weekdayNumber, weekOf } from '../../../ui/days.ts'
import { addMonths } from './days.ts'

/**
 * Arrow keys move from day to day, also out of what is shown; Page Up and Down by month. The element that carries the
 * day in `data-day` gets the focus.
 *
 * @param firstShown the first day of a week that is shown
 */
export function useDayKeys(day: Day, onDay: (day: Day) => void, firstShown: Day = day) {
  const frame = useRef<HTMLDivElement>(null)
  const follows = useRef(false)
  // The day may stand on the next page only, which is drawn by then.
  useEffect(() => {
    if (!follows.current) return
    follows.current = false
    focusDay(frame, day)
  }, [day])
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target as HTMLElement).dataset.day) return
    const next = dayAfter(event.key, day, weekOf(day, weekdayNumber(firstShown)))
    if (!next) return
    event.preventDefault()
    follows.current = true
    onDay(next)
  }
  return { frame, onKeyDown }
}

function dayAfter(key: string, day: Day, firstOfWeek: Day): Day | undefined {
  if (key === 'ArrowLeft') return addDays(day, -1)
  if (key === 'ArrowRight') return addDays(day, 1)
  if (key === 'ArrowUp') return addDays(day, -7)
  if (key === 'ArrowDown') return addDays(day, 7)
  if (key === 'Home') return firstOfWeek
  if (key === 'End') return addDays(firstOfWeek, 6)
  if (key === 'PageUp') return addMonths(day, -1)
  return key === 'PageDown' ? addMonths(day, 1) : undefined
}

function focusDay(frame: RefObject<HTMLDivElement | null>, day: Day): void {
  frame.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus()
}
