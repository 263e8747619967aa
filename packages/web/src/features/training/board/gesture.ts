import { useSyncExternalStore } from 'react'
import type { Span } from './moves.ts'
import type { BoardEvent } from './types.ts'

/** The lane of an event that has none, such as one without a tool. */
export const NO_LANE = '-'

/** An event that is being moved, or was put somewhere and waits for the glance. */
export interface Move {
  readonly kind: 'move'
  readonly event: BoardEvent
  /** Others that were picked: they go along by the same days and minutes. */
  readonly others: readonly BoardEvent[]
  readonly span: Span
  /** Where it comes from, and where it is now; undefined = the board has no lanes. */
  readonly fromLane?: string | undefined
  readonly toLane?: string | undefined
  readonly by: 'pointer' | 'keys'
  readonly isStretch: boolean
  /** Who is to teach it instead, chosen in its sheet. */
  readonly teacher?: string
  readonly phase: 'moving' | 'asking'
}

/** An empty stretch that is drawn. */
export interface Draw {
  readonly kind: 'draw'
  readonly span: Span
  readonly toLane?: string | undefined
  /** It was dragged from those that have no date yet. */
  readonly sessionId?: string | undefined
}

export type Gesture = Move | Draw

/**
 * What is being done on the board right now, and which events are picked. It stands outside of React's tree: a drag
 * changes it many times a second, and only what shows it is drawn anew.
 */
class GestureStore {
  #gesture: Gesture | undefined
  #picked: ReadonlySet<string> = new Set()
  readonly #listeners = new Set<() => void>()

  get gesture(): Gesture | undefined {
    return this.#gesture
  }

  get picked(): ReadonlySet<string> {
    return this.#picked
  }

  set(gesture: Gesture | undefined): void {
    if (isSame(this.#gesture, gesture)) return
    this.#gesture = gesture
    this.#tell()
  }

  togglePicked(eventId: string): void {
    const picked = new Set(this.#picked)
    if (!picked.delete(eventId)) picked.add(eventId)
    this.#picked = picked
    this.#tell()
  }

  clearPicked(): void {
    if (this.#picked.size === 0) return
    this.#picked = new Set()
    this.#tell()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

function isSame(one: Gesture | undefined, other: Gesture | undefined): boolean {
  if (one === other) return true
  if (!one || !other || one.kind !== other.kind) return false
  if (one.span.start !== other.span.start || one.span.end !== other.span.end || one.toLane !== other.toLane)
    return false
  return (
    one.kind !== 'move' ||
    other.kind !== 'move' ||
    (one.event === other.event && one.phase === other.phase && one.teacher === other.teacher)
  )
}

export const gestures = new GestureStore()

export function useGesture(): Gesture | undefined {
  return useSyncExternalStore(gestures.subscribe, () => gestures.gesture)
}

export function usePicked(): ReadonlySet<string> {
  return useSyncExternalStore(gestures.subscribe, () => gestures.picked)
}

/** Drawn anew only when this one event is picked or let go. */
export function useIsPicked(eventId: string): boolean {
  return useSyncExternalStore(gestures.subscribe, () => gestures.picked.has(eventId))
}

/** Whether this one event is what is being moved. */
export function useIsMoving(eventId: string): boolean {
  return useSyncExternalStore(gestures.subscribe, () => {
    const { gesture } = gestures
    return (
      gesture?.kind === 'move' &&
      (gesture.event.id === eventId || gesture.others.some(({ id }) => id === eventId))
    )
  })
}
