import '../../../ui/panel-styles.ts'
import '@mantine/core/styles/List.layer.css'
import { Alert, Anchor, Button, Group, List, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { serverNow } from '../../../api/clock.ts'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { toOptionValues } from '../../rooms/accounts/option-values.ts'
import { useConferencingTools } from '../../rooms/tools/queries.ts'
import { useCourse } from '../courses/queries.ts'
import { AccountSelect } from './account-select.tsx'
import { eventsKey, lookNow, replaceRoom, retryRoom, usePreflight, useTimeline } from './queries.ts'
import { SpareRoom } from './spare-room.tsx'
import { Timeline } from './timeline.tsx'
import { UnmetOptions } from './unmet-options.tsx'

/** What a planner needs to be sure of a room: what is wrong, what was looked at, what to do, what happened. */
export function RoomCare({ event }: { event: Event }) {
  const { t } = useTexts()
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: eventsKey })
  const retry = useMutation({ mutationFn: () => retryRoom(event.id), onSuccess: refresh })
  const look = useMutation({
    mutationFn: () => lookNow(event.id),
    onSuccess: () => client.invalidateQueries({ queryKey: [...eventsKey, event.id] }),
  })
  const { room } = event
  const { preflight } = usePreflight(event.id).data ?? {}
  const isTroubled = Boolean(room?.reason ?? room?.drift ?? (preflight && !preflight.isGreen))
  return (
    <Stack gap="lg" component="section" aria-labelledby="room-care">
      <Title order={2} size="h4" id="room-care">
        {t('care.title')}
      </Title>
      {room?.reason && (
        <Alert color={room.state === 'failed' ? 'red' : 'orange'} variant="outline" p="sm">
          {room.reason.text}
        </Alert>
      )}
      {room?.drift && (
        <Alert color="orange" variant="outline" p="sm">
          {room.drift.text}
        </Alert>
      )}
      <SpareRoom event={event} />
      <PreflightCheck event={event} />
      <Group gap="xs" align="flex-end">
        <Button variant="default" loading={look.isPending} onClick={() => look.mutate()}>
          {t('care.lookNow')}
        </Button>
        {event.may.retryRoom && isTroubled && (
          <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
            {t('event.retry')}
          </Button>
        )}
        <AnotherRoom event={event} onDone={refresh} />
      </Group>
      {look.error && <Failure error={look.error} />}
      {retry.error && <Failure error={retry.error} />}
      <History eventId={event.id} />
    </Stack>
  )
}

function PreflightCheck({ event }: { event: Event }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? event.timeZone
  const preflight = usePreflight(event.id)
  return (
    <Stack gap="xs" align="flex-start">
      <Loaded query={preflight}>
        {({ preflight: newest }) =>
          newest ? (
            <>
              <Group gap="xs">
                <StateBadge tone={newest.isGreen ? 'good' : 'bad'}>
                  {t(newest.isGreen ? 'care.green' : 'care.red')}
                </StateBadge>
                <Text size="sm" c="dimmed">
                  {t('care.looked', { when: formatMoment(newest.checkedAt, zone, language) })}
                </Text>
              </Group>
              {newest.findings.length > 0 && (
                <List>
                  {newest.findings.map((finding) => (
                    <List.Item key={finding.text}>{finding.text}</List.Item>
                  ))}
                </List>
              )}
            </>
          ) : (
            <Text c="dimmed">
              {t(Date.parse(event.startsAt) > serverNow() ? 'care.notYet' : 'care.notChecked')}
            </Text>
          )
        }
      </Loaded>
    </Stack>
  )
}

/** A broken room is left behind in one step: everybody is led to the new one. */
function AnotherRoom({ event, onDone }: { event: Event; onDone: () => Promise<unknown> }) {
  const { t, language } = useTexts()
  const [accountId, setAccountId] = useState(event.tool?.accountId ?? '')
  const [asking, setAsking] = useState(false)
  const replace = useMutation({
    mutationFn: () => replaceRoom(event.id, accountId || undefined),
    onSuccess: () => {
      setAsking(false)
      return onDone()
    },
  })
  const course = useCourse(event.courseId, asking).data
  const tools = useConferencingTools().data?.items ?? []
  const tool = tools.find(({ accounts }) => accounts.some(({ id }) => id === accountId))
  const account = tool?.accounts.find(({ id }) => id === accountId)
  if (!asking) {
    return (
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('care.anotherRoom')}
      </Button>
    )
  }
  return (
    <Stack gap="xs" w="100%" maw={480}>
      <Text>{t('care.anotherRoomText')}</Text>
      <AccountSelect
        label={t('events.account')}
        value={accountId}
        onChange={setAccountId}
        wish={{ ...event, courseId: event.courseId, eventId: event.id }}
      />
      <UnmetOptions
        roomOptions={toOptionValues(event.roomOptions)}
        breakoutGroups={event.roomOptions.breakoutGroups}
        usual={{ ...account?.roomOptions, ...course?.roomOptions }}
        account={account}
        tool={tool?.name[language] ?? ''}
      />
      {replace.error && <Failure error={replace.error} />}
      <Group gap="xs">
        <Button loading={replace.isPending} onClick={() => replace.mutate()}>
          {t('care.anotherRoom')}
        </Button>
        <Button variant="default" onClick={() => setAsking(false)}>
          {t('app.cancel')}
        </Button>
      </Group>
    </Stack>
  )
}

/** Read only when somebody wants to see it: it can be long. */
function History({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const [isOpen, setOpen] = useState(false)
  return (
    <Stack gap="xs" align="flex-start">
      <Group gap="md">
        <Button variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('care.history')}
        </Button>
        <Anchor href={`/api/v1/events/${eventId}/support-bundle`} download>
          {t('care.bundle')}
        </Anchor>
      </Group>
      {isOpen && <LoadedHistory eventId={eventId} />}
    </Stack>
  )
}

function LoadedHistory({ eventId }: { eventId: string }) {
  return <Loaded query={useTimeline(eventId)}>{({ items }) => <Timeline items={items} />}</Loaded>
}
