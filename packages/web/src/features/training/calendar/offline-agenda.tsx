import { Alert, Button, Stack, Title } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { addDays, today } from '../../../ui/days.ts'
import { CalendarPicture } from '../../../ui/pictures.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { AgendaView } from './agenda-view.tsx'
import { useAgenda } from './queries.ts'

const DAYS = 31

/** One's next events as this browser read them last, for when the platform can't be reached. */
export function OfflineAgenda({ onRetry }: { onRetry?: () => void }) {
  const { t, language } = useTexts()
  const agenda = useAgenda()
  return (
    <Loaded query={agenda}>
      {({ items, readAt, timeZone }) => {
        const first = today(timeZone)
        const days = Array.from({ length: DAYS }, (_, index) => addDays(first, index))
        const coming = items.filter((entry) => Date.parse(entry.endsAt) > Date.now())
        return (
          <Stack gap="md">
            <Alert color="orange" variant="outline" role="status" title={t('offline.title')}>
              <Stack gap="sm" align="flex-start">
                {t('offline.text', { when: formatMoment(readAt, timeZone, language) })}
                <Button variant="default" onClick={onRetry ?? (() => window.location.reload())}>
                  {t('app.retry')}
                </Button>
              </Stack>
            </Alert>
            <Title order={2} size="h4">
              {t('offline.agenda')}
            </Title>
            {coming.length > 0 ? (
              <AgendaView days={days} entries={coming} timeZone={timeZone} isOffline />
            ) : (
              <Empty
                title={t('calendar.empty.title')}
                picture={<CalendarPicture />}
                text={t('offline.empty')}
              />
            )}
          </Stack>
        )
      }}
    </Loaded>
  )
}
