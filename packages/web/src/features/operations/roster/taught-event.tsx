import { Anchor, Paper, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { TaughtEvent } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { formatSpan } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './list.module.css'

interface TaughtEventCardProps {
  taught: TaughtEvent
  /** The next one stands out. */
  isNext?: boolean
  /** The button that leads into the room. */
  children?: ReactNode
}

/** An event that one teaches: when, its numbers, and what needs attention. */
export function TaughtEventCard({ taught, isNext = false, children }: TaughtEventCardProps) {
  const { t, language } = useTexts()
  const { event } = taught
  const zone = useMe().data?.timeZone ?? event.timeZone
  return (
    <Paper component="article" withBorder className={classes.event} data-next={isNext || undefined}>
      <div className={classes.words}>
        <Title order={3} size="h5">
          <Anchor component={Link} href={`/teach/events/${event.id}`} inherit>
            {event.name}
          </Anchor>
        </Title>
        <Text fw={isNext ? 600 : undefined}>{formatSpan(event, zone, language)}</Text>
        <Text size="sm" c="dimmed">
          {event.courseName} · {event.sessionName}
        </Text>
        <div className={classes.facts}>
          <Text size="sm">{numbersOf(taught, t)}</Text>
          <Attention taught={taught} />
        </div>
      </div>
      {children}
    </Paper>
  )
}

function Attention({ taught }: { taught: TaughtEvent }) {
  const { t } = useTexts()
  const { event, preflight, hasAlarm } = taught
  const isOver = new Date(event.endsAt) <= new Date()
  if (isOver) return null
  return (
    <>
      {hasAlarm && <StateBadge tone="bad">{t('alarm.title')}</StateBadge>}
      {preflight && !preflight.isGreen && <StateBadge tone="bad">{t('teach.red')}</StateBadge>}
      {event.room && event.room.state !== 'ready' && (
        <StateBadge tone="warning">{t('teach.roomNotReady')}</StateBadge>
      )}
    </>
  )
}

function numbersOf({ counts, event }: TaughtEvent, t: Translate): string {
  const { enrolled, registered } = counts
  const hasOpened = counts.in > 0 || new Date(event.startsAt) <= new Date()
  if (registered === null) {
    return hasOpened
      ? t('teach.numbers', { enrolled, in: counts.in })
      : t('teach.numbersBefore', { enrolled })
  }
  return hasOpened
    ? t('teach.numbersRegistered', { enrolled, registered, in: counts.in })
    : t('teach.numbersBeforeRegistered', { enrolled, registered })
}

/** An event that has ended: whether everybody is marked. */
export function PastEvent({ taught }: { taught: TaughtEvent }) {
  const { t, language } = useTexts()
  const { event, counts } = taught
  const zone = useMe().data?.timeZone ?? event.timeZone
  return (
    <Paper component="article" withBorder className={classes.event}>
      <div className={classes.words}>
        <Title order={3} size="h5">
          <Anchor component={Link} href={`/teach/events/${event.id}/attendance`} inherit>
            {event.name}
          </Anchor>
        </Title>
        <Text size="sm">{formatSpan(event, zone, language)}</Text>
        <Text size="sm" c="dimmed">
          {event.courseName} · {event.sessionName}
        </Text>
      </div>
      {counts.enrolled === 0 ? (
        <StateBadge tone="neutral">{t('teach.nobody')}</StateBadge>
      ) : counts.notSet > 0 ? (
        <StateBadge tone="warning">
          {t('teach.notSet', { count: counts.notSet, total: counts.enrolled })}
        </StateBadge>
      ) : (
        <StateBadge tone="good">{t('teach.allSet')}</StateBadge>
      )}
    </Paper>
  )
}
