import type { Event } from '../../../api/client.ts'

export type Phase = 'before' | 'running' | 'over' | 'cancelled'

/** Where an event is in its life. */
export function phaseOf(event: Pick<Event, 'startsAt' | 'endsAt' | 'cancelled'>, now: number): Phase {
  if (event.cancelled) return 'cancelled'
  if (now < Date.parse(event.startsAt)) return 'before'
  return now < Date.parse(event.endsAt) ? 'running' : 'over'
}
