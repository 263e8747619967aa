import '../../../ui/panel-styles.ts'
import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, Divider, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { PersonSearch } from '../../people/people/person-search.tsx'
import { giveDoor, takeDoor, useRegistrars } from './queries.ts'

/** Who marks at the door of an event who is there. */
export function RegistrarsPanel({ event, onClose }: { event: Event; onClose: () => void }) {
  const { t } = useTexts()
  const registrars = useRegistrars(event.id)
  const [wholeSession, setWholeSession] = useState(false)
  const removal = useMutation({
    mutationFn: (personId: string) => takeDoor(event.id, personId, wholeSession),
  })
  return (
    <SlideOver title={t('door.who')} onClose={onClose}>
      <Stack>
        <Text>{t('door.help')}</Text>
        <Checkbox
          label={t('door.whole')}
          checked={wholeSession}
          onChange={(change) => setWholeSession(change.currentTarget.checked)}
        />
        <Loaded query={registrars}>
          {({ items }) => (
            <>
              {items.length === 0 && <Text c="dimmed">{t('door.noRegistrars')}</Text>}
              <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
                {items.map(({ personId, name, email }) => (
                  <Group component="li" key={personId} justify="space-between" wrap="nowrap">
                    <div style={{ overflowWrap: 'anywhere' }}>
                      <Text fw={600}>{name}</Text>
                      <Text size="sm">{email}</Text>
                    </div>
                    <Button
                      variant="subtle"
                      aria-label={t('door.takeFrom', { name })}
                      loading={removal.isPending && removal.variables === personId}
                      onClick={() => removal.mutate(personId)}
                    >
                      {t('app.remove')}
                    </Button>
                  </Group>
                ))}
              </Stack>
              {removal.error && <Failure error={removal.error} />}
            </>
          )}
        </Loaded>
        <Divider />
        <PersonSearch
          label={t('door.add')}
          action={t('door.give')}
          actionNamed={(name) => t('door.giveTo', { name })}
          onChoose={async (personId, name) => {
            await giveDoor(event.id, personId, wholeSession)
            return t('door.given', { name })
          }}
        />
      </Stack>
    </SlideOver>
  )
}
