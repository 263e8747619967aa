import { Stack, Text } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'
import { useZoneChanges } from '../features/training/zone-changes/queries.ts'
import { ZoneChangeCard } from '../features/training/zone-changes/zone-change-card.tsx'
import { Page } from '../ui/page.tsx'
import { ClockPicture } from '../ui/pictures.tsx'
import { Empty, Loaded } from '../ui/states.tsx'

/** Coming events that new rules of their time zone would shift. */
export function ZoneChangesPage() {
  const { t } = useTexts()
  const changes = useZoneChanges()
  return (
    <Page title={t('zoneChanges.title')}>
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
    </Page>
  )
}
