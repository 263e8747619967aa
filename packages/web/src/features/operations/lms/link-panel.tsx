import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Fieldset, Select, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { type LmsLink, linkLms, useCoursesByName, useSessionsOf } from './queries.ts'

/** Says what a course of an LMS leads to: a course, or one session of it. */
export function LinkPanel({ link, onClose }: { link: LmsLink; onClose: () => void }) {
  const { t } = useTexts()
  const [query, setQuery] = useState('')
  const form = useForm<{
    courseId: string | null
    sessionId: string | null
    attendance: boolean
    completion: boolean
  }>({
    initialValues: {
      courseId: link.courseId,
      sessionId: null,
      attendance: link.sends.includes('attendance'),
      completion: link.sends.includes('completion'),
    },
  })
  const { courseId, sessionId, attendance, completion } = form.values
  const courses = useCoursesByName(query).data?.items ?? []
  const sessions = useSessionsOf(courseId).data?.items ?? []
  const target = link.targetNames.at(-1)
  const toChoice = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name })
  return (
    <SlideOver title={t('lms.linkTitle', { name: link.contextTitle || link.title || '…' })} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('app.save')}
        onSubmit={async () => {
          const sends = [
            ...(attendance ? (['attendance'] as const) : []),
            ...(completion ? (['completion'] as const) : []),
          ]
          // Nothing was chosen: it goes on leading where it leads.
          const isSame = !sessionId && courseId === link.courseId
          const { courseId: course, sessionId: session, eventId } = link
          const target = isSame
            ? { courseId: course, sessionId: session, eventId }
            : { courseId: sessionId ? null : courseId, sessionId, eventId: null }
          await linkLms(link, { ...target, sends })
          onClose()
        }}
        onCancel={onClose}
      >
        <Text>{target === undefined ? t('lms.leadsNowhere') : t('lms.leadsTo', { name: target })}</Text>
        <Select
          label={t('lms.course')}
          placeholder={t('lms.courseNone')}
          data={courses.map(toChoice)}
          searchable
          clearable
          onSearchChange={setQuery}
          filter={({ options }) => options}
          value={courseId}
          onChange={(next) => form.setValues({ courseId: next, sessionId: null })}
        />
        <Select
          label={t('lms.session')}
          placeholder={t('lms.sessionNone')}
          data={sessions.map(toChoice)}
          clearable
          disabled={courseId === null}
          {...form.getInputProps('sessionId')}
        />
        {link.hasScores && (
          <Fieldset legend={t('lms.sends')}>
            <Checkbox
              mt="xs"
              label={t('lms.sendsAttendance')}
              {...form.getInputProps('attendance', { type: 'checkbox' })}
            />
            <Checkbox
              mt="xs"
              label={t('lms.sendsCompletion')}
              {...form.getInputProps('completion', { type: 'checkbox' })}
            />
          </Fieldset>
        )}
      </PanelForm>
    </SlideOver>
  )
}
