import '../../../ui/panel-styles.ts'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { CalendarFeed } from './calendar-feed.tsx'

/** One's calendar in another program. */
export function SubscribePanel({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  return (
    <SlideOver title={t('profile.calendarSubscribe')} onClose={onClose}>
      <CalendarFeed />
    </SlideOver>
  )
}
