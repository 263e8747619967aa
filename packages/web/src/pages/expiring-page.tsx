import '../ui/panel-styles.ts'
import { useTexts } from '../app/i18n.ts'
import { ExpiringList } from '../features/training/completions/expiring-list.tsx'
import { useCourseChoices } from '../features/training/completions/queries.ts'
import { useCourseTrail } from '../features/training/courses/use-course-trail.ts'
import { Page } from '../ui/page.tsx'

/** Whose completions end before long, for whoever plans. */
export function ExpiringPage() {
  const { t } = useTexts()
  const courses = useCourseChoices()
  const trail = useCourseTrail()
  return (
    <Page title={t('completion.expiring')} below={t('completion.expiringBelow')} trail={trail}>
      <ExpiringList courses={courses.data?.items ?? []} />
    </Page>
  )
}
