import { Anchor, Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useTexts, withTexts } from '../../../app/i18n.ts'
import { lazily } from '../../../ui/lazily.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Empty, Failure } from '../../../ui/states.tsx'
import { formatCountdown, formatDay, formatMoment, formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { enrollMyself } from '../../training/enrollments/own-queries.ts'
import { useNow } from '../../training/events/use-now.ts'
import { Card } from './card.tsx'
import classes from './home.module.css'
import { NextCard } from './next-card.tsx'
import type { HomeLearning } from './queries.ts'

/** Everything that one had or has, page by page: on request. */
const OwnSessions = lazily(
  async () =>
    (await withTexts(['learning'], import('../../training/enrollments/own-sessions.tsx'))).OwnSessions,
)
const CalendarPicture = lazily(async () => (await import('../../../ui/pictures.tsx')).CalendarPicture)

/** What a learner sees first: what runs or comes next, what needs them, what comes, and what is done. */
export function LearningPart({ learning }: { learning: HomeLearning }) {
  const { t } = useTexts()
  const [showsAll, setShowsAll] = useState(false)
  const { events, places } = learning
  const now = useNow()
  const left = events.filter(({ endsAt }) => Date.parse(endsAt) > now)
  const running = left.filter(({ startsAt }) => Date.parse(startsAt) <= now)
  const [next, ...later] = left.filter((event) => !running.includes(event))
  const first = running.length > 0 ? running : next ? [next] : []
  const coming = running.length > 0 && next ? [next, ...later] : later
  // Offers stand above, and sessions with dates among them.
  const others = places.filter(
    ({ status, sessionId }) => status !== 'offered' && !left.some((event) => event.sessionId === sessionId),
  )
  const isNothing = left.length === 0 && places.length === 0 && learning.done.length === 0
  return (
    <>
      {first.length > 0 && (
        <section aria-label={t(running.length > 0 ? 'mine.now' : 'learn.next')} className={classes.parts}>
          {first.map((event) => (
            <NextCard key={event.id} event={event} kind="join" />
          ))}
        </section>
      )}
      <MineToDo learning={learning} />
      {isNothing && (
        <Empty title={t('learn.empty.title')} text={t('learn.empty.text')} picture={<CalendarPicture />}>
          <Button component={Link} href="/catalogue" mt="sm">
            {t('mine.toCatalogue')}
          </Button>
        </Empty>
      )}
      {coming.length > 0 && <Coming events={coming} hasMore={learning.hasMoreEvents} />}
      {others.length > 0 && <Others places={others} />}
      {learning.done.length > 0 && <Done done={learning.done} />}
      {showsAll ? (
        <OwnSessions />
      ) : (
        !isNothing && (
          <div className={classes.facts}>
            <Button variant="default" onClick={() => setShowsAll(true)}>
              {t('mine.allSessions')}
            </Button>
            <Anchor component={Link} href="/catalogue" className={classes.link}>
              {t('mine.toCatalogue')}
            </Anchor>
            {learning.done.length > 0 && (
              <Anchor component={Link} href="/learn?panel=certificates" className={classes.link}>
                {t('mine.certificates')}
              </Anchor>
            )}
            {learning.noShows > 0 && (
              <Anchor component={Link} href="/learn?panel=no-shows" className={classes.link}>
                {t('mine.noShows')}
              </Anchor>
            )}
          </div>
        )
      )}
    </>
  )
}

function MineToDo({ learning }: { learning: HomeLearning }) {
  const { t, language } = useTexts()
  const timeZone = useMe().data?.timeZone ?? 'UTC'
  const offers = learning.places.filter(({ status }) => status === 'offered')
  if (offers.length === 0 && learning.answers.length === 0) return null
  return (
    <Card title={t('mine.needsYou')}>
      <ul className={classes.list}>
        {offers.map((offer) => (
          <Offer key={offer.sessionId} offer={offer} />
        ))}
        {learning.answers.map(({ sessionId, courseName, sessionName, answer, reason, at }) => (
          <li key={sessionId} className={classes.todo}>
            <span className={classes.dot} data-urgency="later" aria-hidden />
            <div className={classes.words}>
              <p className={classes.name}>
                {courseName} · {sessionName}
              </p>
              <p className={classes.small}>
                {[t('mine.answer', { answer }), reason, formatDay(at, timeZone, language)]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            <Button
              component={Link}
              href={`/sessions/${sessionId}`}
              variant="default"
              size="xs"
              className={classes.do}
              aria-label={t('mine.lookNamed', { name: sessionName })}
            >
              {t('mine.look')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Offer({ offer }: { offer: HomeLearning['places'][number] }) {
  const { t, language } = useTexts()
  const timeZone = useMe().data?.timeZone ?? 'UTC'
  const now = useNow()
  const accept = useMutation({ mutationFn: () => enrollMyself(offer.sessionId) })
  const until = offer.offerExpiresAt
  return (
    <li className={classes.todo}>
      <span className={classes.dot} data-urgency="soon" aria-hidden />
      <div className={classes.words}>
        <p className={classes.name}>
          {t('mine.offer', { name: `${offer.courseName} · ${offer.sessionName}` })}
        </p>
        {until && (
          <p className={classes.small}>
            {t('mine.offerUntil', {
              when: formatMoment(until, timeZone, language),
              left: formatCountdown(Date.parse(until) - now, language),
            })}
          </p>
        )}
        {accept.error && <Failure error={accept.error} />}
      </div>
      <Button
        size="xs"
        className={classes.do}
        loading={accept.isPending}
        onClick={() => accept.mutate()}
        aria-label={t('mine.acceptNamed', { name: offer.sessionName })}
      >
        {t('mine.accept')}
      </Button>
    </li>
  )
}

function Coming({ events, hasMore }: { events: HomeLearning['events']; hasMore: boolean }) {
  const { t, language } = useTexts()
  const timeZone = useMe().data?.timeZone ?? 'UTC'
  return (
    <Card
      title={t('mine.coming')}
      aside={
        hasMore && (
          <Anchor component={Link} href="/calendar" className={classes.link}>
            {t('mine.allDates')}
          </Anchor>
        )
      }
    >
      <ul className={classes.list}>
        {events.map((event) => (
          <li key={event.id} className={classes.event}>
            <span className={classes.time}>{formatDay(event.startsAt, timeZone, language)}</span>
            <span className={classes.bar} data-hue={event.courseHue} aria-hidden />
            <div className={classes.words}>
              <Link href={`/learn/events/${event.id}`} className={classes.eventName}>
                {event.name}
              </Link>
              <p className={classes.small}>
                {formatTime(event.startsAt, timeZone, language)}–
                {formatTime(event.endsAt, timeZone, language)} ·{' '}
                {event.place || event.tool?.name[language] || event.courseName}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** Sessions that one waits for, or that have no dates yet. */
function Others({ places }: { places: HomeLearning['places'] }) {
  const { t } = useTexts()
  return (
    <Card title={t('mine.others')}>
      <ul className={classes.list}>
        {places.map((place) => (
          <li key={place.sessionId} className={classes.event}>
            <span className={classes.bar} data-hue={place.courseHue} aria-hidden />
            <div className={classes.words}>
              <Link href={`/sessions/${place.sessionId}`} className={classes.eventName}>
                {place.courseName} · {place.sessionName}
              </Link>
            </div>
            <StateBadge tone={place.status === 'enrolled' ? 'good' : 'neutral'}>
              {place.position
                ? t('mine.position', { position: place.position })
                : t(place.status === 'enrolled' ? 'mine.datesToCome' : 'mine.requested')}
            </StateBadge>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Done({ done }: { done: HomeLearning['done'] }) {
  const { t, language } = useTexts()
  const timeZone = useMe().data?.timeZone ?? 'UTC'
  return (
    <Card title={t('mine.done')}>
      <ul className={classes.list}>
        {done.map((item) => (
          <li key={item.sessionId} className={classes.event}>
            <div className={classes.words}>
              <Link href={`/sessions/${item.sessionId}`} className={classes.eventName}>
                {item.courseName} · {item.sessionName}
              </Link>
              <p className={classes.small}>
                {[
                  item.lastEndsAt && t('mine.over', { when: formatDay(item.lastEndsAt, timeZone, language) }),
                  item.completion?.state === 'completed'
                    ? item.completion.text
                    : item.marked > 0 && t('mine.present', { present: item.present, events: item.events }),
                  item.completion?.validUntil &&
                    t('mine.validUntil', {
                      until: formatDay(item.completion.validUntil, timeZone, language),
                    }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {item.certificate && (
              <Anchor
                href={`/api/v1/me/certificates/${item.certificate}/pdf`}
                download
                className={classes.link}
                aria-label={t('mine.certificateNamed', { name: `${item.courseName} · ${item.sessionName}` })}
              >
                {t('mine.certificate')}
              </Anchor>
            )}
            <StateBadge tone={item.completion?.state === 'completed' ? 'good' : 'neutral'}>
              {t('mine.result', { result: resultOf(item) })}
            </StateBadge>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function resultOf({
  status,
  cancelled,
  completion,
}: HomeLearning['done'][number]): 'completed' | 'left' | 'not-held' | 'over' {
  if (completion?.state === 'completed') return 'completed'
  if (cancelled) return 'not-held'
  return status === 'cancelled' ? 'left' : 'over'
}
