import { type RefObject, useEffect, useRef } from 'react'

/** How often is told what was shown. */
const TELL_MS = 10_000
/** As many stretches as are taken at once. */
const MOST = 100

export interface Shown {
  readonly fromSeconds: number
  readonly toSeconds: number
}

/** What was shown and is not told yet. Both are in the order of the film, and none of a list overlaps another of it. */
export function notTold(shown: readonly Shown[], told: readonly Shown[]): Shown[] {
  return shown.flatMap(({ fromSeconds, toSeconds }) => {
    const left: Shown[] = []
    let from = fromSeconds
    for (const known of told) {
      if (known.toSeconds <= from || known.fromSeconds >= toSeconds) continue
      if (known.fromSeconds > from) left.push({ fromSeconds: from, toSeconds: known.fromSeconds })
      from = known.toSeconds
    }
    return from < toSeconds ? [...left, { fromSeconds: from, toSeconds }] : left
  })
}

/** What a player showed since its film was loaded, as the browser keeps it: leaps, and where it stood still, are no part of it. */
const shownBy = ({ played }: HTMLVideoElement): Shown[] =>
  Array.from({ length: played.length }, (_, at) => ({
    fromSeconds: played.start(at),
    toSeconds: played.end(at),
  }))

/** Tells what a player really showed, while it plays and whenever it stops. */
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
    // What was shown before anybody asked is nothing that counts.
    let told = shownBy(film)
    let last: Promise<unknown> = Promise.resolve()
    // One after the other; what is lost with the network is told with the next.
    const send = (isBegun = false) => {
      last = last.then(async () => {
        const news = notTold(shownBy(film), told).slice(0, MOST)
        if (news.length === 0 && !isBegun) return
        try {
          await telling.current?.(news, film.playbackRate)
          told = [...told, ...news].sort((one, other) => one.fromSeconds - other.fromSeconds)
        } catch {}
      })
    }
    const begin = () => send(true) // from here on time counts
    const stop = () => send()
    const forget = () => {
      told = []
    }
    const timer = setInterval(stop, TELL_MS)
    const heard = [
      ['play', begin],
      ['pause', stop],
      ['ended', stop],
      ['emptied', forget],
    ] as const
    for (const [name, hear] of heard) film.addEventListener(name, hear)
    return () => {
      clearInterval(timer)
      for (const [name, hear] of heard) film.removeEventListener(name, hear)
      stop()
    }
  }, [player, isWanted])
}
