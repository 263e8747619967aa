import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Account, App } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { MoreButton } from '../../../ui/more-button.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure, Loading } from '../../../ui/states.tsx'
import { accountsKey, addHost, removeOrganizer, useDirectory } from './queries.ts'

const tones = { paired: 'good', 'needs-pairing': 'warning', leaving: 'neutral' } as const
const licenceTones = { held: 'good', missing: 'warning', unknown: 'neutral' } as const

interface HostsProps {
  app: App
  account: Account
}

/** Who hosts the rooms of an account, and the tool's directory to choose more from. */
export function Hosts({ app, account }: HostsProps) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: (organizerId: string) => removeOrganizer(account.id, organizerId),
    onSuccess: () => client.invalidateQueries({ queryKey: accountsKey }),
  })
  const { organizers } = account.pairing
  return (
    <Stack gap="xs" component="section" aria-labelledby="hosts">
      <Title order={3} size="h5" id="hosts">
        {t('accounts.hosts')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('accounts.hostsHelp', { provider: app.vendor[language] })}
      </Text>
      {organizers.length === 0 && <Text>{t('accounts.noHosts')}</Text>}
      {organizers.map((host) => (
        <Group key={host.id} justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
          <Stack gap={2} style={{ minWidth: 0 }}>
            <Person name={host.displayName} email={host.email} />
            <Group gap="xs">
              <StateBadge tone={tones[host.state]}>
                {host.state === 'leaving'
                  ? t('accounts.leaving')
                  : t('accounts.hostState', { state: host.state })}
              </StateBadge>
            </Group>
            {host.reason && <Text size="sm">{host.reason.text}</Text>}
          </Stack>
          {host.state !== 'leaving' && (
            <Button
              variant="default"
              size="xs"
              aria-label={t('accounts.removeOrganizer', { email: host.displayName || host.email })}
              loading={remove.isPending && remove.variables === host.id}
              onClick={() => remove.mutate(host.id)}
              style={{ flexShrink: 0 }}
            >
              {t('app.remove')}
            </Button>
          )}
        </Group>
      ))}
      {remove.error && <Failure error={remove.error} />}
      <Directory app={app} account={account} />
    </Stack>
  )
}

/** Asked when somebody says so, not with each letter: a directory can have thousands of users. */
function Directory({ app, account }: HostsProps) {
  const { t, language } = useTexts()
  const [typed, setTyped] = useState('')
  const [wanted, setWanted] = useState<string>()
  const provider = app.vendor[language]
  const look = (event: FormEvent) => {
    event.preventDefault()
    setWanted(typed.trim())
  }
  return (
    <Stack gap="xs">
      <search>
        <form onSubmit={look}>
          <Group gap="xs" align="flex-end">
            <TextInput
              label={t('accounts.findHost', { provider })}
              description={t('accounts.findHostHelp')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              maxLength={200}
              type="search"
              autoComplete="off"
              style={{ flex: '1 1 14rem' }}
            />
            <Button type="submit" variant="default">
              {t('app.search')}
            </Button>
          </Group>
        </form>
      </search>
      {wanted !== undefined && <Found key={wanted} app={app} account={account} search={wanted} />}
    </Stack>
  )
}

function Found({ app, account, search }: HostsProps & { search: string }) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const directory = useDirectory(account.id, search)
  const add = useMutation({
    mutationFn: (userKey: string) => addHost(account.id, userKey),
    onSuccess: () => client.invalidateQueries({ queryKey: accountsKey }),
  })
  if (directory.isPending) return <Loading />
  const users = directory.data?.pages.flatMap(({ items }) => items) ?? []
  const isAll = directory.data !== undefined && !directory.hasNextPage
  return (
    <Stack gap="xs">
      {users.map((user) => (
        <Group key={user.userKey} justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
          <Stack gap={2} style={{ minWidth: 0 }}>
            <Person name={user.displayName} email={user.email} />
            <Group gap="xs">
              <StateBadge tone={licenceTones[user.licence]}>
                {t('accounts.licence', { licence: user.licence })}
              </StateBadge>
            </Group>
          </Stack>
          {user.isChosen ? (
            <Text size="sm" c="dimmed">
              {t('accounts.chosen')}
            </Text>
          ) : (
            user.licence !== 'missing' && (
              <Button
                variant="default"
                size="xs"
                aria-label={t('accounts.chooseHost', { name: user.displayName || user.email })}
                loading={add.isPending && add.variables === user.userKey}
                onClick={() => add.mutate(user.userKey)}
                style={{ flexShrink: 0 }}
              >
                {t('accounts.choose')}
              </Button>
            )
          )}
        </Group>
      ))}
      <div role="status">
        {users.length === 0 && isAll && (
          <Text>{t('accounts.nobodyFound', { provider: app.vendor[language] })}</Text>
        )}
        {users.length === 0 && directory.hasNextPage && <Text>{t('accounts.nobodyYet')}</Text>}
      </div>
      {add.error && <Failure error={add.error} />}
      {directory.error && <Failure error={directory.error} onRetry={() => void directory.refetch()} />}
      <MoreButton query={directory} />
    </Stack>
  )
}

function Person({ name, email }: { name: string; email: string }) {
  return (
    <div style={{ overflowWrap: 'anywhere' }}>
      <Text fw={600}>{name || email}</Text>
      {name !== '' && name !== email && (
        <Text size="sm" c="dimmed">
          {email}
        </Text>
      )}
    </div>
  )
}
