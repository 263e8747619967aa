import '../../../ui/panel-styles.ts'
import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { MoreButton } from '../../../ui/more-button.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { type AreaSession, enrollInArea, useAreaPeople } from './queries.ts'

/** Chooses people of one's area for a session. */
export function AreaEnrollPanel({ session, onClose }: { session: AreaSession; onClose: () => void }) {
  const { t } = useTexts()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 200)
  const people = useAreaPeople(query)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [waits, setWaits] = useState(false)
  const work = useMutation({
    mutationFn: () =>
      enrollInArea(session.id, { personIds: [...chosen], whenFull: waits ? 'wait' : 'refuse' }),
    onSuccess: () => setChosen([]),
  })
  const inSession = new Set(session.people.map(({ personId }) => personId))
  return (
    <SlideOver title={t('area.enroll')} onClose={onClose}>
      <Stack>
        <TextInput
          type="search"
          label={t('area.find')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        {session.hasLine && (
          <Checkbox
            label={t('area.waits')}
            checked={waits}
            onChange={(event) => setWaits(event.currentTarget.checked)}
          />
        )}
        {work.error && <Failure error={work.error} />}
        {work.data && (
          <Stack gap={4} role="status">
            {work.data.people.map(({ personId, name, status, reason }) => (
              <Text key={personId} fw={600}>
                {status ? t('area.placed', { name, status }) : `${name}: ${reason}`}
              </Text>
            ))}
          </Stack>
        )}
        <Loaded query={people}>
          {({ pages }) => {
            const found = pages.flatMap(({ items }) => items)
            if (found.length === 0) return <Text c="dimmed">{t('area.noMatch')}</Text>
            return (
              <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
                {found.map(({ personId, name, email }) => (
                  <li key={personId}>
                    <Checkbox
                      label={name}
                      description={inSession.has(personId) ? t('area.isIn', { email }) : email}
                      disabled={inSession.has(personId)}
                      checked={chosen.includes(personId)}
                      onChange={(event) => {
                        const others = chosen.filter((id) => id !== personId)
                        setChosen(event.currentTarget.checked ? [...others, personId] : others)
                      }}
                    />
                  </li>
                ))}
              </Stack>
            )
          }}
        </Loaded>
        <MoreButton query={people} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app.close')}
          </Button>
          <Button
            disabled={chosen.length === 0 || chosen.length > 200}
            loading={work.isPending}
            onClick={() => work.mutate()}
          >
            {t('area.enrollThem', { count: chosen.length })}
          </Button>
        </Group>
      </Stack>
    </SlideOver>
  )
}
