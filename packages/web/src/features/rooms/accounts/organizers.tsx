import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Account, ProviderCalls } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure } from '../../../ui/states.tsx'
import { formatDay, formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { accountsKey, pairAccount, removeOrganizer, useProviderCalls } from './queries.ts'

const tones = { paired: 'good', 'needs-pairing': 'warning', leaving: 'neutral' } as const

/** Who hosts the rooms of an account: one can be added, and one can leave. */
export function Organizers({ account }: { account: Account }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const client = useQueryClient()
  const pair = useMutation({ mutationFn: () => pairAccount(account.id) })
  const remove = useMutation({
    mutationFn: (organizerId: string) => removeOrganizer(account.id, organizerId),
    onSuccess: () => client.invalidateQueries({ queryKey: accountsKey }),
  })
  const { organizers } = account.pairing
  const calls = useProviderCalls(account.id, organizers.length > 0)
  if (organizers.length === 0) return null
  return (
    <Stack gap="xs" component="section" aria-labelledby="organizers">
      <Title order={3} size="h5" id="organizers">
        {t('accounts.hosts')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('accounts.organizersHelp')}
      </Text>
      {organizers.map((organizer) => (
        <Group key={organizer.id} justify="space-between" gap="xs">
          <Stack gap={2} style={{ minWidth: 0 }}>
            <Group gap="xs">
              <Text style={{ overflowWrap: 'anywhere' }}>{organizer.email}</Text>
              <StateBadge tone={tones[organizer.state]}>
                {organizer.state === 'leaving'
                  ? t('accounts.leaving')
                  : t('accounts.pairingState', { state: organizer.state })}
              </StateBadge>
            </Group>
            {organizer.state === 'paired' && <Calls of={calls.data} organizerId={organizer.id} />}
            {organizer.endsAt && (
              <Text size="sm" c="dimmed">
                {t('accounts.pairingEnds', { when: formatDay(organizer.endsAt, zone, language) })}
              </Text>
            )}
          </Stack>
          {organizer.state !== 'leaving' && (
            <Button
              variant="default"
              size="xs"
              aria-label={t('accounts.removeOrganizer', { email: organizer.email })}
              loading={remove.isPending && remove.variables === organizer.id}
              onClick={() => remove.mutate(organizer.id)}
            >
              {t('app.remove')}
            </Button>
          )}
        </Group>
      ))}
      {remove.error && <Failure error={remove.error} />}
      {pair.error && <Failure error={pair.error} />}
      <Group>
        <Button variant="default" loading={pair.isPending || pair.isSuccess} onClick={() => pair.mutate()}>
          {t('accounts.pairAnother')}
        </Button>
      </Group>
    </Stack>
  )
}

/** Whether the tool tells of what happens there, or is looked at from time to time. */
function Calls({ of, organizerId }: { of: ProviderCalls | undefined; organizerId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const call = of?.items.find((one) => one.organizerId === organizerId)
  if (!of || !call) return null
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {t('accounts.calls', { state: call.state, provider: of.provider })} {call.reason?.text}{' '}
      {call.heardAt && t('accounts.called', { when: formatMoment(call.heardAt, zone, language) })}
    </Text>
  )
}
