import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Select } from '../../../ui/select.tsx'
import { useSampleCourses } from './queries.ts'

/** Samples, or a session of a course whose data a preview shows. */
export function SampleChoice({
  sessionId,
  onChange,
}: {
  sessionId: string | null
  onChange: (sessionId: string | null) => void
}) {
  const { t } = useTexts()
  const [courseId, setCourseId] = useState('')
  const courses = useSampleCourses()
  const sessions = useQuery({
    queryKey: ['sessions', 'for-samples', courseId],
    queryFn: () =>
      answered(api.GET('/api/v1/courses/{courseId}/sessions', { params: { path: { courseId } } })),
    enabled: courseId !== '',
  })
  return (
    <Group align="flex-end" mb="sm">
      <Select
        label={t('notices.dataOf')}
        searchable
        data={[
          { value: '', label: t('notices.samples') },
          ...(courses.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={courseId}
        allowDeselect={false}
        onChange={(value) => {
          setCourseId(value ?? '')
          onChange(null)
        }}
        style={{ flex: '1 1 180px' }}
      />
      {courseId && (
        <Select
          label={t('notices.session')}
          data={(sessions.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={sessionId}
          allowDeselect={false}
          onChange={onChange}
          style={{ flex: '1 1 180px' }}
        />
      )}
    </Group>
  )
}
