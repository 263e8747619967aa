import { type RefObject, useEffect, useRef } from 'react'

/** How often is told what was shown. */
const TELL_MS = 10_000
/** Players tell their time four times a second: a longer step is a leap. */
const STEP_SECONDS = 1.5

export interface Shown {
  readonly fromSeconds: number
  readonly toSeconds: number
}

/** Adds a step of a player to what it has shown: a leap begins another stretch. */
export function addStep(shown: readonly Shown[], from: number, to: number, rate: number): Shown[] {
  if (to <= from || to - from > STEP_SECONDS * Math.max(1, rate)) return [...shown]
  const last = shown.at(-1)
  if (last && Math.abs(last.toSeconds - from) < 0.01)
    return [...shown.slice(0, -1), { fromSeconds: last.fromSeconds, toSeconds: to }]
  return [...shown, { fromSeconds: from, toSeconds: to }]
}

/** Tells what a player really showed: not where it was dragged to, and not while it stood still. */
export function useWatched(
  player: RefObject<HTMLVideoElement | null>,
  tell: ((shown: readonly Shown[], rate: number) => Promise<unknown>) | undefined,
): void {
  const telling = useRef(tell)
  telling.current = tell
  const isWanted = tell !== undefined
  useEffect(() => {
    const film = player.current
    if (!film || !isWanted) return
    let shown: Shown[] = []
    let at: number | undefined
    const step = () => {
      if (at !== undefined && !film.seeking) shown = addStep(shown, at, film.currentTime, film.playbackRate)
      at = film.seeking || film.paused ? undefined : film.currentTime
    }
    const send = () => {
      const told = shown
      shown = []
      // What is lost with the network is told with the next beat.
      telling.current?.(told, film.playbackRate).catch(() => {
        shown = [...told, ...shown].slice(-100)
      })
    }
    const begin = () => {
      at = film.currentTime
      send() // from here on time counts
    }
    const stop = () => {
      step()
      at = undefined
      if (shown.length > 0) send()
    }
    const timer = setInterval(() => shown.length > 0 && send(), TELL_MS)
    const heard = [
      ['timeupdate', step],
      ['play', begin],
      ['pause', stop],
      ['ended', stop],
      ['seeking', () => (at = undefined)],
    ] as const
    for (const [name, hear] of heard) film.addEventListener(name, hear)
    return () => {
      clearInterval(timer)
      for (const [name, hear] of heard) film.removeEventListener(name, hear)
      stop()
    }
  }, [player, isWanted])
}
