import { Alert, Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { Event } from '../api/client.ts'
import { useTexts, withTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { useCourseTrail } from '../features/training/courses/use-course-trail.ts'
import { AccessButton } from '../features/training/events/access-button.tsx'
import { PhaseBadge } from '../features/training/events/phase-badge.tsx'
import { deleteEvent, eventsKey, useEvent } from '../features/training/events/queries.ts'
import { RoomBadge } from '../features/training/events/room-badge.tsx'
import { usePhase } from '../features/training/events/use-phase.ts'
import { Facts } from '../ui/facts.tsx'
import { formatList } from '../ui/formats.ts'
import { lazily } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'
import { differs, formatSpan } from '../ui/when.ts'
import classes from './event-page.module.css'

const EditPanel = lazily(
  async () =>
    (
      await withTexts(
        ['planning', 'training', 'lifecycle'],
        import('../features/training/events/event-form.tsx'),
      )
    ).EditEventPanel,
)
const RoomCare = lazily(
  async () => (await withTexts(['planning'], import('../features/training/events/room-care.tsx'))).RoomCare,
)
const EventProfile = lazily(
  async () =>
    (await withTexts(['planning', 'evidence'], import('../features/training/events/event-profile.tsx')))
      .EventProfile,
)
const EventTeaching = lazily(
  async () =>
    (await withTexts(['teaching', 'presence'], import('../features/operations/roster/event-teaching.tsx')))
      .EventTeaching,
)
const AfterEvent = lazily(
  async () =>
    (await withTexts(['teaching', 'training'], import('../features/operations/roster/after-event.tsx')))
      .AfterEvent,
)
const OwnMark = lazily(
  async () =>
    (await withTexts(['teaching', 'training'], import('../features/operations/roster/after-event.tsx')))
      .OwnMark,
)
const Presence = lazily(
  async () =>
    (await withTexts(['presence'], import('../features/training/presence/own-presence.tsx'))).Presence,
)
const Recordings = lazily(
  async () =>
    (await withTexts(['recordings'], import('../features/training/recordings/recordings.tsx'))).Recordings,
)
const Consent = lazily(
  async () =>
    (await withTexts(['recordings'], import('../features/training/recordings/consent.tsx'))).Consent,
)
const NoticeSwitch = lazily(
  async () =>
    (await withTexts(['recordings'], import('../features/training/recordings/notice-switch.tsx')))
      .NoticeSwitch,
)
const EventMenu = lazily(async () => (await import('../features/training/events/event-menu.tsx')).EventMenu)
const CancelPanel = lazily(
  async () =>
    (
      await withTexts(
        ['planning', 'training', 'lifecycle'],
        import('../features/training/events/cancel-panel.tsx'),
      )
    ).CancelPanel,
)
const StandInPanel = lazily(
  async () =>
    (await withTexts(['planning', 'training'], import('../features/training/events/stand-in-panel.tsx')))
      .StandInPanel,
)
const InRoom = lazily(
  async () => (await withTexts(['training'], import('../features/training/events/in-room.tsx'))).InRoom,
)
const BreakoutPanel = lazily(
  async () =>
    (
      await withTexts(
        ['planning', 'training', 'breakouts'],
        import('../features/training/events/breakout-panel.tsx'),
      )
    ).BreakoutPanel,
)
const RegistrarsPanel = lazily(
  async () =>
    (
      await withTexts(
        ['planning', 'training', 'enrolling', 'duties'],
        import('../features/training/registrars/registrars-panel.tsx'),
      )
    ).RegistrarsPanel,
)
const EventPlan = lazily(
  async () => (await withTexts(['training'], import('../features/training/events/event-plan.tsx'))).EventPlan,
)
const DeletePanel = lazily(
  async () =>
    (await withTexts(['planning', 'lifecycle'], import('../features/training/events/delete-panel.tsx')))
      .DeletePanel,
)

export function EventPage({ eventId }: { eventId: string }) {
  const event = useEvent(eventId)
  return (
    <Loaded query={event} isPage>
      {(loaded) => <EventDetails event={loaded} />}
    </Loaded>
  )
}

function EventDetails({ event }: { event: Event }) {
  const { t, language } = useTexts()
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  const client = useQueryClient()
  const zone = useMe().data?.timeZone ?? event.timeZone
  const when = formatSpan(event, zone, language)
  const phase = usePhase(event)
  const isToCome = phase === 'before' || phase === 'running'
  const trail = useCourseTrail(event)
  const remove = async (quiet: boolean) => {
    await deleteEvent(event.id, quiet)
    navigate(`/sessions/${event.sessionId}`, { replace: true })
    client.removeQueries({ queryKey: [...eventsKey, event.id] })
    await client.invalidateQueries({ queryKey: eventsKey })
  }
  return (
    <Page
      title={event.name}
      trail={trail}
      below={<PhaseBadge phase={phase} />}
      action={
        event.may.edit && (
          <Group gap="xs">
            <Button variant="default" onClick={() => open('edit')}>
              {t('app.edit')}
            </Button>
            <EventMenu event={event} onChoose={open} />
          </Group>
        )
      }
    >
      <Stack gap="lg">
        {event.cancelled && (
          <Alert color="orange" variant="outline" role="status">
            {event.cancelled.reason
              ? t('event.cancelledBecause', { reason: event.cancelled.reason })
              : t('event.cancelled')}
          </Alert>
        )}
        <Paper withBorder className={classes.main}>
          <div>
            <Text size="lg" fw={650}>
              {when}
            </Text>
            {differs(event, zone, event.timeZone) && (
              <Text c="dimmed">
                {t('event.inZone', { when: formatSpan(event, event.timeZone, language) })}
              </Text>
            )}
          </div>
          {isToCome && <AccessButton event={event} kind="start" size="lg" />}
          {isToCome && event.join && event.tool && <Consent eventId={event.id} zone={zone} />}
          {isToCome && <AccessButton event={event} kind="join" size="lg" />}
          {isToCome && event.inRoom && (event.inRoom.waits || event.inRoom.breakoutGroup) && (
            <InRoom {...event.inRoom} />
          )}
          {phase === 'running' && event.join && <OwnMark event={event} isQuiet />}
          {phase === 'running' && (event.join || event.start) && <Presence eventId={event.id} isQuiet />}
          {phase === 'over' && (event.join || event.may.teach) && <AfterEvent event={event} />}
        </Paper>
        {phase === 'over' && (event.join || event.may.teach) && event.tool?.records && (
          <Recordings event={event} />
        )}
        {event.may.teach && <EventTeaching event={event} />}
        {event.may.teach && event.tool && isToCome && <NoticeSwitch eventId={event.id} />}
        {(event.join || event.start) && isToCome && (
          <Anchor href={`/api/v1/events/${event.id}/event.ics`} download>
            {t('event.calendar')}
          </Anchor>
        )}
        <div>
          <Facts
            facts={[
              [
                t('event.instructors'),
                formatList(
                  event.instructors.map((person) => person.name),
                  language,
                ) || '–',
              ],
              [t('event.place'), event.place],
              [
                t('event.tool'),
                event.tool
                  ? `${event.tool.name[language]} · ${event.tool.sessionTypeName[language]}`
                  : t('event.noTool'),
              ],
              [t('event.account'), event.may.edit && event.tool?.accountName],
              [
                t('event.room'),
                event.room && isToCome && (event.may.edit || event.start) && (
                  <span role="status">
                    <RoomBadge room={event.room} />
                  </span>
                ),
              ],
              [t('event.description'), event.description],
            ]}
          />
          {(event.breaks.length > 0 || event.may.edit) && <EventPlan event={event} />}
        </div>
        {event.may.teach && event.evidenceProfile && <EventProfile eventId={event.id} />}
        {event.may.edit && event.tool && isToCome && <RoomCare event={event} />}
      </Stack>
      {panel === 'edit' && event.may.edit && <EditPanel event={event} onClose={close} />}
      {panel === 'stand-in' && event.may.edit && <StandInPanel event={event} onClose={close} />}
      {panel === 'breakout-groups' && event.may.edit && <BreakoutPanel event={event} onClose={close} />}
      {panel === 'registrars' && event.may.edit && <RegistrarsPanel event={event} onClose={close} />}
      {panel === 'cancel' && event.may.edit && <CancelPanel event={event} onClose={close} />}
      {panel === 'delete' && event.may.edit && (
        <DeletePanel event={event} onDelete={remove} onClose={close} />
      )}
    </Page>
  )
}
