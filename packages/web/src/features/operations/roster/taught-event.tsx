import type { TaughtEvent } from '../../../api/client.ts'
import { serverNow } from '../../../api/clock.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'

/** What needs attention before an event that one teaches, or while it runs. */
export function Attention({ taught }: { taught: TaughtEvent }) {
  const { t } = useTexts()
  const { event, preflight, hasAlarm } = taught
  const isOver = Date.parse(event.endsAt) <= serverNow()
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

/** How many learners it has, in words. */
export function numbersOf({ counts, event }: TaughtEvent, t: Translate): string {
  const { enrolled, registered } = counts
  const hasOpened = counts.in > 0 || Date.parse(event.startsAt) <= serverNow()
  if (registered === null) {
    return hasOpened
      ? t('teach.numbers', { enrolled, in: counts.in })
      : t('teach.numbersBefore', { enrolled })
  }
  return hasOpened
    ? t('teach.numbersRegistered', { enrolled, registered, in: counts.in })
    : t('teach.numbersBeforeRegistered', { enrolled, registered })
}
