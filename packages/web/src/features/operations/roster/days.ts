import type { TaughtEvent } from '../../../api/client.ts'

/** A heading with the events under it. */
export interface Part {
  readonly kind: 'running' | 'next' | 'laterToday' | 'day'
  /** Of the first event, for days. */
  readonly startsAt: string
  readonly items: readonly TaughtEvent[]
}

/**
 * Puts coming events under headings: what runs, the next one, later today, then by day.
 *
 * @param coming by start
 * @param dayOf names the day of an instant, in the viewer's zone
 */
export function toParts(
  coming: readonly TaughtEvent[],
  now: number,
  dayOf: (instant: string) => string,
): Part[] {
  const isRunning = ({ event }: TaughtEvent) => Date.parse(event.startsAt) <= now
  const running = coming.filter(isRunning)
  const [next, ...later] = coming.filter((taught) => !isRunning(taught))
  const today = dayOf(new Date(now).toISOString())
  const days = Map.groupBy(later, ({ event }) => dayOf(event.startsAt))
  const parts: Part[] = [
    { kind: 'running', startsAt: '', items: running },
    { kind: 'next', startsAt: '', items: next ? [next] : [] },
    ...[...days].map(([day, items]): Part => {
      return { kind: day === today ? 'laterToday' : 'day', startsAt: items[0]?.event.startsAt ?? '', items }
    }),
  ]
  return parts.filter((part) => part.items.length > 0)
}
