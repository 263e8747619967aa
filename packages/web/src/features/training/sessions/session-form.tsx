import { NativeSelect, Select, SimpleGrid, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Session, SessionField } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded, Loading } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { useMe } from '../../people/auth/queries.ts'
import { AS_USUAL, NOWHERE } from '../../rooms/tools/spare-choice.ts'
import { useSpareChoices } from '../../rooms/tools/use-spare-choices.ts'
import { ChangePreview } from '../previews/change-preview.tsx'
import { InstructorsField, useNames } from '../teaching/instructors-field.tsx'
import { AdditionalSection } from './additional-section.tsx'
import { EnrollmentSection } from './enrollment-section.tsx'
import { languageChoices } from './languages.ts'
import { PlacesSection } from './places-section.tsx'
import {
  changeSession,
  createSession,
  rereadSession,
  type SessionFields,
  sessionsKey,
  useSessionFields,
  useSessions,
} from './queries.ts'
import { sessionParts } from './session-parts.ts'
import { lastSession, newValues, type SessionValues, toFields, toValues } from './session-values.ts'

interface SessionPanelProps {
  courseId: string
  /** Left out = a new one. */
  session?: Session
  onClose: () => void
  onSaved?: (session: Session) => void
}

/** The panel of a session: what is always asked first, rarely used rules folded below. */
export function SessionPanel(props: SessionPanelProps) {
  const { t } = useTexts()
  const fields = useSessionFields()
  return (
    <SlideOver title={t(props.session ? 'session.edit' : 'session.new')} onClose={props.onClose}>
      <Loaded query={fields}>
        {({ items }) =>
          props.session ? (
            <SessionForm {...props} fields={items} />
          ) : (
            <NewSessionForm {...props} fields={items} />
          )
        }
      </Loaded>
    </SlideOver>
  )
}

interface SessionFormProps extends SessionPanelProps {
  fields: SessionField[]
  /** Whose rules a new one begins with. */
  last?: Session
}

function NewSessionForm(props: SessionFormProps) {
  const sessions = useSessions(props.courseId)
  const last = lastSession(sessions.data?.items ?? [])
  if (sessions.isPending) return <Loading />
  return <SessionForm {...props} {...(last ? { last } : {})} />
}

function SessionForm({ courseId, session, fields, last, onClose, onSaved }: SessionFormProps) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const timeZone = useMe().data?.timeZone ?? 'UTC'
  const { groups, wordsOf: spareOf } = useSpareChoices()
  const [begun] = useState(() => newValues(last))
  const [quiet, setQuiet] = useState(false)
  const { learn, namesOf } = useNames((session ?? last)?.instructors ?? [])
  const { form, meanwhile, touched, save } = useEditForm<Session, SessionValues, SessionFields>({
    thing: session,
    toValues: (known) => (known ? toValues(known) : begun),
    toBody: (values) => toFields(values, fields),
    parts: sessionParts({ t, language, timeZone, fields, namesOf, spareOf }),
    reread: async ({ id }) => {
      const newest = await rereadSession(id)
      learn(newest.instructors)
      return newest
    },
    create: async (body) => onSaved?.(await createSession(courseId, body)),
    change: async (opened, change) => {
      const saved = await changeSession(opened, { ...change, quiet })
      onSaved?.(saved)
      return saved
    },
    onDone: async () => {
      await client.invalidateQueries({ queryKey: sessionsKey })
      await client.invalidateQueries({ queryKey: ['courses'] })
      await client.invalidateQueries({ queryKey: ['events'] })
      onClose()
    },
  })
  return (
    <PanelForm
      form={form}
      submitLabel={t(session ? 'app.save' : 'app.create')}
      onSubmit={save}
      onCancel={onClose}
      meanwhile={meanwhile}
    >
      <TextInput
        label={t('session.name')}
        required
        withAsterisk={false}
        maxLength={200}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t('course.code')} maxLength={50} {...form.getInputProps('code')} />
        <Select
          label={t('session.language')}
          placeholder={t('session.noLanguage')}
          data={languageChoices(language, session?.language ?? null)}
          searchable
          clearable
          {...form.getInputProps('language')}
          value={form.values.language || null}
          onChange={(value) => form.setFieldValue('language', value ?? '')}
        />
      </SimpleGrid>
      <InstructorsField form={form} label={t('session.instructors')} names={namesOf} onFound={learn} />
      <PlacesSection form={form} timeZone={timeZone} />
      <AdditionalSection form={form} fields={fields} />
      <EnrollmentSection form={form} timeZone={timeZone} />
      <NativeSelect
        label={t('spare.ofEvents')}
        description={t('spare.help')}
        data={[...[AS_USUAL, NOWHERE].map((value) => ({ value, label: spareOf(value) })), ...groups]}
        {...form.getInputProps('spare')}
      />
      {session && (
        <ChangePreview
          request={
            form.isDirty() && form.values.name.trim()
              ? {
                  action: 'change-session',
                  sessionId: session.id,
                  version: session.version,
                  ...touched,
                }
              : null
          }
          quiet={{ value: quiet, onChange: setQuiet }}
        />
      )}
    </PanelForm>
  )
}
