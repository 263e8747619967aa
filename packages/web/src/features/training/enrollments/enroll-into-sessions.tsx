import '@mantine/core/styles/Checkbox.layer.css'
import { MultiSelect, Stack, Tabs, Textarea, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { ImportResult } from '../../../ui/table-import.tsx'
import { useSessions } from '../sessions/queries.ts'
import { sessionChoices } from '../sessions/session-choices.ts'
import { LookAndSave } from './look-and-save.tsx'
import { enrollIntoSessions } from './queries.ts'
import { GroupSelect, rowName, useCountsText, WhenFullChoice } from './who-choice.tsx'

/** Enrolls people into several sessions of a course, after a look at what would happen in each. */
export function EnrollIntoSessionsPanel({ courseId, onClose }: { courseId: string; onClose: () => void }) {
  const { t } = useTexts()
  const countsOf = useCountsText()
  const sessions = useSessions(courseId)
  const [sessionIds, setSessionIds] = useState<string[]>([])
  const [way, setWay] = useState('many')
  const [text, setText] = useState('')
  const [groupId, setGroupId] = useState<string | null>(null)
  const [waits, setWaits] = useState(false)
  const who = way === 'many' ? { text } : { groupId: groupId ?? '' }
  const isReady = sessionIds.length > 0 && (way === 'many' ? text.trim() !== '' : groupId !== null)
  const isTyped = sessionIds.length > 0 || text.trim() !== '' || groupId !== null
  const work = useMutation({
    mutationFn: (save: boolean) =>
      enrollIntoSessions(courseId, { sessionIds, ...who, whenFull: waits ? 'wait' : 'refuse', save }),
  })
  /** What was looked at is no longer what would happen. */
  const changing =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value)
      work.reset()
    }
  return (
    <SlideOver title={t('enrolling.into')} onClose={onClose} isUnsaved={isTyped && !work.data?.saved}>
      <Stack>
        <Loaded query={sessions}>
          {({ items }) => (
            <MultiSelect
              label={t('enrolling.sessions')}
              data={sessionChoices(
                items.filter((session) => session.may.enroll),
                { t, now: Date.now() },
              )}
              value={sessionIds}
              searchable
              onChange={changing(setSessionIds)}
            />
          )}
        </Loaded>
        <WhenFullChoice waits={waits} onChange={changing(setWaits)} />
        <Tabs value={way} onChange={(next) => changing(setWay)(next ?? 'many')} keepMounted={false}>
          <Tabs.List mb="md" grow>
            <Tabs.Tab value="many">{t('enrolling.many')}</Tabs.Tab>
            <Tabs.Tab value="group">{t('enrolling.group')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="many">
            <Textarea
              label={t('enrolling.addresses')}
              rows={6}
              value={text}
              onChange={(event) => changing(setText)(event.currentTarget.value)}
            />
          </Tabs.Panel>
          <Tabs.Panel value="group">
            <GroupSelect value={groupId} onChange={changing(setGroupId)} />
          </Tabs.Panel>
        </Tabs>
        <LookAndSave work={work} isReady={isReady}>
          {({ sessions: found }) =>
            found.map((session) => (
              <section key={session.sessionId}>
                <Title order={3} size="h5">
                  {session.sessionName}
                </Title>
                <ImportResult result={session} countsOf={countsOf} nameOf={rowName} />
              </section>
            ))
          }
        </LookAndSave>
      </Stack>
    </SlideOver>
  )
}
