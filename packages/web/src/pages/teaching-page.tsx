import { useTexts } from '../app/i18n.ts'
import { OwnEvents } from '../features/events/own-events.tsx'
import { Page } from '../ui/page.tsx'
import { Empty } from '../ui/states.tsx'

export function TeachingPage() {
  const { t } = useTexts()
  return (
    <Page title={t('teach.title')}>
      <OwnEvents
        as="instructor"
        empty={<Empty title={t('teach.empty.title')} text={t('teach.empty.text')} />}
      />
    </Page>
  )
}
