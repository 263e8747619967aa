import '../ui/panel-styles.ts'
import { Anchor, Group } from '@mantine/core'
import { Link } from 'wouter'
import { NotificationList } from '../features/messages/notifications/notification-list.tsx'
import { ReadAllButton } from '../features/messages/notifications/read-all-button.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { SlideOver } from '../ui/slide-over.tsx'
import { useTexts } from './i18n.ts'

/** The newest notifications, beside whatever page is open. */
export function BellPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  return (
    <SlideOver title={t('notices.title')} onClose={onClose}>
      <Group justify="space-between" mb="sm">
        <Anchor component={Link} href="/notifications" onClick={onClose}>
          {t('notices.all')}
        </Anchor>
        <ReadAllButton />
      </Group>
      <NotificationList zone={zone} isUnread={false} onFollow={onClose} />
    </SlideOver>
  )
}
