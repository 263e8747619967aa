import { Anchor, Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import type { Event, Roster } from '../api/client.ts'
import { type Translate, useTexts } from '../app/i18n.ts'
import { AttendanceSheet } from '../features/operations/roster/attendance-sheet.tsx'
import { EngagementSection } from '../features/operations/roster/engagement-section.tsx'
import { keepRoster } from '../features/operations/roster/kept-marks.ts'
import classes from '../features/operations/roster/list.module.css'
import { NotStarted } from '../features/operations/roster/not-started.tsx'
import { PaperFoot, PaperHead } from '../features/operations/roster/paper.tsx'
import { nudge, rosterKey, useRoster, useSheet } from '../features/operations/roster/queries.ts'
import { RosterSource, RosterView, Said } from '../features/operations/roster/roster-view.tsx'
import { VerdictSheet } from '../features/operations/roster/verdict-sheet.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { useCourseTrail } from '../features/training/courses/use-course-trail.ts'
import { AccessButton } from '../features/training/events/access-button.tsx'
import { PhaseBadge } from '../features/training/events/phase-badge.tsx'
import { useEvent } from '../features/training/events/queries.ts'
import { usePhase } from '../features/training/events/use-phase.ts'
import { PresenceView } from '../features/training/presence/presence-view.tsx'
import { lazily } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { Failure, Loaded } from '../ui/states.tsx'
import { useHeld } from '../ui/use-opened.ts'
import { usePanel } from '../ui/use-panel.ts'
import { formatSpan } from '../ui/when.ts'

const MessagePanel = lazily(
  async () => (await import('../features/operations/roster/message-panel.tsx')).MessagePanel,
)

interface TeachEventPageProps {
  eventId: string
  view: string | undefined
}

/** The people of an event: the live roster, and the attendance sheet. */
export function TeachEventPage({ eventId, view }: TeachEventPageProps) {
  const event = useEvent(eventId)
  return (
    <Loaded query={event} isPage>
      {(loaded) => <Taught event={loaded} view={view} />}
    </Loaded>
  )
}

function Taught({ event, view }: { event: Event; view: string | undefined }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? event.timeZone
  const roster = useRoster(event.id)
  const phase = usePhase(event)
  const isSheet = view === 'attendance'
  const isPresence = view === 'presence'
  const personId = useMe().data?.id
  useEffect(() => {
    if (roster.data && personId) keepRoster(personId, event, roster.data)
  }, [roster.data, personId, event])
  const trail = useCourseTrail(event)
  return (
    <Page
      title={event.name}
      trail={trail}
      below={
        <Group gap="0 12">
          <PhaseBadge phase={phase} />
          <Text size="sm">{formatSpan(event, zone, language)}</Text>
          <Anchor component={Link} href={`/learn/events/${event.id}`} size="sm" className="no-print">
            {t('roster.event')}
          </Anchor>
          <Anchor component={Link} href={`/teach/sessions/${event.sessionId}`} size="sm" className="no-print">
            {t('roster.session')}
          </Anchor>
        </Group>
      }
      action={(phase === 'before' || phase === 'running') && <AccessButton event={event} kind="start" />}
    >
      <div className={classes.page}>
        <NotStarted eventId={event.id} />
        <nav className={classes.views} aria-label={t('roster.views')}>
          <Link
            href={`/teach/events/${event.id}`}
            className={classes.view}
            aria-current={isSheet || isPresence ? undefined : 'page'}
          >
            {t('teach.roster')}
          </Link>
          <Link
            href={`/teach/events/${event.id}/attendance`}
            className={classes.view}
            aria-current={isSheet ? 'page' : undefined}
          >
            {t('teach.attendance')}
          </Link>
          <Link
            href={`/teach/events/${event.id}/presence`}
            className={classes.view}
            aria-current={isPresence ? 'page' : undefined}
          >
            {t('presence.tab')}
          </Link>
        </nav>
        {isPresence && <PresenceView eventId={event.id} />}
        {!isPresence && (
          <Loaded query={roster}>
            {(loaded) =>
              isSheet ? (
                <>
                  <PaperHead event={event} />
                  <Sheet roster={loaded} />
                  <PaperFoot />
                </>
              ) : (
                <>
                  <div data-late>
                    <RosterSource roster={loaded} />
                  </div>
                  <RosterActions roster={loaded} />
                  <RosterView roster={loaded} />
                </>
              )
            }
          </Loaded>
        )}
      </div>
    </Page>
  )
}

/** While it runs people are marked at a glance; once it is over, verdicts say what a tool told. */
function Sheet({ roster }: { roster: Roster }) {
  const [detailsOf, setDetailsOf] = useState<string>()
  const isOver = useHeld(roster.phase === 'after' && roster.provider !== null, detailsOf !== undefined)
  const sheet = useSheet(roster.eventId, isOver)
  if (!isOver) return <AttendanceSheet roster={roster} detailsOf={detailsOf} onDetails={setDetailsOf} />
  return (
    <>
      <Loaded query={sheet}>{(loaded) => <VerdictSheet key={loaded.eventId} sheet={loaded} />}</Loaded>
      <EngagementSection eventId={roster.eventId} />
    </>
  )
}

/** Telling people: those who are missing that it has begun, or all of them something. */
function RosterActions({ roster }: { roster: Roster }) {
  const { t } = useTexts()
  const client = useQueryClient()
  const { panel, open, close } = usePanel()
  const [said, setSaid] = useState<string>()
  const { eventId, counts, may } = roster
  const press = useMutation({
    mutationFn: () => nudge(eventId),
    onSuccess: async (answer) => {
      setSaid(sayNudged(answer, t))
      await client.invalidateQueries({ queryKey: rosterKey(eventId) })
    },
  })
  return (
    <>
      {counts.enrolled > 0 && (
        <Group gap="xs">
          {may.nudge && (
            <Button loading={press.isPending} disabled={counts.missing === 0} onClick={() => press.mutate()}>
              {t('roster.nudgeCount', { count: counts.missing })}
            </Button>
          )}
          <Button variant="default" onClick={() => open('message')}>
            {t('message.title')}
          </Button>
        </Group>
      )}
      <Said text={said} />
      {press.error && <Failure error={press.error} />}
      {panel === 'message' && (
        <MessagePanel
          eventId={eventId}
          count={counts.enrolled}
          onSent={(told) => setSaid(t('message.sent', { count: told }))}
          onClose={close}
        />
      )}
    </>
  )
}

function sayNudged({ told, waiting }: { told: number; waiting: number }, t: Translate): string {
  if (told === 0) return t(waiting > 0 ? 'roster.nudgedNobody' : 'roster.nobodyMissing')
  return t(waiting > 0 ? 'roster.nudgedWaiting' : 'roster.nudged', { told, waiting })
}
