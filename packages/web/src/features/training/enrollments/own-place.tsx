import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Modal.layer.css'
import '@mantine/core/styles/Overlay.layer.css'
import { Anchor, Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatCountdown, formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { useNow } from '../events/use-now.ts'
import classes from './own-place.module.css'
import { enrollMyself, leave, type OwnPlace, useOwnPlace } from './own-queries.ts'
import { placeTones } from './place-tones.ts'

interface Named {
  readonly id: string
  readonly name: string
}

const taking = {
  enroll: ['place.enroll', 'place.enrollNamed'],
  wait: ['place.getInLine', 'place.getInLineNamed'],
  request: ['place.request', 'place.requestNamed'],
  accept: ['place.accept', 'place.acceptNamed'],
} as const

/** What leaving is called, and what it means. */
const leaving = {
  enrolled: ['place.leave', 'place.leaveText'],
  completed: ['place.leave', 'place.leaveText'],
  waiting: ['place.leaveLine', 'place.leaveLineText'],
  requested: ['place.withdraw', 'place.withdrawText'],
  offered: ['place.decline', 'place.declineText'],
  cancelled: ['place.leave', 'place.leaveText'],
} as const

/** One's place on the page of a session. */
export function OwnPlacePanel({ session }: { session: Named }) {
  const { t } = useTexts()
  const place = useOwnPlace(session.id)
  return (
    <section className={classes.panel} aria-label={t('place.own')}>
      <Loaded query={place}>{(loaded) => <PlaceActions place={loaded} session={session} />}</Loaded>
    </section>
  )
}

/** What one has in a session, and the one press that changes it; in words why not. */
export function PlaceActions({ place, session }: { place: OwnPlace; session: Named }) {
  const { t } = useTexts()
  const [isLeaving, setIsLeaving] = useState(false)
  const take = useMutation({ mutationFn: () => enrollMyself(session.id) })
  const { status, may } = place
  const [label, named] = taking[status === 'offered' ? 'accept' : (may ?? 'enroll')]
  const [leaveLabel, leaveText] = leaving[status ?? 'cancelled']
  return (
    <div className={classes.place}>
      <div role="status" className={classes.place}>
        {status && <StateBadge tone={placeTones[status]}>{t('place.status', { status })}</StateBadge>}
        <PlaceWords place={place} />
        {place.coolDownUntil && (
          <Anchor component={Link} href="/learn?panel=no-shows">
            {t('mine.noShows')}
          </Anchor>
        )}
      </div>
      {take.error && <Failure error={take.error} />}
      <div className={classes.buttons}>
        {may && (
          <Button
            loading={take.isPending}
            onClick={() => take.mutate()}
            aria-label={t(named, { name: session.name })}
          >
            {t(label)}
          </Button>
        )}
        {place.mayWithdraw && (
          <Button
            variant="default"
            onClick={() => setIsLeaving(true)}
            {...(status === 'enrolled'
              ? { 'aria-label': t('place.leaveNamed', { name: session.name }) }
              : {})}
          >
            {t(leaveLabel)}
          </Button>
        )}
      </div>
      {isLeaving && (
        <Confirm
          title={t('place.leaveTitle', { name: session.name })}
          text={t(leaveText)}
          action={t(leaveLabel)}
          onConfirm={() => leave(session.id)}
          onClose={() => setIsLeaving(false)}
        />
      )}
    </div>
  )
}

function PlaceWords({ place }: { place: OwnPlace }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { status, may, reason, placesLeft } = place
  const moment = (at: string) => formatMoment(at, zone, language)
  if (status === 'offered' && place.offerExpiresAt) return <OfferWords until={place.offerExpiresAt} />
  const words = () => {
    if (status === 'waiting' && place.position) return t('place.position', { position: place.position })
    if (status === 'requested') return t('place.asked')
    if (status === 'enrolled') {
      if (place.withdrawReason) return place.withdrawReason
      return place.withdrawUntil ? t('place.until', { when: moment(place.withdrawUntil) }) : null
    }
    if (may === 'wait') return t('place.wait')
    if (may === 'request') return t('place.ask')
    if (may === 'enroll') return leftWords(t, placesLeft)
    return reason ?? t('place.teaching')
  }
  const said = words()
  return said ? <Text>{said}</Text> : null
}

function leftWords(t: ReturnType<typeof useTexts>['t'], left: number | null): string {
  return left === null ? t('place.noLimit') : t('catalogue.left', { count: left })
}

/** The time that is left, by the clock. */
export function OfferWords({ until }: { until: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const left = formatCountdown(Date.parse(until) - useNow(), language)
  return <Text>{t('place.offer', { when: formatMoment(until, zone, language), left })}</Text>
}
