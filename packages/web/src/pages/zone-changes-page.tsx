import { Stack, Text } from '@mantine/core'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { useZoneChanges } from '../features/training/zone-changes/queries.ts'
import { ZoneChangeCard } from '../features/training/zone-changes/zone-change-card.tsx'
import { ClockPicture } from '../ui/pictures.tsx'
import { Empty, Loaded } from '../ui/states.tsx'

/** Coming events that new rules of their time zone would shift. */
export function ZoneChangesPage() {
  const { t } = useTexts()
  const changes = useZoneChanges()
  return (
    <AdminPage title={t('zoneChanges.title')}>
      <Loaded query={changes}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title={t('zoneChanges.empty.title')}
              picture={<ClockPicture />}
              text={t('zoneChanges.empty.text')}
            />
          ) : (
            <Stack maw={760}>
              <Text>{t('zoneChanges.text')}</Text>
              {items.map((change) => (
                <ZoneChangeCard key={change.eventId} change={change} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </AdminPage>
  )
}
