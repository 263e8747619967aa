import { useTexts } from '../app/i18n.ts'
import { OwnEvents } from '../features/events/own-events.tsx'
import { Page } from '../ui/page.tsx'
import { Empty } from '../ui/states.tsx'

export function MyTrainingPage() {
  const { t } = useTexts()
  return (
    <Page title={t('learn.title')}>
      <OwnEvents as="learner" empty={<Empty title={t('learn.empty.title')} text={t('learn.empty.text')} />} />
    </Page>
  )
}
