import { useSearchParams } from 'wouter'
import type { ColorBy } from './context.ts'
import { type LanesBy, lanesByAll } from './types.ts'

/** What of a board stands in the address beside the view, the day and the filters, which the calendar has too. */
export interface BoardAddress {
  readonly lanesBy: LanesBy
  readonly colorBy: ColorBy
  /** The event whose sheet is open. */
  readonly eventId: string | undefined
  /** What is being planned. */
  readonly plan: Plan | undefined
}

export interface Plan {
  readonly start: number
  readonly end: number
  readonly lane: string | undefined
  readonly sessionId: string | undefined
}

const names = { lanesBy: 'lanes', colorBy: 'color', eventId: 'event' } as const

export function useBoardAddress() {
  const [search, setSearch] = useSearchParams()
  const set = (changes: Record<string, string | undefined>, replace = false) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value)
          else next.delete(name)
        }
        return next
      },
      { replace },
    )
  const [start, end] = [Date.parse(search.get('at') ?? ''), Date.parse(search.get('until') ?? '')]
  const isPlanning = search.get('panel') === 'plan' && end > start
  const address: BoardAddress = {
    lanesBy: lanesByAll.find((one) => one === search.get(names.lanesBy)) ?? 'account',
    colorBy: search.get(names.colorBy) === 'account' ? 'account' : 'course',
    eventId: search.get(names.eventId) ?? undefined,
    plan: isPlanning
      ? { start, end, lane: search.get('in') ?? undefined, sessionId: search.get('session') ?? undefined }
      : undefined,
  }
  return {
    address,
    setLanesBy: (lanesBy: LanesBy) =>
      set({ [names.lanesBy]: lanesBy === 'account' ? undefined : lanesBy }, true),
    setColorBy: (colorBy: ColorBy) =>
      set({ [names.colorBy]: colorBy === 'course' ? undefined : colorBy }, true),
    openEvent: (eventId: string) =>
      set({ [names.eventId]: eventId, panel: undefined }, search.has(names.eventId)),
    closeEvent: () => set({ [names.eventId]: undefined, panel: undefined }),
    openPlan: ({ start: from, end: until, lane, sessionId }: Plan) =>
      set({
        panel: 'plan',
        at: new Date(from).toISOString(),
        until: new Date(until).toISOString(),
        in: lane,
        session: sessionId,
        [names.eventId]: undefined,
      }),
    closePlan: () =>
      set({ panel: undefined, at: undefined, until: undefined, in: undefined, session: undefined }),
  }
}
