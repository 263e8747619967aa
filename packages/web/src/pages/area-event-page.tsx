import { Button, Group, Text } from '@mantine/core'
import { useTexts, withTexts } from '../app/i18n.ts'
import { DoorPeople } from '../features/operations/door/door-people.tsx'
import { markInArea, useAreaMarks } from '../features/training/area/queries.ts'
import { lazily } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'
import { formatSpan } from '../ui/when.ts'

const AreaEventPanel = lazily(
  async () =>
    (await withTexts(['planning'], import('../features/training/area/event-panel.tsx'))).AreaEventPanel,
)

/** An event of a power user's area: when and where, and who of their people is there. */
export function AreaEventPage({ eventId }: { eventId: string }) {
  const { t, language } = useTexts()
  const marks = useAreaMarks(eventId)
  const { panel, open, close } = usePanel()
  return (
    <Loaded query={marks} isPage>
      {({ event, people }) => (
        <Page
          title={event.name}
          trail={[
            { label: t('area.title'), href: '/area' },
            { label: event.courseName, href: `/area/courses/${event.courseId}` },
            { label: event.sessionName, href: `/area/sessions/${event.sessionId}` },
          ]}
          below={
            <Group gap="0 12">
              <Text size="sm">{formatSpan(event, event.timeZone, language)}</Text>
              {event.place && <Text size="sm">{event.place}</Text>}
              {event.accountName && <Text size="sm">{event.accountName}</Text>}
            </Group>
          }
          action={
            event.mayChange && (
              <Button variant="default" onClick={() => open('edit')}>
                {t('app.edit')}
              </Button>
            )
          }
        >
          {event.isCancelled && <Text>{t('door.cancelled')}</Text>}
          {!event.isCancelled && (
            <>
              <h2>{t('area.attendance')}</h2>
              {!event.mayMark && <Text mb="sm">{t('area.early')}</Text>}
              <DoorPeople
                list={{ mayMark: event.mayMark, people }}
                onMark={(person, status) => markInArea(eventId, person, status)}
              />
            </>
          )}
          {panel === 'edit' && <AreaEventPanel sessionId={event.sessionId} event={event} onClose={close} />}
        </Page>
      )}
    </Loaded>
  )
}
