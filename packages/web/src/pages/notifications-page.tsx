import '../ui/panel-styles.ts'
import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'
import { NotificationList } from '../features/messages/notifications/notification-list.tsx'
import { ReadAllButton } from '../features/messages/notifications/read-all-button.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { Page } from '../ui/page.tsx'
import { useFilters } from '../ui/use-filters.ts'

const USUAL = { only: '' }

/** Everything that one was told in the last 90 days. */
export function NotificationsPage() {
  const { t } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [{ only }, setFilter] = useFilters(USUAL, { only: ['unread'] })
  const isUnread = only === 'unread'
  return (
    <Page title={t('notices.title')} action={<ReadAllButton />}>
      <Checkbox
        label={t('notices.onlyUnread')}
        checked={isUnread}
        onChange={(event) => setFilter({ only: event.currentTarget.checked ? 'unread' : '' })}
        mb="md"
      />
      <NotificationList zone={zone} isUnread={isUnread} isCard />
    </Page>
  )
}
