import '../../../ui/panel-styles.ts'
import { NumberInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { addAreaSession } from './queries.ts'

interface NewSessionPanelProps {
  courseId: string
  onMade: (sessionId: string) => void
  onClose: () => void
}

/** A session of a course of one's area: its name and how many can take part. */
export function NewSessionPanel({ courseId, onMade, onClose }: NewSessionPanelProps) {
  const { t } = useTexts()
  const form = useForm({ initialValues: { name: '', code: '', maxEnrollment: '' as number | '' } })
  return (
    <SlideOver title={t('session.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('app.create')}
        onSubmit={async ({ maxEnrollment, ...values }) => {
          const max = maxEnrollment === '' ? null : maxEnrollment
          const made = await addAreaSession(courseId, { ...values, maxEnrollment: max })
          onMade(made.id)
        }}
        onCancel={onClose}
      >
        <TextInput
          label={t('session.name')}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput label={t('course.code')} maxLength={50} {...form.getInputProps('code')} />
        <NumberInput
          label={t('session.maxEnrollment')}
          min={1}
          max={100_000}
          allowDecimal={false}
          {...form.getInputProps('maxEnrollment')}
        />
      </PanelForm>
    </SlideOver>
  )
}
