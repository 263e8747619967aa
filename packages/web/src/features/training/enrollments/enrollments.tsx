import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/Chip.layer.css'
import { Button, Chip, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { Enrollment, Session } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { lazily } from '../../../ui/lazily.tsx'
import { MoreButton } from '../../../ui/more-button.tsx'
import { PeoplePicture, SearchPicture } from '../../../ui/pictures.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { usePanel } from '../../../ui/use-panel.ts'
import type { WantedChange } from './change-dialog.tsx'
import { EnrollmentList } from './enrollment-list.tsx'
import { exportPath, type Status, useEnrollments } from './queries.ts'
import { SeatsChart } from './seats-chart.tsx'

const ChangeDialog = lazily(async () => (await import('./change-dialog.tsx')).ChangeDialog)
const EnrollPanel = lazily(async () => (await import('./enroll-panel.tsx')).EnrollPanel)
const HistoryPanel = lazily(async () => (await import('./history-panel.tsx')).HistoryPanel)

const statuses: readonly Status[] = ['requested', 'offered', 'waiting', 'enrolled', 'cancelled']

/** Who has, wants or had a place in a session, and everything that planners do about it. */
export function Enrollments({ session }: { session: Session }) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 200)
  const [status, setStatus] = useState<Status | ''>('')
  const [selected, setSelected] = useState<ReadonlyMap<string, Enrollment>>(new Map())
  const [change, setChange] = useState<WantedChange>()
  const places = usePlaces(session)
  const enrollments = useEnrollments(session.id, { query, status })
  const ask = (kind: WantedChange['kind'], people: readonly Enrollment[]) => setChange({ kind, people })
  const historyOf = panel?.startsWith('history-') ? panel.slice('history-'.length) : undefined
  return (
    <Stack>
      <Group justify="space-between">
        <TextInput
          type="search"
          aria-label={t('enrolling.search')}
          placeholder={t('enrolling.search')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maw={400}
          style={{ flex: '1 1 220px' }}
        />
        <Group gap="xs">
          <Button component="a" variant="default" href={exportPath(session.id)} download>
            {t('enrolling.export')}
          </Button>
          <Button onClick={() => open('enroll')}>{t('enrolling.enroll')}</Button>
        </Group>
      </Group>
      <SeatsChart sessionId={session.id} />
      <Loaded query={enrollments}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          const counts = pages[0]?.counts
          return (
            <>
              <Group justify="space-between">
                <Chip.Group value={status} onChange={(next) => setStatus(next as Status | '')}>
                  <Group gap="xs" role="radiogroup" aria-label={t('enrolling.filter')}>
                    <Chip value="">{t('enrolling.all')}</Chip>
                    {statuses
                      .filter((one) => one === status || (counts?.[one] ?? 0) > 0)
                      .map((one) => (
                        <Chip key={one} value={one}>
                          {t('enrolling.statusCount', { status: one, count: counts?.[one] ?? 0 })}
                        </Chip>
                      ))}
                  </Group>
                </Chip.Group>
                <Text c="dimmed">{places}</Text>
              </Group>
              <Selection
                people={[...selected.values()]}
                canMove={items.length > 0}
                onChange={(kind) => ask(kind, [...selected.values()])}
              />
              {items.length > 0 ? (
                <EnrollmentList
                  session={session}
                  items={items}
                  selected={selected}
                  onSelect={setSelected}
                  onAsk={(kind, person) => ask(kind, [person])}
                  onHistory={(person) => open(`history-${person.personId}`)}
                />
              ) : query || status ? (
                <Empty
                  title={t('enrolling.none')}
                  picture={<SearchPicture />}
                  text={t('enrolling.noneText')}
                />
              ) : (
                <Empty
                  title={t('enrolling.empty')}
                  picture={<PeoplePicture />}
                  text={t('enrolling.emptyText')}
                />
              )}
              <MoreButton query={enrollments} />
            </>
          )
        }}
      </Loaded>
      {panel === 'enroll' && <EnrollPanel session={session} onClose={close} />}
      {historyOf && <HistoryPanel sessionId={session.id} personId={historyOf} onClose={close} />}
      {change && (
        <ChangeDialog
          session={session}
          change={change}
          onDone={() => setSelected(new Map())}
          onClose={() => setChange(undefined)}
        />
      )}
    </Stack>
  )
}

function usePlaces({ enrolledCount: count, maxEnrollment: max }: Session): string {
  const { t } = useTexts()
  return max === null ? t('enrolling.placesNoLimit', { count }) : t('enrolling.places', { count, max })
}

interface SelectionProps {
  people: readonly Enrollment[]
  canMove: boolean
  onChange: (kind: WantedChange['kind']) => void
}

/** What can be done with everybody who is selected. */
function Selection({ people, canMove, onChange }: SelectionProps) {
  const { t } = useTexts()
  if (people.length === 0 || !canMove) return null
  const asks = people.some((person) => person.status === 'requested' || person.status === 'waiting')
  return (
    <Group gap="xs" role="status">
      <Text fw={600}>{t('enrolling.selected', { count: people.length })}</Text>
      {asks && (
        <Button size="xs" variant="default" onClick={() => onChange('approve')}>
          {t('enrolling.approve')}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => onChange('move')}>
        {t('enrolling.move')}
      </Button>
      <Button size="xs" variant="default" onClick={() => onChange('remove')}>
        {t('enrolling.remove')}
      </Button>
    </Group>
  )
}
