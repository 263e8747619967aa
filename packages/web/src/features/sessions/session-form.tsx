import { MultiSelect, NumberInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import type { Session } from '../../api/client.ts'
import { useTexts } from '../../app/i18n.ts'
import { PanelForm } from '../../ui/form.tsx'
import { SlideOver } from '../../ui/slide-over.tsx'
import { changeSession, createSession, type SessionFields, sessionsKey, useInstructors } from './queries.ts'

interface SessionPanelProps {
  courseId: string
  /** Left out = a new one. */
  session?: Session
  onClose: () => void
  onSaved?: (session: Session) => void
}

type Values = Omit<SessionFields, 'maxEnrollment'> & { maxEnrollment: number | string }

export function SessionPanel({ courseId, session, onClose, onSaved }: SessionPanelProps) {
  const { t } = useTexts()
  const client = useQueryClient()
  const instructors = useInstructors()
  const form = useForm<Values>({
    initialValues: {
      name: session?.name ?? '',
      code: session?.code ?? '',
      maxEnrollment: session?.maxEnrollment ?? '',
      instructorIds: session?.instructors.map((person) => person.id) ?? [],
    },
  })
  const save = async (values: Values) => {
    const fields = {
      ...values,
      maxEnrollment: values.maxEnrollment === '' ? null : Number(values.maxEnrollment),
    }
    const saved = session ? await changeSession(session, fields) : await createSession(courseId, fields)
    await client.invalidateQueries({ queryKey: sessionsKey })
    await client.invalidateQueries({ queryKey: ['courses'] })
    onClose()
    onSaved?.(saved)
  }
  const choices = new Map(session?.instructors.map((person) => [person.id, person.name]))
  for (const person of instructors.data?.items ?? [])
    choices.set(person.id, `${person.firstName} ${person.lastName}`)
  return (
    <SlideOver title={t(session ? 'session.edit' : 'session.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(session ? 'app.save' : 'app.create')}
        onSubmit={save}
        onCancel={onClose}
        onReload={() => client.invalidateQueries({ queryKey: sessionsKey }).then(onClose)}
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
          description={t('session.maxEnrollmentHelp')}
          min={1}
          max={100_000}
          allowDecimal={false}
          {...form.getInputProps('maxEnrollment')}
        />
        <MultiSelect
          label={t('session.instructors')}
          data={[...choices].map(([value, label]) => ({ value, label }))}
          searchable
          {...form.getInputProps('instructorIds')}
        />
      </PanelForm>
    </SlideOver>
  )
}
