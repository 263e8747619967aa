import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { serverNow } from '../../../api/clock.ts'
import { type Phase, phaseOf } from './phase.ts'
import { eventsKey } from './queries.ts'

/** Timers count no further than 24 days. */
const LONGEST_WAIT_MS = 20 * 24 * 3_600_000

/** Where an event is in its life, as time goes on while the page stands there: with each step the event is read anew. */
export function usePhase(event: Pick<Event, 'startsAt' | 'endsAt' | 'cancelled'>): Phase {
  const client = useQueryClient()
  const [lookedAt, setLookedAt] = useState(serverNow)
  const phase = phaseOf(event, serverNow())
  const next = phase === 'before' ? event.startsAt : phase === 'running' ? event.endsAt : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wait that was cut short begins again
  useEffect(() => {
    if (!next) return
    const left = Date.parse(next) - serverNow()
    const timer = setTimeout(
      () => {
        setLookedAt(serverNow())
        if (left <= LONGEST_WAIT_MS) void client.invalidateQueries({ queryKey: eventsKey })
      },
      Math.min(left, LONGEST_WAIT_MS),
    )
    return () => clearTimeout(timer)
  }, [next, lookedAt, client])
  return phase
}
