import { Button, Group, Title } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { type Day, today } from '../../../ui/days.ts'
import { turn, views } from './days.ts'
import classes from './toolbar.module.css'
import type { Place } from './use-place.ts'
import { titleOf } from './words.ts'

interface ToolbarProps {
  place: Place
  days: readonly Day[]
  timeZone: string
  onGo: (change: Partial<Place>) => void
}

/** Where the calendar stands, on and back, and in which view. */
export function Toolbar({ place, days, timeZone, onGo }: ToolbarProps) {
  const { t, language } = useTexts()
  const { view, day } = place
  return (
    <div className={classes.toolbar}>
      <Group gap="xs" wrap="nowrap">
        <Button
          variant="default"
          px="sm"
          aria-label={t('calendar.previous', { view })}
          onClick={() => onGo({ day: turn(view, day, -1) })}
        >
          ‹
        </Button>
        <Button variant="default" onClick={() => onGo({ day: today(timeZone) })}>
          {t('calendar.today')}
        </Button>
        <Button
          variant="default"
          px="sm"
          aria-label={t('calendar.next', { view })}
          onClick={() => onGo({ day: turn(view, day, 1) })}
        >
          ›
        </Button>
      </Group>
      <Title order={2} size="h4" className={classes.title} aria-live="polite">
        {titleOf(view, days, day, language)}
      </Title>
      <fieldset className={classes.views} aria-label={t('calendar.view')}>
        {views.map((choice) => (
          <Button
            key={choice}
            variant={choice === view ? 'filled' : 'default'}
            aria-pressed={choice === view}
            onClick={() => onGo({ view: choice })}
          >
            {t('calendar.viewName', { view: choice })}
          </Button>
        ))}
      </fieldset>
    </div>
  )
}
