import '@mantine/core/styles/Checkbox.layer.css'
import '../../../ui/panel-styles.ts'
import { Select, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { ImportResult } from '../../../ui/table-import.tsx'
import { LookAndSave } from '../enrollments/look-and-save.tsx'
import { enrollMany } from '../enrollments/queries.ts'
import { rowName, useCountsText, WhenFullChoice } from '../enrollments/who-choice.tsx'
import { useSessions } from '../sessions/queries.ts'
import { sessionChoices } from '../sessions/session-choices.ts'

interface RenewProps {
  courseId: string
  courseName: string
  personIds: readonly string[]
  onDone: () => void
  onClose: () => void
}

/** Enrolls people who have to renew something into a coming session of the course, after a look at what would happen. */
export function RenewPanel({ courseId, courseName, personIds, onDone, onClose }: RenewProps) {
  const { t } = useTexts()
  const countsOf = useCountsText()
  const sessions = useSessions(courseId)
  const [sessionId, setSessionId] = useState<string | null>(null)
  const [waits, setWaits] = useState(false)
  const work = useMutation({
    mutationFn: (save: boolean) =>
      enrollMany(sessionId ?? '', {
        personIds: [...personIds],
        whenFull: waits ? 'wait' : 'refuse',
        save,
      }),
    onSuccess: (_, save) => {
      if (save) onDone()
    },
  })
  const now = Date.now()
  return (
    <SlideOver
      title={t('completion.renew')}
      onClose={onClose}
      isUnsaved={sessionId !== null && !work.data?.saved}
    >
      <Stack>
        <Text>{t('completion.renewText', { count: personIds.length, course: courseName })}</Text>
        <Loaded query={sessions}>
          {({ items }) => {
            const coming = items.filter(
              ({ may, cancelled, lastEndsAt }) =>
                may.enroll && !cancelled && lastEndsAt !== null && new Date(lastEndsAt).getTime() > now,
            )
            return coming.length === 0 ? (
              <Text c="dimmed">{t('completion.noComing')}</Text>
            ) : (
              <Select
                label={t('completion.comingSession')}
                data={sessionChoices(coming, { t, now })}
                value={sessionId}
                searchable
                allowDeselect={false}
                onChange={(next) => {
                  setSessionId(next)
                  work.reset()
                }}
              />
            )
          }}
        </Loaded>
        <WhenFullChoice
          waits={waits}
          onChange={(next) => {
            setWaits(next)
            work.reset()
          }}
        />
        <LookAndSave work={work} isReady={sessionId !== null}>
          {(result) => <ImportResult result={result} countsOf={countsOf} nameOf={rowName} />}
        </LookAndSave>
      </Stack>
    </SlideOver>
  )
}
