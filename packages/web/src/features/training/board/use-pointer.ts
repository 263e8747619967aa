import { type RefObject, useEffect, useRef } from 'react'
import type { Day } from '../../../ui/days.ts'
import { wallAt } from '../../../ui/wall.ts'
import type { Axis } from '../calendar/axis.ts'
import { PIXELS_PER_MINUTE } from '../calendar/hours-of-day.ts'
import { type Gesture, gestures, NO_LANE } from './gesture.ts'
import { byDays, endingAt, type Span, snap, spanOf, startingAt, stretchOf, usualStart } from './moves.ts'
import type { BoardEvent } from './types.ts'

/** A mouse that moves less than this clicks; a finger that moves more than this scrolls. */
const SLOP_PX = 5
/** A finger that rests this long takes what is below it. */
const LONG_PRESS_MS = 380
/** So near to an edge the board scrolls, by so much each time. */
const [EDGE_PX, SCROLL_PX] = [44, 12]

/** What pointers need to know of the board that they move on. */
export interface Surface {
  readonly timeZone: string
  /** Hours stand below each other; undefined = cells are whole days. */
  readonly axis: Axis | undefined
  readonly lengthMinutes: number
  readonly mayChangeLane: boolean
  readonly eventOf: (eventId: string) => BoardEvent | undefined
  readonly onPlan: (span: Span, lane: string | undefined, sessionId: string | undefined) => void
  readonly onDropped: () => void
}

/** What is below a pointer. */
interface Hit {
  readonly day: Day
  readonly lane: string | undefined
  readonly place: number
}

type Grip =
  | { readonly kind: 'move' | 'stretch'; readonly event: BoardEvent; readonly lane: string | undefined }
  | { readonly kind: 'draw'; readonly sessionId: string | undefined }

/**
 * Mouse, pen and finger on the board, by pointer events: drag a card, pull its lower edge, draw on an empty stretch.
 * A finger rests first, so that it can scroll. Escape takes back. What is being done goes to {@link gestures}; React
 * hears of it once for each quarter of an hour, not once for each pixel.
 */
export function usePointer(root: RefObject<HTMLElement | null>, surface: Surface): void {
  const latest = useRef(surface)
  latest.current = surface
  useEffect(() => {
    const element = root.current
    if (!element) return
    return listen(element, () => latest.current)
  }, [root])
}

function listen(root: HTMLElement, surface: () => Surface): () => void {
  let session: { stop: () => void; isDragging: () => boolean } | undefined
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || session || event.ctrlKey || event.metaKey || event.shiftKey) return
    const grip = gripOf(event.target as Element, surface())
    if (!grip) return
    session = follow(root, surface, event, grip, () => {
      session = undefined
    })
  }
  // Must be there before the finger comes down, else the browser scrolls.
  const touch = (event: TouchEvent) => session?.isDragging() && event.preventDefault()
  const stay = (event: Event) => session && event.preventDefault()
  root.addEventListener('pointerdown', down)
  root.addEventListener('touchmove', touch, { passive: false })
  root.addEventListener('dragstart', stay)
  root.addEventListener('contextmenu', stay)
  return () => {
    session?.stop()
    root.removeEventListener('pointerdown', down)
    root.removeEventListener('touchmove', touch)
    root.removeEventListener('dragstart', stay)
    root.removeEventListener('contextmenu', stay)
  }
}

function gripOf(target: Element, surface: Surface): Grip | undefined {
  const card = target.closest<HTMLElement>('[data-event]')
  if (card) {
    const event = surface.eventOf(card.dataset.event ?? '')
    if (!event || !mayMove(event)) return undefined
    const kind = target.closest('[data-stretch]') ? 'stretch' : 'move'
    const lane = card.closest<HTMLElement>('[data-cell-day]')?.dataset.lane ?? card.dataset.lane
    return { kind, event, lane }
  }
  const session = target.closest<HTMLElement>('[data-session]')
  if (session) return { kind: 'draw', sessionId: session.dataset.session }
  if (target.closest('button, a, input, select')) return undefined
  return target.closest('[data-cell-day]') ? { kind: 'draw', sessionId: undefined } : undefined
}

/** What has begun stays where it is; so does what one may not edit. */
export function mayMove(event: BoardEvent): boolean {
  return event.mayEdit && event.state === 'coming'
}

function follow(
  root: HTMLElement,
  surface: () => Surface,
  first: PointerEvent,
  grip: Grip,
  onEnd: () => void,
): { stop: () => void; isDragging: () => boolean } {
  const isTouch = first.pointerType === 'touch'
  const start = hitAt(root, first.clientX, first.clientY)
  let dragging = false
  let last = { x: first.clientX, y: first.clientY }
  let frame = 0
  const begin = () => {
    dragging = true
    document.documentElement.dataset.dragging = grip.kind
    if (isTouch) navigator.vibrate?.(8)
    show()
  }
  const timer = isTouch ? setTimeout(begin, LONG_PRESS_MS) : undefined
  const show = () => {
    frame = 0
    if (!dragging) return
    scrollNearEdges(root, last)
    const hit = hitAt(root, last.x, last.y)
    if (hit) gestures.set(gestureAt(grip, start, hit, surface()))
  }
  const move = (event: PointerEvent) => {
    if (event.pointerId !== first.pointerId) return
    last = { x: event.clientX, y: event.clientY }
    const far = Math.hypot(last.x - first.clientX, last.y - first.clientY) > SLOP_PX
    if (!dragging && far && isTouch) return end()
    if (!dragging && far) begin()
    // At most once for each picture.
    if (dragging && frame === 0) frame = requestAnimationFrame(show)
  }
  const end = () => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    delete document.documentElement.dataset.dragging
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', up)
    window.removeEventListener('pointercancel', cancel)
    window.removeEventListener('keydown', key, true)
    dragging = false
    onEnd()
  }
  const cancel = () => {
    if (dragging) gestures.set(undefined)
    end()
  }
  const up = (event: PointerEvent) => {
    if (event.pointerId !== first.pointerId) return
    const wasDragging = dragging
    if (wasDragging) {
      last = { x: event.clientX, y: event.clientY }
      show()
      swallowClick()
    }
    end()
    if (wasDragging) drop(surface())
    else if (!isTouch && grip.kind === 'draw' && !grip.sessionId && start) plan(start, surface())
  }
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    event.preventDefault()
    cancel()
  }
  window.addEventListener('pointermove', move)
  window.addEventListener('pointerup', up)
  window.addEventListener('pointercancel', cancel)
  window.addEventListener('keydown', key, true)
  return { stop: cancel, isDragging: () => dragging }
}

