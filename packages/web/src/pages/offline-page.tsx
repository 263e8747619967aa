import { useTexts } from '../app/i18n.ts'
import { OfflineAgenda } from '../features/training/calendar/offline-agenda.tsx'
import { Page } from '../ui/page.tsx'

/** What stands in place of every page while the platform can't be reached. */
export function OfflinePage({ onRetry }: { onRetry: () => void }) {
  const { t } = useTexts()
  return (
    <main style={{ maxWidth: 760, margin: '0 auto', padding: 24 }}>
      <Page title={t('calendar.title')} trail={[]}>
        <OfflineAgenda onRetry={onRetry} />
      </Page>
    </main>
  )
}
