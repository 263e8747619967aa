import { Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { useHistory } from './queries.ts'

interface HistoryPanelProps {
  sessionId: string
  personId: string
  onClose: () => void
}

/** What became of one person in a session, newest first. */
export function HistoryPanel({ sessionId, personId, onClose }: HistoryPanelProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const history = useHistory(sessionId, personId)
  return (
    <SlideOver title={t('enrolling.history')} onClose={onClose}>
      <Loaded query={history}>
        {({ items }) => (
          <Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
            {items.map((change) => (
              <li key={change.id}>
                <Text fw={600}>
                  {change.cause
                    ? t('enrolling.cause', { cause: change.cause })
                    : t('enrolling.is', { status: change.status })}
                </Text>
                {change.reason && <Text>{change.reason}</Text>}
                <Text size="sm" c="dimmed">
                  {t('enrolling.by', {
                    when: formatMoment(change.changedAt, zone, language),
                    who: change.by ?? t('enrolling.byItself'),
                  })}
                </Text>
              </li>
            ))}
          </Stack>
        )}
      </Loaded>
    </SlideOver>
  )
}
