import { lazy, Suspense } from 'react'
import { useTexts, withTexts } from '../app/i18n.ts'
import { OwnEvents } from '../features/training/events/own-events.tsx'
import { Page } from '../ui/page.tsx'
import { Empty } from '../ui/states.tsx'

/** What stands below comes after the events: the first page stays light. */
const OwnSessions = lazy(async () => ({
  default: (await withTexts(['learning'], import('../features/training/enrollments/own-sessions.tsx')))
    .OwnSessions,
}))

export function MyTrainingPage() {
  const { t } = useTexts()
  return (
    <Page title={t('learn.title')}>
      <OwnEvents as="learner" empty={<Empty title={t('learn.empty.title')} text={t('learn.empty.text')} />} />
      <Suspense>
        <OwnSessions />
      </Suspense>
    </Page>
  )
}
