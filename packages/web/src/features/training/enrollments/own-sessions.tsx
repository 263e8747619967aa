import { Anchor, Button, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { Row, Rows } from '../../../ui/rows.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure } from '../../../ui/states.tsx'
import { formatCountdown, formatDay, formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { useNow } from '../events/use-now.ts'
import { enrollMyself, type OwnEnrollment, useOwnEnrollments } from './own-queries.ts'
import classes from './own-sessions.module.css'
import { placeTones } from './place-tones.ts'

/** Below one's events: offers to answer, sessions one is in or waits for, and on request what is past. */
export function OwnSessions() {
  const { t } = useTexts()
  const current = useOwnEnrollments('current')
  const [showsPast, setShowsPast] = useState(false)
  const items = current.data?.pages.flatMap((page) => page.items) ?? []
  const offers = items.filter((item) => item.status === 'offered')
  if (current.error) return <Failure error={current.error} onRetry={() => current.refetch()} />
  if (!current.data) return null
  return (
    <div className={classes.sections}>
      {offers.length > 0 && (
        <section aria-labelledby="own-offers">
          <Title order={2} size="h4" mb="sm" id="own-offers">
            {t('own.offers')}
          </Title>
          {offers.map((offer) => (
            <Offer key={offer.sessionId} offer={offer} />
          ))}
        </section>
      )}
      <section aria-labelledby="own-sessions">
        <Title order={2} size="h4" mb="sm" id="own-sessions">
          {t('own.title')}
        </Title>
        {items.length === 0 && <Text>{t('own.none')}</Text>}
        <List items={items.filter((item) => item.status !== 'offered')} label={t('own.title')} />
        {current.hasNextPage && (
          <Button variant="default" mt="sm" onClick={() => current.fetchNextPage()}>
            {t('app.more')}
          </Button>
        )}
        <div className={classes.more}>
          <Anchor component={Link} href="/catalogue">
            {t('own.toCatalogue')}
          </Anchor>
          {!showsPast && (
            <Button variant="default" onClick={() => setShowsPast(true)}>
              {t('own.showPast')}
            </Button>
          )}
        </div>
      </section>
      {showsPast && <Past />}
    </div>
  )
}

function Past() {
  const { t } = useTexts()
  const past = useOwnEnrollments('past')
  const items = past.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-labelledby="own-past">
      <Title order={2} size="h4" mb="sm" id="own-past">
        {t('own.past')}
      </Title>
      {past.error && <Failure error={past.error} onRetry={() => past.refetch()} />}
      {past.data && items.length === 0 && <Text>{t('own.nonePast')}</Text>}
      <List items={items} label={t('own.past')} />
      {past.hasNextPage && (
        <Button variant="default" mt="sm" onClick={() => past.fetchNextPage()}>
          {t('app.more')}
        </Button>
      )}
    </section>
  )
}

/** Why a place is no more; of other causes nothing is said. */
const causes = [
  'declined',
  'offer-expired',
  'request-expired',
  'withdrawn',
  'removed',
  'moved',
  'deactivated',
] as const

function List({ items, label }: { items: readonly OwnEnrollment[]; label: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  if (items.length === 0) return null
  const factOf = (item: OwnEnrollment): string | null => {
    const because = (what: string, reason: string) => (reason ? t('own.because', { what, reason }) : what)
    if (item.cancelled) return because(t('own.notHeld'), item.cancelled.reason)
    if (item.status === 'cancelled') {
      const cause = causes.find((known) => known === item.cause)
      return cause ? because(t('own.why', { cause }), item.reason) : null
    }
    if (item.position) return t('own.position', { position: item.position })
    if (item.nextStartsAt) return t('own.next', { when: formatDay(item.nextStartsAt, zone, language) })
    return item.lastEndsAt && t('own.over', { when: formatDay(item.lastEndsAt, zone, language) })
  }
  return (
    <Rows label={label}>
      {items.map((item) => (
        <Row
          key={item.sessionId}
          href={`/sessions/${item.sessionId}`}
          title={`${item.courseName} · ${item.sessionName}`}
          facts={[
            factOf(item),
            <StateBadge key="state" tone={placeTones[item.status]}>
              {t('place.status', { status: item.status })}
            </StateBadge>,
          ]}
        />
      ))}
    </Rows>
  )
}

function Offer({ offer }: { offer: OwnEnrollment }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const now = useNow()
  const accept = useMutation({ mutationFn: () => enrollMyself(offer.sessionId) })
  const until = offer.offerExpiresAt
  return (
    <div className={classes.offer}>
      <div>
        <Anchor component={Link} href={`/sessions/${offer.sessionId}`} fw={600}>
          {offer.courseName} · {offer.sessionName}
        </Anchor>
        {until && (
          <Text>
            {t('place.offer', {
              when: formatMoment(until, zone, language),
              left: formatCountdown(Date.parse(until) - now, language),
            })}
          </Text>
        )}
        {accept.error && <Failure error={accept.error} />}
      </div>
      <Button
        loading={accept.isPending}
        onClick={() => accept.mutate()}
        aria-label={t('place.acceptNamed', { name: offer.sessionName })}
      >
        {t('place.accept')}
      </Button>
    </div>
  )
}
