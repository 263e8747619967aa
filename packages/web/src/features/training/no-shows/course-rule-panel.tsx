import { Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { Course } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { changeCourse, coursesKey, rereadCourse } from '../courses/queries.ts'
import { NoShowRuleForm } from './rule-form.tsx'

/** A course's own rule of no-shows, or the platform’s. */
export function CourseNoShowsPanel({ course, onClose }: { course: Course; onClose: () => void }) {
  const { t } = useTexts()
  const client = useQueryClient()
  return (
    <SlideOver title={t('noShows.title')} onClose={onClose}>
      <Stack gap="md">
        <Text c="dimmed">{t('noShows.belowCourse')}</Text>
        <NoShowRuleForm
          thing={course}
          follows
          reread={() => rereadCourse(course.id)}
          change={changeCourse}
          onDone={async () => {
            await client.invalidateQueries({ queryKey: coursesKey })
            onClose()
          }}
        />
      </Stack>
    </SlideOver>
  )
}
