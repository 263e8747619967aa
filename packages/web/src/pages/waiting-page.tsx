import { Alert, Anchor, Loader, Paper, Stack, Text } from '@mantine/core'
import { type ReactNode, Suspense, useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { type Access, type Event, Problem } from '../api/client.ts'
import { useTexts, withTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { useEventTrail } from '../features/training/courses/use-course-trail.ts'
import { useEvent } from '../features/training/events/queries.ts'
import { useNow } from '../features/training/events/use-now.ts'
import { loadable } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { pageProblem } from '../ui/page-problem.ts'
import { Failure, isMissing, Loading } from '../ui/states.tsx'
import { formatCountdown, formatMoment, formatSpan } from '../ui/when.ts'

const Consent = loadable(
  async () =>
    (await withTexts(['recordings'], import('../features/training/recordings/consent.tsx'))).Consent,
)

const POLL_MS = 3_000
/** Between two tries to go in: what fails must not become a storm. */
const TRY_AGAIN_MS = 5_000

interface WaitingPageProps {
  eventId: string
  kind: 'join' | 'start'
}

/** Join and Start lead here while the way is not open; the page goes in by itself. */
export function WaitingPage({ eventId, kind }: WaitingPageProps) {
  const { t } = useTexts()
  const event = useEvent(eventId, POLL_MS)
  const trail = useEventTrail(event.data)
  const access = event.data?.[kind]
  const isForbidden = event.error instanceof Problem && event.error.status < 500 && event.error.status !== 429
  const gone = pageProblem()
  if (isMissing(event.error) && event.error.code === 'event-deleted') {
    return (
      <Page title={t('wait.gone')}>
        <Failure error={event.error} />
      </Page>
    )
  }
  if (gone?.code === 'event-deleted') return <Gone text={gone.text} />
  if (isForbidden || (event.data && !access))
    return <Forbidden kind={kind} eventId={eventId} canSee={!isForbidden} />
  if (event.error && !event.data) return <Failure error={event.error} onRetry={() => event.refetch()} />
  if (!event.data || !access) return <Loading />
  if (!event.data.tool && access.state !== 'cancelled') return <OnSite event={event.data} />
  return (
    <Page title={t(kind === 'join' ? 'wait.join' : 'wait.start', { name: event.data.name })} trail={trail}>
      <Card role="status">
        <Waiting access={access} eventId={eventId} />
        <Anchor component={Link} href={`/learn/events/${eventId}`}>
          {t('wait.back')}
        </Anchor>
      </Card>
    </Page>
  )
}

/** What takes place on site alone has no room that could open. */
function OnSite({ event }: { event: Event }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? event.timeZone
  const trail = useEventTrail(event)
  return (
    <Page title={t('wait.onSite', { name: event.name })} trail={trail}>
      <Card>
        <Text fw={650} size="lg">
          {formatSpan(event, zone, language)}
        </Text>
        <Text style={{ overflowWrap: 'anywhere' }}>
          {event.place ? t('event.onSite', { place: event.place }) : t('event.unavailableHint')}
        </Text>
        <Anchor component={Link} href={`/learn/events/${event.id}`}>
          {t('wait.back')}
        </Anchor>
      </Card>
    </Page>
  )
}

function Waiting({ access, eventId }: { access: Access; eventId: string }) {
  const { t, language } = useTexts()
  const now = useNow()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const left = Date.parse(access.opensAt) - now
  const isOpen = access.state === 'open'
  const problem = pageProblem()
  const mustAgree = problem?.code === 'recording-consent-needed'
  useGoIn(isOpen && !mustAgree)
  switch (access.state) {
    case 'before':
      return (
        <>
          <Text fw={650} size="lg">
            {t('wait.before')}
          </Text>
          <Text>{t('wait.beforeText', { when: formatMoment(access.opensAt, zone, language) })}</Text>
          <Text size="xl" fw={650}>
            {formatCountdown(left, language)}
          </Text>
        </>
      )
    case 'preparing':
      return (
        <>
          <Loader aria-hidden />
          <Text fw={650} size="lg">
            {t('wait.preparing')}
          </Text>
          <Text>{t('wait.preparingText')}</Text>
        </>
      )
    case 'cancelled':
      return <Text>{problem?.text ?? t('event.cancelled')}</Text>
    case 'unavailable':
      return <Text>{t('event.unavailableHint')}</Text>
    case 'after':
      return <Text>{t('event.endedHint', { when: formatMoment(access.closesAt, zone, language) })}</Text>
    default:
      if (mustAgree)
        return (
          <Suspense fallback={<Loader aria-hidden />}>
            <Consent eventId={eventId} zone={zone} onAgreed={() => window.location.reload()} />
          </Suspense>
        )
      return (
        <>
          {problem && (
            <Alert color="red" variant="outline" title={t('app.error.title')}>
              {problem.text}
            </Alert>
          )}
          <Loader aria-hidden />
          <Text>{t('wait.trying')}</Text>
        </>
      )
  }
}

/** Visits this address again, which now leads into the room: at once when it has just opened, else slowly. */
function useGoIn(isOpen: boolean): void {
  const wasOpenAtFirst = useRef(isOpen).current
  useEffect(() => {
    if (!isOpen) return
    const timer = setTimeout(() => window.location.reload(), wasOpenAtFirst ? TRY_AGAIN_MS : 300)
    return () => clearTimeout(timer)
  }, [isOpen, wasOpenAtFirst])
}

function Gone({ text }: { text: string }) {
  const { t } = useTexts()
  return (
    <Page title={t('wait.gone')}>
      <Card>
        <Text>{text}</Text>
        <Anchor component={Link} href="/">
          {t('app.home')}
        </Anchor>
      </Card>
    </Page>
  )
}

function Forbidden({ kind, eventId, canSee }: WaitingPageProps & { canSee: boolean }) {
  const { t } = useTexts()
  return (
    <Page title={t(kind === 'join' ? 'wait.forbidden' : 'wait.forbiddenStart')}>
      <Card>
        <Text>{t('wait.forbiddenText')}</Text>
        <Anchor component={Link} href={canSee ? `/learn/events/${eventId}` : '/'}>
          {t(canSee ? 'wait.back' : 'app.home')}
        </Anchor>
      </Card>
    </Page>
  )
}

/** What the page says, read out when it changes where it is a state. */
function Card({ role, children }: { role?: 'status'; children: ReactNode }) {
  return (
    <Paper withBorder p="lg" maw={560}>
      <Stack align="flex-start" role={role}>
        {children}
      </Stack>
    </Paper>
  )
}
