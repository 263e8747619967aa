import { type KeyboardEvent, type RefObject, useEffect } from 'react'
import { addDays } from '../../../ui/days.ts'

/**
 * Arrow keys walk from card to card and to the empty slots: up and down within a day and on to the next lane, left and
 * right to the days beside it. One of them all is in the tab order: the one where the keyboard was last.
 */
export function useWalk(root: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  // After each drawing: the one in the tab order may be gone.
  useEffect(() => {
    const element = root.current
    if (!element || element.querySelector('[data-walk][tabindex="0"]')) return
    const first =
      element.querySelector<HTMLElement>('[data-walk][data-event]') ??
      element.querySelector<HTMLElement>('[data-walk]')
    if (first) first.tabIndex = 0
  })
  useEffect(() => {
    const element = root.current
    const keep = ({ target }: FocusEvent) => {
      const found = (target as HTMLElement).closest<HTMLElement>('[data-walk]')
      if (!element || !found) return
      for (const other of element.querySelectorAll<HTMLElement>('[data-walk][tabindex="0"]'))
        other.tabIndex = -1
      found.tabIndex = 0
    }
    element?.addEventListener('focusin', keep)
    return () => element?.removeEventListener('focusin', keep)
  }, [root])
  return (event) => {
    const here = (event.target as HTMLElement).closest<HTMLElement>('[data-walk]')
    if (!here || !root.current || event.altKey || event.ctrlKey || event.metaKey) return
    const there = nextOf(root.current, here, event.key)
    if (!there) return
    event.preventDefault()
    there.focus()
    there.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
}

function nextOf(root: HTMLElement, here: HTMLElement, key: string): HTMLElement | undefined {
  const cell = here.closest<HTMLElement>('[data-cell-day]')
  if (!cell) return undefined
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const day = addDays(cell.dataset.cellDay ?? '', key === 'ArrowLeft' ? -1 : 1)
    return nearestIn(cellAt(root, day, cell.dataset.lane), here)
  }
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined
  const step = key === 'ArrowUp' ? -1 : 1
  const within = walkable(cell)
  const next = within[within.indexOf(here) + step]
  if (next) return next
  const others = [...root.querySelectorAll<HTMLElement>('[data-cell-day]')]
  const same = others.filter((other) =>
    cell.dataset.lane === undefined
      ? weekdayOf(other) === weekdayOf(cell)
      : other.dataset.cellDay === cell.dataset.cellDay,
  )
  const beside = same[same.indexOf(cell) + step]
  return beside ? walkable(beside).at(step === 1 ? 0 : -1) : undefined
}

const weekdayOf = (cell: HTMLElement) => new Date(`${cell.dataset.cellDay}T12:00Z`).getUTCDay()

const walkable = (cell: HTMLElement) => [...cell.querySelectorAll<HTMLElement>('[data-walk]')]

function cellAt(root: HTMLElement, day: string, lane: string | undefined): HTMLElement | undefined {
  return [...root.querySelectorAll<HTMLElement>(`[data-cell-day="${day}"]`)].find(
    (cell) => cell.dataset.lane === lane,
  )
}

function nearestIn(cell: HTMLElement | undefined, here: HTMLElement): HTMLElement | undefined {
  if (!cell) return undefined
  const { top } = here.getBoundingClientRect()
  const distance = (other: HTMLElement) => Math.abs(other.getBoundingClientRect().top - top)
  return walkable(cell).sort((one, other) => distance(one) - distance(other))[0]
}
