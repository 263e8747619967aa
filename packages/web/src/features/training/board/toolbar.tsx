import { Button, NativeSelect, Popover } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { PlusIcon } from '../../../ui/icons.tsx'
import { type Day, plannerViews, today, turn } from '../calendar/days.ts'
import type { Place } from '../calendar/use-place.ts'
import { titleOf } from '../calendar/words.ts'
import type { BoardAddress } from './address.ts'
import classes from './toolbar.module.css'
import { lanesByAll } from './types.ts'

interface ToolbarProps {
  place: Place
  address: BoardAddress
  days: readonly Day[]
  timeZone: string
  onGo: (change: Partial<Place>) => void
  onLanesBy: (lanesBy: BoardAddress['lanesBy']) => void
  onColorBy: (colorBy: BoardAddress['colorBy']) => void
  onNew: () => void
  /** Whose events, and which of them: behind one button. */
  filters: ReactNode
}

/** Where the board stands, on and back, which view, lanes and colors; and a new event. */
export function Toolbar(props: ToolbarProps) {
  const { place, address, days, timeZone, onGo, filters } = props
  const { t, language } = useTexts()
  const { view, day } = place
  const [isOpen, setOpen] = useState(false)
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
        {view === 'lanes' && (
          <NativeSelect
            size="xs"
            aria-label={t('board.lanesBy')}
            value={address.lanesBy}
            onChange={({ currentTarget }) => props.onLanesBy(currentTarget.value as BoardAddress['lanesBy'])}
            data={lanesByAll.map((one) => ({ value: one, label: t('board.lanesByName', { by: one }) }))}
          />
        )}
        <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={300} trapFocus shadow="md">
          <Popover.Target>
            <Button
              size="compact-md"
              variant="default"
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              {narrowed > 0 ? t('board.filtersSet', { count: String(narrowed) }) : t('board.filters')}
            </Button>
          </Popover.Target>
          <Popover.Dropdown aria-label={t('board.filters')}>
            <div className={classes.filters}>
              {filters}
              <NativeSelect
                label={t('board.colorBy')}
                value={address.colorBy}
                onChange={({ currentTarget }) =>
                  props.onColorBy(currentTarget.value as BoardAddress['colorBy'])
                }
                data={(['course', 'account'] as const).map((one) => ({
                  value: one,
                  label: t('board.lanesByName', { by: one }),
                }))}
              />
            </div>
          </Popover.Dropdown>
        </Popover>
        <Button size="compact-md" leftSection={<PlusIcon />} onClick={props.onNew}>
          {t('events.new')}
        </Button>
      </div>
    </div>
  )
}
