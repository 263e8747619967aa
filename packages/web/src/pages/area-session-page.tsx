import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTexts, withTexts } from '../app/i18n.ts'
import { type AreaSession, unenrollInArea, useAreaSession } from '../features/training/area/queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { lazily } from '../ui/lazily.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { Page } from '../ui/page.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Loaded } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'
import { formatSpan } from '../ui/when.ts'

const AreaEventPanel = lazily(
  async () =>
    (await withTexts(['planning'], import('../features/training/area/event-panel.tsx'))).AreaEventPanel,
)
const AreaEnrollPanel = lazily(
  async () => (await import('../features/training/area/enroll-panel.tsx')).AreaEnrollPanel,
)

/** A session of a power user's area: its dates, and those of their people who are in it. */
export function AreaSessionPage({ sessionId }: { sessionId: string }) {
  const { t, language } = useTexts()
  const session = useAreaSession(sessionId)
  const { panel, open, close } = usePanel()
  return (
    <Loaded query={session} isPage>
      {(found) => (
        <Page
          title={found.name}
          trail={[
            { label: t('area.title'), href: '/area' },
            { label: found.courseName, href: `/area/courses/${found.courseId}` },
          ]}
          below={
            found.maxEnrollment === null
              ? t('area.taken', { taken: found.taken })
              : t('area.takenOf', { taken: found.taken, max: found.maxEnrollment })
          }
          action={
            found.isCancelled ? (
              <StateBadge tone="neutral">{t('lifecycle.cancelled')}</StateBadge>
            ) : (
              <Group gap="xs">
                <Button variant="default" onClick={() => open('enroll')}>
                  {t('area.enroll')}
                </Button>
                <NewButton label={t('area.newEvent')} onClick={() => open('new-event')} />
              </Group>
            )
          }
        >
          <h2>{t('area.dates')}</h2>
          {found.events.length === 0 && <Text c="dimmed">{t('area.noDates')}</Text>}
          <Rows label={t('area.dates')}>
            {found.events.map((event) => (
              <Row
                key={event.id}
                href={`/area/events/${event.id}`}
                title={event.name}
                facts={[
                  event.isCancelled && <StateBadge tone="neutral">{t('lifecycle.cancelled')}</StateBadge>,
                  formatSpan(event, event.timeZone, language),
                  event.place,
                ]}
              />
            ))}
          </Rows>
          <People session={found} />
          {panel === 'new-event' && <AreaEventPanel sessionId={sessionId} onClose={close} />}
          {panel === 'enroll' && <AreaEnrollPanel session={found} onClose={close} />}
        </Page>
      )}
    </Loaded>
  )
}

function People({ session }: { session: AreaSession }) {
  const { t } = useTexts()
  const [leaving, setLeaving] = useState<AreaSession['people'][number]>()
  return (
    <>
      <h2>{t('area.people')}</h2>
      {session.people.length === 0 && <Text c="dimmed">{t('area.nobodyIn')}</Text>}
      <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: 'none' }} aria-label={t('area.people')}>
        {session.people.map((one) => (
          <Group component="li" key={one.personId} justify="space-between" gap="xs">
            <div style={{ overflowWrap: 'anywhere' }}>
              <Text fw={600}>{one.name}</Text>
              <Text size="sm">
                {one.email} · {t('team.status', { status: one.status })}
              </Text>
            </div>
            <Button
              variant="default"
              aria-label={t('area.removeOf', { name: one.name })}
              onClick={() => setLeaving(one)}
            >
              {t('app.remove')}
            </Button>
          </Group>
        ))}
      </Stack>
      {leaving && (
        <Confirm
          title={t('area.removeOf', { name: leaving.name })}
          text={t('area.removeText')}
          action={t('app.remove')}
          onConfirm={() => unenrollInArea(session.id, leaving.personId)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  )
}
