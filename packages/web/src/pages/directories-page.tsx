import '../ui/panel-styles.ts'
import '@mantine/core/styles/Code.layer.css'
import { Code, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { type Directory, revokeDirectory, useDirectories } from '../features/people/directories/queries.ts'
import { CardTable } from '../ui/card-table.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { lazily } from '../ui/lazily.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { ConnectionPicture } from '../ui/pictures.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'
import { formatMoment } from '../ui/when.ts'

const DirectoryForm = lazily(
  async () => (await import('../features/people/directories/directory-form.tsx')).DirectoryForm,
)

/** Programs of organizations that say by SCIM who is there. */
export function DirectoriesPage() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { panel, open, close } = usePanel()
  const [revoking, setRevoking] = useState<Directory>()
  const directories = useDirectories()
  const columns = [
    {
      label: t('directories.name'),
      show: ({ name, prefix }: Directory) => (
        <>
          <Text fw={600}>{name}</Text>
          <Code>{prefix}…</Code>
        </>
      ),
    },
    {
      label: t('directories.state'),
      show: ({ state }: Directory) => (
        <StateBadge tone={state === 'active' ? 'good' : 'neutral'}>
          {t('directories.stateName', { state })}
        </StateBadge>
      ),
    },
    {
      label: t('directories.looksAfter'),
      show: ({ people, groups }: Directory) => t('directories.counts', { people, groups }),
    },
    {
      label: t('directories.used'),
      show: ({ usedAt }: Directory) =>
        usedAt ? formatMoment(usedAt, zone, language) : t('directories.never'),
    },
    { label: t('directories.createdBy'), show: ({ createdBy }: Directory) => createdBy.name },
  ]
  return (
    <AdminPage
      title={t('directories.title')}
      action={<NewButton label={t('directories.new')} onClick={() => open('new')} />}
    >
      <Stack>
        <Text>{t('directories.about')}</Text>
        <Loaded query={directories}>
          {({ items, url }) => (
            <>
              <CopyField label={t('directories.url')} description={t('directories.urlHelp')} value={url} />
              {items.length === 0 ? (
                <Empty
                  title={t('directories.none')}
                  picture={<ConnectionPicture />}
                  text={t('directories.noneText')}
                />
              ) : (
                <CardTable
                  label={t('directories.title')}
                  rows={items}
                  columns={columns}
                  action={(directory) =>
                    directory.state !== 'revoked' && (
                      <RowMenu
                        name={directory.name}
                        actions={[{ label: t('directories.revoke'), onChoose: () => setRevoking(directory) }]}
                      />
                    )
                  }
                />
              )}
            </>
          )}
        </Loaded>
      </Stack>
      {panel === 'new' && <DirectoryForm onClose={close} />}
      {revoking && (
        <Confirm
          title={t('directories.revokeTitle', { name: revoking.name })}
          text={t('directories.revokeText')}
          action={t('directories.revoke')}
          onConfirm={() => revokeDirectory(revoking.id)}
          onClose={() => setRevoking(undefined)}
        />
      )}
    </AdminPage>
  )
}
