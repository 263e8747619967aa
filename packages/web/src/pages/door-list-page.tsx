import { Group, Text } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'
import { DoorPeople } from '../features/operations/door/door-people.tsx'
import { markAtDoor, useDoorList } from '../features/operations/door/queries.ts'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { formatSpan, formatTime } from '../ui/when.ts'

/** Who is there, marked at the door on a phone. */
export function DoorListPage({ eventId }: { eventId: string }) {
  const { t, language } = useTexts()
  const list = useDoorList(eventId)
  return (
    <Loaded query={list} isPage>
      {(event) => (
        <Page
          title={event.name}
          trail={[{ label: t('door.title'), href: '/door' }]}
          below={
            <Group gap="0 12">
              <Text size="sm">{formatSpan(event, event.timeZone, language)}</Text>
              {event.place && <Text size="sm">{event.place}</Text>}
            </Group>
          }
        >
          {event.isCancelled ? (
            <Text>{t('door.cancelled')}</Text>
          ) : (
            <>
              {!event.mayMark && (
                <Text mb="sm">
                  {t('door.from', { time: formatTime(event.marksFrom, event.timeZone, language) })}
                </Text>
              )}
              <DoorPeople list={event} onMark={(person, status) => markAtDoor(eventId, person, status)} />
            </>
          )}
        </Page>
      )}
    </Loaded>
  )
}
