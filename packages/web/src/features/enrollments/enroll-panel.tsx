import { Button, Group, Stack, Tabs, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Session } from '../../api/client.ts'
import { useTexts } from '../../app/i18n.ts'
import { SlideOver } from '../../ui/slide-over.tsx'
import { Failure } from '../../ui/states.tsx'
import { TableImport } from '../../ui/table-import.tsx'
import { enroll, enrollMany, usePeopleSearch, type WhenFull } from './queries.ts'
import { GroupEnroll, rowName, useCountsText, WhenFullChoice } from './who-choice.tsx'

/** Enrolls one person, many addresses or a group. */
export function EnrollPanel({ session, onClose }: { session: Session; onClose: () => void }) {
  const { t } = useTexts()
  const countsOf = useCountsText()
  const [waits, setWaits] = useState(false)
  const whenFull: WhenFull = waits ? 'wait' : 'refuse'
  return (
    <SlideOver title={t('enrolling.panel')} onClose={onClose}>
      <Stack>
        {session.waitingList !== 'off' && <WhenFullChoice waits={waits} onChange={setWaits} />}
        <Tabs defaultValue="one" keepMounted={false}>
          <Tabs.List mb="md" grow>
            <Tabs.Tab value="one">{t('enrolling.one')}</Tabs.Tab>
            <Tabs.Tab value="many">{t('enrolling.many')}</Tabs.Tab>
            <Tabs.Tab value="group">{t('enrolling.group')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="one">
            <PersonSearch sessionId={session.id} whenFull={whenFull} />
          </Tabs.Panel>
          <Tabs.Panel value="many">
            <TableImport
              label={t('enrolling.addresses')}
              onImport={(text, save) => enrollMany(session.id, { text, whenFull, save })}
              countsOf={countsOf}
              nameOf={rowName}
            />
          </Tabs.Panel>
          <Tabs.Panel value="group">
            <GroupEnroll onEnroll={(groupId, save) => enrollMany(session.id, { groupId, whenFull, save })} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </SlideOver>
  )
}

function PersonSearch({ sessionId, whenFull }: { sessionId: string; whenFull: WhenFull }) {
  const { t } = useTexts()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 200)
  const people = usePeopleSearch(query)
  const work = useMutation({ mutationFn: (personId: string) => enroll(sessionId, { personId, whenFull }) })
  const found = people.data?.items ?? []
  return (
    <Stack gap="xs">
      <TextInput
        type="search"
        label={t('enrolling.find')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
      {work.error && <Failure error={work.error} />}
      {work.data && (
        <Text role="status" fw={600}>
          {work.data.position
            ? t('enrolling.doneWaiting', { name: work.data.name, position: work.data.position })
            : t('enrolling.done', { name: work.data.name })}
        </Text>
      )}
      {query && people.data && found.length === 0 && (
        <Text c="dimmed" role="status">
          {t('enrolling.nobody', { query })}
        </Text>
      )}
      {query &&
        found.map((person) => {
          const name = `${person.firstName} ${person.lastName}`.trim()
          return (
            <Group key={person.id} justify="space-between" wrap="nowrap">
              <div style={{ minWidth: 0 }}>
                <Text truncate>{name}</Text>
                <Text size="sm" c="dimmed" truncate>
                  {person.email}
                </Text>
              </div>
              <Button
                size="xs"
                variant="default"
                loading={work.isPending && work.variables === person.id}
                onClick={() => work.mutate(person.id)}
                aria-label={t('enrolling.enrollNamed', { name })}
              >
                {t('enrolling.enroll')}
              </Button>
            </Group>
          )
        })}
      {people.error && <Failure error={people.error} />}
    </Stack>
  )
}
