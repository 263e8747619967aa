import { Button, NativeSelect } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Me } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { type Day, today } from '../../../ui/days.ts'
import { PlusIcon } from '../../../ui/icons.tsx'
import { onDemand } from '../../../ui/on-demand.ts'
import { plannerViews, turn } from '../calendar/days.ts'
import type { Place } from '../calendar/use-place.ts'
import { titleOf } from '../calendar/words.ts'
import type { BoardAddress } from './address.ts'
import classes from './toolbar.module.css'
import { lanesByAll } from './types.ts'

export interface ToolbarProps {
  me: Me
  place: Place
  address: BoardAddress
  days: readonly Day[]
  timeZone: string
  onGo: (change: Partial<Place>) => void
  onLanesBy: (lanesBy: BoardAddress['lanesBy']) => void
  onColorBy: (colorBy: BoardAddress['colorBy']) => void
  onNew: () => void
  /** Whether changes go into the draft, and what is in it. */
  draft: ReactNode
}

/** Where the board stands, on and back, which view, lanes and colors; and a new event. */
export function Toolbar(props: ToolbarProps) {
  const { place, address, days, timeZone, onGo, draft } = props
  const { t, language } = useTexts()
  const { view, day } = place
  const narrowed = [place.courseId, place.instructorId, place.accountId].filter(Boolean).length
  return (
    <div className={classes.toolbar}>
      <h2 className={classes.title} aria-live="polite">
        {titleOf(view, days, day, language)}
      </h2>
      <div className={classes.group}>
        <Button
          size="compact-md"
          variant="default"
          aria-label={t('calendar.previous', { view })}
          onClick={() => onGo({ day: turn(view, day, -1) })}
        >
          ‹
        </Button>
        <Button size="compact-md" variant="default" onClick={() => onGo({ day: today(timeZone) })}>
          {t('calendar.today')}
        </Button>
        <Button
          size="compact-md"
          variant="default"
          aria-label={t('calendar.next', { view })}
          onClick={() => onGo({ day: turn(view, day, 1) })}
        >
          ›
        </Button>
      </div>
      <fieldset className={classes.views} aria-label={t('calendar.view')}>
        {plannerViews.map((choice) => (
          <button
            key={choice}
            type="button"
            aria-pressed={choice === view}
            onClick={() => onGo({ view: choice })}
          >
            {t('board.viewName', { view: choice })}
          </button>
        ))}
      </fieldset>
      <div className={classes.group}>
        {draft}
        {view === 'lanes' && (
          <NativeSelect
            size="xs"
            aria-label={t('board.lanesBy')}
            value={address.lanesBy}
            onChange={({ currentTarget }) => props.onLanesBy(currentTarget.value as BoardAddress['lanesBy'])}
            data={lanesByAll.map((one) => ({ value: one, label: t('board.lanesByName', { by: one }) }))}
          />
        )}
        <FiltersButton {...props} count={narrowed} />
        <Button size="compact-md" leftSection={<PlusIcon />} onClick={props.onNew}>
          {t('events.new')}
        </Button>
      </div>
    </div>
  )
}

const useFilters = onDemand(async () => (await import('./filters-button.tsx')).OpenFiltersButton)

/** Whose events, which of them and in what colors, behind one button; they come when somebody goes there. */
function FiltersButton(props: ToolbarProps & { count: number }) {
  const { t } = useTexts()
  const { Part, isPressed, hadFocus, watch } = useFilters()
  if (Part) return <Part {...props} isOpened={isPressed} hasFocus={hadFocus} />
  return (
    <Button size="compact-md" variant="default" aria-expanded={false} {...watch}>
      {filtersLabel(t, props.count)}
    </Button>
  )
}

export const filtersLabel = (t: Translate, count: number) =>
  count > 0 ? t('board.filtersSet', { count: String(count) }) : t('board.filters')
