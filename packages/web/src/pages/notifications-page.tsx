import '../ui/panel-styles.ts'
import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import { NotificationList } from '../features/messages/notifications/notification-list.tsx'
import { ReadAllButton } from '../features/messages/notifications/read-all-button.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { Page } from '../ui/page.tsx'

/** Everything that one was told in the last 90 days. */
export function NotificationsPage() {
  const { t } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [isUnread, setIsUnread] = useState(false)
  return (
    <Page title={t('notices.title')} action={<ReadAllButton />}>
      <Checkbox
        label={t('notices.onlyUnread')}
        checked={isUnread}
        onChange={(event) => setIsUnread(event.currentTarget.checked)}
        mb="md"
      />
      <NotificationList zone={zone} isUnread={isUnread} />
    </Page>
  )
}
