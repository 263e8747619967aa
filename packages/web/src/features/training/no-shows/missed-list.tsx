import { Anchor, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge, type Tone } from '../../../ui/state-badge.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './no-shows.module.css'
import type { OwnNoShows } from './queries.ts'

type Missed = OwnNoShows['items'][number]

const tones: Readonly<Record<Missed['state'], Tone>> = {
  counts: 'warning',
  past: 'neutral',
  lifted: 'neutral',
  excused: 'good',
}

interface MissedListProps<One extends Missed> {
  items: readonly One[]
  /** Where an event leads to. */
  pathOf: (eventId: string) => string
  /** What can be done with it. */
  children?: (one: One) => ReactNode
}

/** Events that somebody missed: whether each counts, why they are absent, and what they say of it. */
export function MissedList<One extends Missed>({ items, pathOf, children }: MissedListProps<One>) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  return (
    <ul className={classes.list}>
      {items.map((one) => (
        <li key={one.eventId} className={classes.item}>
          <Anchor component={Link} href={pathOf(one.eventId)} fw={600}>
            {one.eventName}
          </Anchor>
          <Text size="sm">
            {one.courseName} · {one.sessionName}
          </Text>
          <Text size="sm">{formatMoment(one.startsAt, zone, language)}</Text>
          <StateBadge tone={tones[one.state]}>{t('noShows.state', { state: one.state })}</StateBadge>
          {one.state !== 'excused' && (
            <Text size="sm">{one.reason ? one.reason.text : t('noShows.byHand')}</Text>
          )}
          {one.explanation && (
            <div>
              <Text size="sm" c="dimmed">
                {t('noShows.explanation')}
              </Text>
              <Text size="sm" className={classes.said}>
                {one.explanation}
              </Text>
              {one.isOpen && (
                <Text size="sm" c="dimmed">
                  {t('noShows.open')}
                </Text>
              )}
            </div>
          )}
          {children?.(one)}
        </li>
      ))}
    </ul>
  )
}
