import '../ui/panel-styles.ts'
import { Anchor, Button, Group, Paper, Tabs } from '@mantine/core'
import { Suspense, useRef, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { Event, Session } from '../api/client.ts'
import { serverNow } from '../api/clock.ts'
import { useTexts, withTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import type { Done } from '../features/training/board/undo-toast.tsx'
import { CancelledNote } from '../features/training/cancellations/cancelled-note.tsx'
import { SessionMenu, sessionActions } from '../features/training/cancellations/lifecycle-menu.tsx'
import { OwnCompletion } from '../features/training/completions/own-completion.tsx'
import { useCourseTrail } from '../features/training/courses/use-course-trail.ts'
import { DecisionNote } from '../features/training/decisions/decision-note.tsx'
import { OwnPlacePanel } from '../features/training/enrollments/own-place.tsx'
import { phaseOf } from '../features/training/events/phase.ts'
import { PhaseBadge } from '../features/training/events/phase-badge.tsx'
import { useEventsOfSession } from '../features/training/events/queries.ts'
import { RoomBadge } from '../features/training/events/room-badge.tsx'
import { EventChoice, UndoToast } from '../features/training/planning/lazy.tsx'
import { PlanMenu } from '../features/training/planning/plan-menu.tsx'
import { useSession, useSessions } from '../features/training/sessions/queries.ts'
import { enrolledText, SessionFacts } from '../features/training/sessions/session-facts.tsx'
import { formatList } from '../ui/formats.ts'
import { lazily, loadable } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { CalendarPicture } from '../ui/pictures.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Seats } from '../ui/seats.tsx'
import { Empty, Loaded, Loading } from '../ui/states.tsx'
import { useIsPhone } from '../ui/use-is-phone.ts'
import { useHeld } from '../ui/use-opened.ts'
import { usePanel } from '../ui/use-panel.ts'
import { formatDays, formatSpan } from '../ui/when.ts'

const NewEventPanel = lazily(
  async () => (await import('../features/training/events/event-form.tsx')).NewEventPanel,
)
const SessionPanel = lazily(
  async () => (await import('../features/training/sessions/session-form.tsx')).SessionPanel,
)

const Enrollments = loadable(
  async () => (await import('../features/training/enrollments/enrollments.tsx')).Enrollments,
)

const SessionCompletions = loadable(
  async () => (await import('../features/training/completions/session-completions.tsx')).SessionCompletions,
)
const SessionCertificates = loadable(
  async () =>
    (await withTexts(['certificates'], import('../features/training/certificates/session-certificates.tsx')))
      .SessionCertificates,
)

export function SessionPage({ params: { sessionId } }: { params: { sessionId: string } }) {
  const session = useSession(sessionId)
  return (
    <Loaded query={session} isPage>
      {(loaded) => <SessionDetails session={loaded} />}
    </Loaded>
  )
}

function SessionDetails({ session }: { session: Session }) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const { data, isPending } = useSessions(session.courseId, panel === 'cancel')
  const siblings = isPending ? undefined : (data?.items ?? [])
  const [search, setSearch] = useSearchParams()
  // What somebody plans stays, also when the session is cancelled meanwhile.
  const isOn = useHeld(session.cancelled === null, panel !== null)
  const isOneMenu = useIsPhone() && isOn
  const { courseId, courseName } = session
  const trail = useCourseTrail({ courseId, courseName })
  return (
    <Page
      title={session.name}
      trail={trail}
      below={<Glance session={session} />}
      action={
        session.may.edit && (
          <Group gap="xs">
            <SessionMenu session={session} siblings={siblings} isBare={isOneMenu} />
            {isOn && <PlanMenu session={session} also={isOneMenu ? sessionActions(t, session) : []} />}
            {!session.cancelled && <Button onClick={() => open('new-event')}>{t('events.new')}</Button>}
          </Group>
        )
      }
    >
      <CancelledNote cancelled={session.cancelled} />
      {session.may.edit && !session.cancelled && session.minEnrollment !== null && (
        <DecisionNote sessionId={session.id} />
      )}
      {session.may.edit ? (
        <Tabs
          value={search.get('tab') ?? 'events'}
          onChange={(tab) => setSearch(tab && tab !== 'events' ? { tab } : {})}
          keepMounted={false}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="events">{t('session.events')}</Tabs.Tab>
            <Tabs.Tab value="enrollments">{t('session.enrollments')}</Tabs.Tab>
            <Tabs.Tab value="completion">{t('completion.tab')}</Tabs.Tab>
            <Tabs.Tab value="certificates">{t('session.certificates')}</Tabs.Tab>
            <Tabs.Tab value="properties">{t('session.properties')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="events">
            <Events sessionId={session.id} />
            <Anchor
              component={Link}
              href={`/teach/sessions/${session.id}`}
              mt="md"
              display="inline-block"
              className="no-print"
            >
              {t('session.attendance')}
            </Anchor>
          </Tabs.Panel>
          <Tabs.Panel value="enrollments">
            <Suspense fallback={<Loading />}>
              <Enrollments session={session} />
            </Suspense>
          </Tabs.Panel>
          <Tabs.Panel value="completion">
            <Suspense fallback={<Loading />}>
              <SessionCompletions sessionId={session.id} />
            </Suspense>
          </Tabs.Panel>
          <Tabs.Panel value="certificates">
            <Suspense fallback={<Loading />}>
              <SessionCertificates sessionId={session.id} />
            </Suspense>
          </Tabs.Panel>
          <Tabs.Panel value="properties">
            <Paper withBorder p="md">
              <SessionFacts session={session} />
              <Button variant="default" mt="md" onClick={() => open('edit')}>
                {t('app.edit')}
              </Button>
            </Paper>
          </Tabs.Panel>
        </Tabs>
      ) : (
        <>
          <OwnPlacePanel session={session} />
          <OwnCompletion sessionId={session.id} />
          <Events sessionId={session.id} />
        </>
      )}
      {panel === 'new-event' && session.may.edit && <NewEventPanel sessionId={session.id} onClose={close} />}
      {panel === 'edit' && session.may.edit && (
        <SessionPanel courseId={session.courseId} session={session} onClose={close} />
      )}
    </Page>
  )
}

/** When it is, who teaches it and how full it is, in one line. */
function Glance({ session }: { session: Session }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { firstStartsAt, lastEndsAt, enrolledCount: count, maxEnrollment: max } = session
  const names = session.instructors.map(({ name }) => name)
  return (
    <Group gap="4px 16px">
      {firstStartsAt && lastEndsAt && (
        <span>{formatDays({ startsAt: firstStartsAt, endsAt: lastEndsAt }, zone, language)}</span>
      )}
      {names.length > 0 && <span>{formatList(names, language)}</span>}
      {session.may.edit && <Seats count={count} max={max} text={enrolledText(t, session)} />}
    </Group>
  )
}

function Events({ sessionId }: { sessionId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone
  const events = useEventsOfSession(sessionId)
  const [done, setDone] = useState<Done>()
  // A question about events stays where it was asked, also when the last one goes meanwhile.
  const hasChoice = useRef(false)
  hasChoice.current ||= events.data?.items.some((event) => event.may.edit) ?? false
  const empty = (
    <Empty
      title={t('session.noEvents.title')}
      picture={<CalendarPicture />}
      text={t('session.noEvents.text')}
    />
  )
  const factsOf = (event: Event) => {
    const phase = phaseOf(event, serverNow())
    return [
      formatSpan(event, zone ?? event.timeZone, language),
      phase !== 'before' && <PhaseBadge key="phase" phase={phase} />,
      // The room of what is over or called off is nobody's concern.
      event.room && event.may.edit && (phase === 'before' || phase === 'running') && (
        <RoomBadge key="room" room={event.room} />
      ),
    ]
  }
  return (
    <>
      <Loaded query={events}>
        {({ items }) =>
          hasChoice.current ? (
            <EventChoice
              label={t('session.events')}
              events={items}
              factsOf={factsOf}
              empty={empty}
              onDone={({ undo }, words) => setDone(undo ? { words, undo } : undefined)}
            />
          ) : items.length === 0 ? (
            empty
          ) : (
            <Rows label={t('session.events')}>
              {items.map((event) => (
                <Row
                  key={event.id}
                  href={`/learn/events/${event.id}`}
                  title={event.name}
                  facts={factsOf(event)}
                />
              ))}
            </Rows>
          )
        }
      </Loaded>
      {/* Beside the list, which is another one when the last event is gone. */}
      {done && (
        <UndoToast
          key={done.undo.changeId}
          done={done}
          onUndone={() => setDone(undefined)}
          onGone={() => setDone(undefined)}
        />
      )}
    </>
  )
}
