import { ActionIcon, Menu, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Account, App } from '../../api/client.ts'
import { useTexts } from '../../app/i18n.ts'
import { DotsIcon } from '../../ui/icons.tsx'
import { Failure } from '../../ui/states.tsx'
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
  const pair = useMutation({ mutationFn: pairAccount })
  const typeName = (id: string) =>
    app.accountForm.sessionTypes.find((type) => type.id === id)?.label[language] ?? id
  return (
    <>
      {pair.error && <Failure error={pair.error} />}
      <Table stickyHeader highlightOnHover verticalSpacing={6} aria-label={t('accounts.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('accounts.name')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('accounts.sessionType')}</Table.Th>
            <Table.Th>{t('accounts.pairing')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('accounts.busy')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('accounts.coming')}</Table.Th>
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
                {account.overLimit && (
                  <Text size="sm" fw={400}>
                    {account.overLimit.text}
                  </Text>
                )}
              </Table.Td>
              <Table.Td visibleFrom="sm">{typeName(account.sessionType)}</Table.Td>
              <Table.Td>
                <PairingBadge account={account} />
              </Table.Td>
              <Table.Td visibleFrom="sm">
                {account.usage.roomsBusyNow} / {account.limits.concurrentRooms ?? '∞'}
              </Table.Td>
              <Table.Td visibleFrom="sm">{account.usage.comingEvents}</Table.Td>
              <Table.Td ta="right">
                <Menu
                  position="bottom-end"
                  trigger="click-hover"
                  openDelay={250}
                  transitionProps={{ duration: 100 }}
                >
                  <Menu.Target>
                    <ActionIcon
                      variant="subtle"
                      size={44}
                      aria-label={t('app.rowMenu', { name: account.name })}
                    >
                      <DotsIcon />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => onEdit(account)}>{t('app.edit')}</Menu.Item>
                    {app.pairs && (
                      <Menu.Item onClick={() => pair.mutate(account.id)}>{t('accounts.pair')}</Menu.Item>
                    )}
                    {app.pairs && (
                      <>
                        <Menu.Item onClick={() => onOpen('check', account)}>{t('accounts.check')}</Menu.Item>
                        <Menu.Item onClick={() => onOpen('unknown', account)}>
                          {t('accounts.unknownRooms')}
                        </Menu.Item>
                      </>
                    )}
                    <Menu.Item onClick={() => onOpen('move', account)}>{t('accounts.moveEvents')}</Menu.Item>
                    <Menu.Item onClick={() => onDelete(account)}>{t('app.delete')}</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  )
}
