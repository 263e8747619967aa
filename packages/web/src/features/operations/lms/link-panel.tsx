import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Fieldset, Select, Text } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { type LmsLink, linkLms, rereadLink, useCoursesByName, useSessionsOf } from './queries.ts'

interface Values extends Record<string, unknown> {
  courseId: string | null
  sessionId: string | null
  attendance: boolean
  completion: boolean
  readsRoster: boolean
}

const toValues = (link: LmsLink | undefined): Values => ({
  courseId: link?.courseId ?? null,
  sessionId: null,
  attendance: link?.sends.includes('attendance') ?? false,
  completion: link?.sends.includes('completion') ?? false,
  readsRoster: link?.readsRoster ?? false,
})

/** Says what a course of an LMS leads to: a course, or one session of it. */
export function LinkPanel({ link, onClose }: { link: LmsLink; onClose: () => void }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [query, setQuery] = useState('')
  const { form, meanwhile, save } = useEditForm<LmsLink, Values, Values>({
    thing: link,
    toValues,
    toBody: (values) => values,
    parts: {
      courseId: { label: t('lms.course') },
      sessionId: { label: t('lms.session') },
      attendance: { label: t('lms.sendsAttendance') },
      completion: { label: t('lms.sendsCompletion') },
      readsRoster: { label: t('lms.rosterReads') },
    },
    reread: rereadLink,
    change: (before, _touched, values) => {
      const { courseId: course, sessionId: session, attendance: sends, completion, readsRoster } = values
      // Nothing was chosen: it goes on leading where it leads.
      const isSame = !session && course === before.courseId
      const target = isSame
        ? { courseId: before.courseId, sessionId: before.sessionId, eventId: before.eventId }
        : { courseId: session ? null : course, sessionId: session, eventId: null }
      const kinds = [
        ...(sends ? (['attendance'] as const) : []),
        ...(completion ? (['completion'] as const) : []),
      ]
      return linkLms(before, { ...target, sends: kinds, readsRoster })
    },
    onDone: onClose,
  })
  const { courseId } = form.values
  const courses = useCoursesByName(query).data?.items ?? []
  const sessions = useSessionsOf(courseId).data?.items ?? []
  const target = link.targetNames.at(-1)
  const toChoice = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name })
  return (
    <SlideOver title={t('lms.linkTitle', { name: link.contextTitle || link.title || '…' })} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('app.save')}
        onSubmit={save}
        meanwhile={meanwhile}
        onCancel={onClose}
      >
        <Text>{target === undefined ? t('lms.leadsNowhere') : t('lms.leadsTo', { name: target })}</Text>
        <Select
          label={t('lms.course')}
          placeholder={t(
            target !== undefined && link.courseId === null ? 'lms.courseKept' : 'lms.courseNone',
          )}
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
        {link.hasRoster && (
          <div>
            <Checkbox
              label={t('lms.rosterReads')}
              description={t('lms.rosterReadsHelp')}
              {...form.getInputProps('readsRoster', { type: 'checkbox' })}
            />
            {link.readsRoster && (
              <Text size="sm" mt="xs" role="status">
                {link.rosterProblem?.text ??
                  (link.roster
                    ? t('lms.rosterRead', {
                        ...link.roster,
                        when: formatMoment(link.roster.readAt, zone, language),
                      })
                    : t('lms.rosterUnread'))}
              </Text>
            )}
          </div>
        )}
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
