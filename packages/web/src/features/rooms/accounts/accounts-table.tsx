import { Anchor, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import type { Account, App } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { formatNumber } from '../../../ui/formats.ts'
import { type RowAction, RowMenu } from '../../../ui/row-menu.tsx'
import { Failure } from '../../../ui/states.tsx'
import { useIsPhone } from '../../../ui/use-is-phone.ts'
import { PairingBadge } from './pairing-state.tsx'
import { pairAccount } from './queries.ts'

interface AccountsTableProps {
  app: App
  accounts: readonly Account[]
  onEdit: (account: Account) => void
  onDelete: (account: Account) => void
  onOpen: (dialog: AccountDialog, account: Account) => void
}

export type AccountDialog = 'check' | 'unknown' | 'move'

export function AccountsTable({ app, accounts, onEdit, onDelete, onOpen }: AccountsTableProps) {
  const { t, language } = useTexts()
  const [, navigate] = useLocation()
  const pair = useMutation({ mutationFn: pairAccount })
  const formatLimit = (limit: number | null) => (limit === null ? '∞' : formatNumber(limit, language))
  const typeName = (id: string) =>
    app.accountForm.sessionTypes.find((type) => type.id === id)?.label[language] ?? id
  const isPhone = useIsPhone()
  const pairs = app.auth === 'oauth-user'
  const actionsOf = (account: Account): RowAction[] => [
    { label: t('app.edit'), onChoose: () => onEdit(account) },
    ...(pairs ? [{ label: t('accounts.pair'), onChoose: () => pair.mutate(account.id) }] : []),
    ...(app.auth === 'none'
      ? []
      : [{ label: t('accounts.check'), onChoose: () => onOpen('check', account) }]),
    ...(pairs ? [{ label: t('accounts.unknownRooms'), onChoose: () => onOpen('unknown', account) }] : []),
    { label: t('accounts.capacity'), onChoose: () => navigate(`/admin/capacity?account=${account.id}`) },
    { label: t('accounts.moveEvents'), onChoose: () => onOpen('move', account) },
    { label: t('app.delete'), onChoose: () => onDelete(account) },
  ]
  return (
    <>
      {pair.error && <Failure error={pair.error} />}
      <Table stickyHeader highlightOnHover aria-label={t('accounts.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('accounts.name')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('accounts.sessionType')}</Table.Th>
            {!isPhone && <Table.Th>{t('accounts.pairing')}</Table.Th>}
            <Table.Th visibleFrom="sm">{t('accounts.busy')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('accounts.coming')}</Table.Th>
            <Table.Th visibleFrom="md">{t('accounts.lastError')}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t('app.edit')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {accounts.map((account) => (
            <Table.Tr key={account.id}>
              <Table.Td fw={600} style={{ overflowWrap: 'anywhere' }}>
                {account.name}
                <Text size="sm" c="dimmed" fw={400} hiddenFrom="sm">
                  {t('accounts.usage', {
                    type: typeName(account.sessionType),
                    busy: account.usage.roomsBusyNow,
                    limit: formatLimit(account.limits.concurrentRooms),
                    coming: account.usage.comingEvents,
                  })}
                </Text>
                {isPhone && <PairingBadge app={app} account={account} />}
                {account.overLimit && (
                  <Text size="sm" fw={400}>
                    {account.overLimit.text}
                  </Text>
                )}
              </Table.Td>
              <Table.Td visibleFrom="sm">{typeName(account.sessionType)}</Table.Td>
              {!isPhone && (
                <Table.Td>
                  <PairingBadge app={app} account={account} />
                </Table.Td>
              )}
              <Table.Td visibleFrom="sm">
                {formatNumber(account.usage.roomsBusyNow, language)} /{' '}
                {formatLimit(account.limits.concurrentRooms)}
              </Table.Td>
              <Table.Td visibleFrom="sm">{formatNumber(account.usage.comingEvents, language)}</Table.Td>
              <Table.Td visibleFrom="md" maw={280}>
                {account.lastError ? (
                  <Anchor
                    component={Link}
                    href={`/learn/events/${account.lastError.eventId}`}
                    size="sm"
                    lineClamp={2}
                  >
                    {account.lastError.message.text}
                  </Anchor>
                ) : (
                  <Text size="sm" c="dimmed">
                    {t('accounts.noError')}
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="end">
                <RowMenu name={account.name} actions={actionsOf(account)} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  )
}