function drop(surface: Surface): void {
  const { gesture } = gestures
  if (!gesture) return
  if (gesture.kind === 'draw') {
    gestures.set(undefined)
    surface.onPlan(gesture.span, gesture.toLane, gesture.sessionId)
    return
  }
  const before = spanOf(gesture.event)
  const isSame =
    before.start === gesture.span.start &&
    before.end === gesture.span.end &&
    gesture.fromLane === gesture.toLane
  gestures.set(isSame ? undefined : { ...gesture, phase: 'asking' })
  if (!isSame) surface.onDropped()
}

/** A single click on an empty stretch. */
function plan(start: Hit, surface: Surface): void {
  const drawn = drawnSpan(start, start, surface)
  surface.onPlan(drawn, start.lane, undefined)
}

function drawnSpan(start: Hit, hit: Hit, surface: Surface): Span {
  const { axis, timeZone, lengthMinutes } = surface
  if (axis)
    return stretchOf(
      axis,
      start.day,
      { from: start.place, to: hit.day === start.day ? hit.place : start.place },
      lengthMinutes,
    )
  const at = usualStart(hit.day, timeZone, Date.now())
  return { start: at, end: at + lengthMinutes * 60_000 }
}

function gestureAt(grip: Grip, start: Hit | undefined, hit: Hit, surface: Surface): Gesture {
  const { axis, timeZone } = surface
  if (grip.kind === 'draw') {
    const from = grip.sessionId || !start ? hit : start
    return { kind: 'draw', span: drawnSpan(from, hit, surface), toLane: hit.lane, sessionId: grip.sessionId }
  }
  const { event, lane } = grip
  const own = spanOf(event)
  const firstDay = wallAt(own.start, timeZone).slice(0, 10)
  const moved = surface.mayChangeLane ? (hit.lane ?? lane) : lane
  const common = {
    kind: 'move',
    event,
    others: othersOf(event, surface),
    fromLane: lane ?? (hit.lane === undefined ? undefined : NO_LANE),
    toLane: moved,
    by: 'pointer',
    phase: 'moving',
  } as const
  if (grip.kind === 'stretch' && axis) {
    const span = endingAt(own, axis.instantAt(hit.day, snap(hit.place)))
    return { ...common, others: [], toLane: common.fromLane, isStretch: true, span }
  }
  const days = daysBetween(start?.day ?? firstDay, hit.day)
  const there = byDays(own, days, event.timeZone)
  const isHoursMove = axis && start && Math.abs(hit.place - start.place) >= 7.5
  if (!isHoursMove) {
    return { ...common, isStretch: false, span: there }
  }
  const day = wallAt(there.start, timeZone).slice(0, 10)
  const wanted = snap(axis.placeOf(day, there.start) + hit.place - start.place)
  const place = Math.max(0, Math.min(wanted, axis.minutes - 15))
  return { ...common, isStretch: false, span: startingAt(there, axis.instantAt(day, place)) }
}

/** The other picked ones, when what is moved is picked itself. */
function othersOf(event: BoardEvent, surface: Surface): BoardEvent[] {
  if (!gestures.picked.has(event.id)) return []
  return [...gestures.picked]
    .filter((id) => id !== event.id)
    .map(surface.eventOf)
    .filter((other): other is BoardEvent => other !== undefined && mayMove(other))
}

function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T12:00Z`) - Date.parse(`${from}T12:00Z`)) / 86_400_000)
}

function hitAt(root: HTMLElement, x: number, y: number): Hit | undefined {
  const cell = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-cell-day]')
  if (!cell || !root.contains(cell)) return undefined
  const { cellDay: day = '', lane } = cell.dataset
  const place = (y - cell.getBoundingClientRect().top) / PIXELS_PER_MINUTE
  return { day, lane, place }
}

function scrollNearEdges(root: HTMLElement, { x, y }: { x: number; y: number }): void {
  const scroller = root.querySelector<HTMLElement>('[data-scroller]')
  const { top, bottom } = scroller?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight }
  const by = y < top + EDGE_PX ? -SCROLL_PX : y > bottom - EDGE_PX ? SCROLL_PX : 0
  if (by === 0 || x < 0) return
  if (scroller) scroller.scrollTop += by
  else scrollBy(0, by)
}

/** The click that a browser makes of a drag's end opens nothing. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.preventDefault()
    event.stopPropagation()
  }
  window.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0)
}
