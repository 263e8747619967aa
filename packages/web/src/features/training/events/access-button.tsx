import { Button, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Access, Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { formatCountdown, formatMoment, formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './access-button.module.css'
import { eventsKey } from './queries.ts'
import { useNow } from './use-now.ts'

interface AccessButtonProps {
  event: Event
  kind: 'join' | 'start'
  size?: 'sm' | 'lg'
}

/** Join or Start: works within the window, and says in words what happens next when it does not. */
export function AccessButton({ event, kind, size = 'sm' }: AccessButtonProps) {
  const { t } = useTexts()
  const access = event[kind]
  const state = useAccessState(access)
  const hint = useHint(event, access, kind, state)
  if (!access) return null
  if (kind === 'join' && !event.tool) {
    const place = event.place ? t('event.atPlace', { place: event.place }) : t('event.unavailableHint')
    return (
      <Text size="sm" c="dimmed">
        {state === 'before' || state === 'unavailable' ? place : hint}
      </Text>
    )
  }
  const isWebinar = event.tool?.sessionType === 'webinar'
  const label = kind === 'start' ? t('event.start') : t(isWebinar ? 'event.joinWebinar' : 'event.join')
  const hintId = `hint-${kind}-${event.id}`
  const isOpen = state === 'open' || state === 'preparing'
  // A button that does nothing stands only where learners look for it: on the page of what is to come next.
  const isShown = isOpen || (size === 'lg' && kind === 'join' && state !== 'after' && state !== 'cancelled')
  if (!isShown)
    return (
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
    )
  return (
    <div className={classes.access}>
      {isOpen ? (
        <Button component="a" href={access.path} size={size} aria-describedby={hintId}>
          {label}
        </Button>
      ) : (
        <Button
          size={size}
          aria-disabled
          data-disabled
          aria-describedby={hintId}
          onClick={(e) => e.preventDefault()}
        >
          {label}
        </Button>
      )}
      <Text size="sm" c="dimmed" id={hintId}>
        {hint}
      </Text>
    </div>
  )
}

/** The window opens and closes by the clock, also while the page just stands there. */
function useAccessState(access: Access | null): Access['state'] | undefined {
  const now = useNow()
  const client = useQueryClient()
  const opens = access ? Date.parse(access.opensAt) : 0
  const isDue = access?.state === 'before' && now >= opens
  useEffect(() => {
    if (isDue) void client.invalidateQueries({ queryKey: eventsKey })
  }, [isDue, client])
  if (!access) return undefined
  if (access.state === 'cancelled') return 'cancelled'
  return now >= Date.parse(access.closesAt) ? 'after' : access.state
}

function useHint(
  event: Event,
  access: Access | null,
  kind: 'join' | 'start',
  state: Access['state'] | undefined,
): string {
  const { t, language } = useTexts()
  const now = useNow()
  const zone = useMe().data?.timeZone ?? event.timeZone
  const needs = kind === 'start' ? event.start?.needs : undefined
  if (!access) return ''
  if (state === 'open' && needs && needs !== 'nothing') {
    const organizer = event.start?.organizer
    // Where the tool's user is not known here, nobody is named.
    if (!organizer) return t('event.startAtTool', { tool: event.tool?.name[language] ?? '' })
    return t(needs === 'own-sign-in' ? 'event.startOwn' : 'event.startOrganizer', { organizer })
  }
  switch (state) {
    case 'before': {
      const left = Date.parse(access.opensAt) - now
      if (left < 3_600_000) return t('event.opensIn', { time: formatCountdown(left, language) })
      const key = kind === 'start' ? 'event.startOpensAt' : 'event.opensAt'
      return t(key, { when: formatMoment(access.opensAt, zone, language) })
    }
    case 'preparing':
      return t('event.preparingHint')
    case 'unavailable':
      return event.place ? t('event.atPlace', { place: event.place }) : t('event.unavailableHint')
    case 'cancelled':
      return event.cancelled?.reason
        ? t('event.cancelledBecause', { reason: event.cancelled.reason })
        : t('event.cancelled')
    case 'after':
      return t('event.ended')
    default: {
      const left = Date.parse(event.startsAt) - now
      if (left > 0) return t('event.startsIn', { time: formatCountdown(left, language) })
      return t('event.running', { time: formatTime(event.endsAt, zone, language) })
    }
  }
}
