import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, NumberInput, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { DateField } from '../../../ui/date-field.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { useCourses } from '../courses/queries.ts'
import { CheckForm, useCheck } from './check-form.tsx'
import type { PlanningResult } from './queries.ts'

interface Copy {
  courseId?: string
  name: string
  code: string
  shift: { days: number } | { firstOn: string }
  keepsRooms: boolean
  keepsInstructors: boolean
  overlapReason?: string
}

interface CopyPanelProps {
  title: string
  name: string
  run: (copy: Copy & { save: boolean }) => Promise<PlanningResult>
  onSaved: (id: string) => void
  onClose: () => void
  /** For a session: the course that it goes to, as long as no other one is chosen. */
  choosesCourse?: string
}

/** Duplicates a session or a course at other dates. */
export function CopyPanel({ title, name, run, onSaved, onClose, choosesCourse }: CopyPanelProps) {
  const { t } = useTexts()
  const [values, setValues] = useState({
    name: t('bulk.copyOf', { name }),
    code: '',
    by: 'date',
    firstOn: '',
    weeks: 1,
    keepsRooms: true,
    keepsInstructors: true,
    courseId: choosesCourse ?? '',
    overlapReason: '',
  })
  const courses = useCourses('', '').data?.pages.flatMap((page) => page.items) ?? []
  const check = useCheck((copy: Copy, save) => run({ ...copy, save }))
  const change = (next: Partial<typeof values>) => {
    setValues({ ...values, ...next })
    check.reset()
  }
  const body: Copy = {
    name: values.name,
    code: values.code,
    shift: values.by === 'date' ? { firstOn: values.firstOn } : { days: values.weeks * 7 },
    keepsRooms: values.keepsRooms,
    keepsInstructors: values.keepsInstructors,
    ...(values.courseId ? { courseId: values.courseId } : {}),
    ...(values.overlapReason ? { overlapReason: values.overlapReason } : {}),
  }
  return (
    <SlideOver title={title} onClose={onClose}>
      <CheckForm
        check={check}
        body={body}
        saveLabel={() => t('bulk.copy')}
        onSaved={({ id }) => id && onSaved(id)}
        onCancel={onClose}
        overlapReason={values.overlapReason}
        onOverlapReason={(overlapReason) => change({ overlapReason })}
      >
        <TextInput
          label={t('session.name')}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
          value={values.name}
          onChange={(e) => change({ name: e.currentTarget.value })}
        />
        <TextInput
          label={t('course.code')}
          maxLength={50}
          value={values.code}
          onChange={(e) => change({ code: e.currentTarget.value })}
        />
        {choosesCourse && (
          <Select
            label={t('bulk.course')}
            searchable
            allowDeselect={false}
            limit={50}
            data={courses.map((course) => ({ value: course.id, label: course.name }))}
            value={values.courseId}
            onChange={(courseId) => change({ courseId: courseId ?? choosesCourse })}
          />
        )}
        <Radio.Group label={t('bulk.shift')} value={values.by} onChange={(by) => change({ by })}>
          <Stack gap="xs" mt={4}>
            <Radio value="date" label={t('bulk.shift.date')} />
            <Radio value="weeks" label={t('bulk.shift.weeks')} />
          </Stack>
        </Radio.Group>
        {values.by === 'date' ? (
          <DateField
            label={t('bulk.firstOn')}
            description={t('bulk.shiftHelp')}
            required
            withAsterisk={false}
            value={values.firstOn}
            onChange={(firstOn) => change({ firstOn })}
          />
        ) : (
          <NumberInput
            label={t('bulk.weeks')}
            description={t('bulk.shiftHelp')}
            min={-520}
            max={520}
            value={values.weeks}
            onChange={(weeks) => change({ weeks: Number(weeks) || 0 })}
          />
        )}
        <Checkbox
          label={t('bulk.keepsRooms')}
          checked={values.keepsRooms}
          onChange={(e) => change({ keepsRooms: e.currentTarget.checked })}
        />
        <Checkbox
          label={t('bulk.keepsInstructors')}
          checked={values.keepsInstructors}
          onChange={(e) => change({ keepsInstructors: e.currentTarget.checked })}
        />
      </CheckForm>
    </SlideOver>
  )
}
