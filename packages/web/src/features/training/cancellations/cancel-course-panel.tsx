import '../../../ui/panel-styles.ts'
import { Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Course } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { ChangePreview } from '../previews/change-preview.tsx'
import { cancelCourse } from './queries.ts'

/** Cancels a course with a reason; everybody keeps their place. */
export function CancelCoursePanel({ course, onClose }: { course: Course; onClose: () => void }) {
  const { t } = useTexts()
  const form = useForm({ initialValues: { reason: '' } })
  return (
    <SlideOver title={t('lifecycle.cancelCourse')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('lifecycle.cancelCourse')}
        onSubmit={async ({ reason }) => {
          await cancelCourse(course.id, reason)
          onClose()
        }}
        onCancel={onClose}
      >
        <Text>{t('lifecycle.cancelCourseText')}</Text>
        <Textarea
          label={t('lifecycle.reason')}
          description={t('lifecycle.reasonHelp')}
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          {...form.getInputProps('reason')}
        />
        <ChangePreview request={{ action: 'cancel-course', courseId: course.id, reason: '–' }} />
      </PanelForm>
    </SlideOver>
  )
}
