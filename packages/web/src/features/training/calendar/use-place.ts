import { useSearchParams } from 'wouter'
import { type Day, isDay, today } from '../../../ui/days.ts'
import { plannerViews, type View, views } from './days.ts'
import type { Filters, Scope } from './queries.ts'

/** Where the calendar stands: all of it is in the address. */
export interface Place extends Filters {
  readonly view: View
  readonly day: Day
  readonly scope: Scope
}

const scopes: readonly Scope[] = ['mine', 'teaching', 'all']

/** @param usual whose events are shown where the address does not say it */
export function usePlace(timeZone: string, usual: Scope): [Place, (change: Partial<Place>) => void] {
  const [search, setSearch] = useSearchParams()
  const text = (name: string) => search.get(name) ?? ''
  const scope = scopes.find((scope) => scope === text('scope')) ?? usual
  const isPlanned = scope === 'all'
  const known: readonly View[] = isPlanned ? plannerViews : views
  const place: Place = {
    view: known.find((view) => view === text('view')) ?? (isPlanned ? 'week' : 'month'),
    day: isDay(text('date')) ? text('date') : today(timeZone),
    scope,
    courseId: text('course'),
    instructorId: text('instructor'),
    accountId: text('account'),
  }
  const go = (change: Partial<Place>) => {
    const { view, day, scope, courseId, instructorId, accountId } = { ...place, ...change }
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        const all = { view, date: day, scope: scope === usual ? '' : scope }
        const filters = { course: courseId, instructor: instructorId, account: accountId }
        for (const [name, value] of Object.entries({ ...all, ...filters })) {
          if (value) next.set(name, value)
          else next.delete(name)
        }
        return next
      },
      // Back leads to the page before, or to another view; not through every day.
      { replace: change.view === undefined },
    )
  }
  return [place, go]
}
