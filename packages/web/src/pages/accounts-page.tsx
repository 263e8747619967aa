import '../ui/panel-styles.ts'
import { Alert, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import type { Account, App } from '../api/client.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { type AccountDialog, AccountsTable } from '../features/rooms/accounts/accounts-table.tsx'
import { useAccounts } from '../features/rooms/accounts/queries.ts'
import { lazily } from '../ui/lazily.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { OutsideLink } from '../ui/outside-link.tsx'
import { ConnectionPicture } from '../ui/pictures.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { useOpened } from '../ui/use-opened.ts'
import { usePathPanel } from '../ui/use-panel.ts'

const MovePanel = lazily(async () => (await import('../features/operations/moves/move-panel.tsx')).MovePanel)
const CheckPanel = lazily(
  async () => (await import('../features/rooms/accounts/account-dialogs.tsx')).CheckPanel,
)
const UnknownRoomsPanel = lazily(
  async () => (await import('../features/rooms/accounts/account-dialogs.tsx')).UnknownRoomsPanel,
)
const AccountPanel = lazily(
  async () => (await import('../features/rooms/accounts/account-form.tsx')).AccountPanel,
)
const DeleteDialog = lazily(
  async () => (await import('../features/rooms/accounts/delete-dialog.tsx')).DeleteDialog,
)

/** @param opened `new` or an account's id while the panel is open */
export function AccountsPage({ app, opened }: { app: App; opened: string | undefined }) {
  const { t, language } = useTexts()
  const accounts = useAccounts(app.id)
  const account = useOpened(
    opened,
    accounts.data?.items.find(({ id }) => id === opened),
  )
  const [, navigate] = useLocation()
  const [search] = useSearchParams()
  const [deleting, setDeleting] = useState<Account>()
  const [dialog, setDialog] = useState<{ name: AccountDialog; account: Account }>()
  const closeDialog = () => setDialog(undefined)
  const base = `/admin/apps/${app.id}`
  const close = usePathPanel(base)
  return (
    <AdminPage
      title={app.name[language]}
      trail={[{ label: t('apps.title'), href: '/admin/apps' }]}
      action={
        app.active && <NewButton label={t('accounts.new')} onClick={() => navigate(`${base}/accounts/new`)} />
      }
    >
      {app.console && (
        <Text size="sm" mb="md">
          <OutsideLink href={app.console.url}>{app.console.name[language]}</OutsideLink>
        </Text>
      )}
      {app.active && search.get('pairing') === 'paired' && (
        <Alert color="green" variant="outline" mb="md" role="status">
          <Text>{t('accounts.justPaired')}</Text>
        </Alert>
      )}
      {!app.active && (
        <Alert color="orange" variant="outline" mb="md">
          <Group justify="space-between" gap="xs">
            {t('apps.notActive')}
            <Button component={Link} href="/admin/apps" variant="default" size="xs">
              {t('apps.title')}
            </Button>
          </Group>
        </Alert>
      )}
      <Loaded query={accounts}>
        {({ items }) => {
          // After a good pairing the list itself shows the result: no panel in front of it.
          const isJustPaired = search.get('pairing') === 'paired'
          return (
            <>
              {items.length === 0 && !app.active ? null : items.length === 0 ? (
                <Empty
                  title={t('accounts.empty.title')}
                  picture={<ConnectionPicture />}
                  text={t('accounts.empty.text')}
                />
              ) : (
                <AccountsTable
                  app={app}
                  accounts={items}
                  onEdit={(chosen) => navigate(`${base}/accounts/${chosen.id}`)}
                  onDelete={setDeleting}
                  onOpen={(name, chosen) => setDialog({ name, account: chosen })}
                />
              )}
              {dialog?.name === 'check' && <CheckPanel account={dialog.account} onClose={closeDialog} />}
              {dialog?.name === 'unknown' && (
                <UnknownRoomsPanel account={dialog.account} onClose={closeDialog} />
              )}
              {dialog?.name === 'move' && <MovePanel account={dialog.account} onClose={closeDialog} />}
              {opened === 'new' && app.active && <AccountPanel app={app} onClose={close} />}
              {account && !isJustPaired && (
                <AccountPanel
                  key={account.thing.id}
                  app={app}
                  account={account.thing}
                  isGone={account.isGone}
                  onClose={close}
                />
              )}
            </>
          )
        }}
      </Loaded>
      {deleting && (
        <DeleteDialog
          app={app}
          account={deleting}
          onMove={() => {
            setDeleting(undefined)
            setDialog({ name: 'move', account: deleting })
          }}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </AdminPage>
  )
}
