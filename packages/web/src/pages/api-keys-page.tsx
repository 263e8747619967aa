import '../ui/panel-styles.ts'
import '@mantine/core/styles/Code.layer.css'
import { Anchor, Code, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { type ApiKey, revokeApiKey, useApiKeys } from '../features/people/api-keys/queries.ts'
import { scopesInWords } from '../features/people/api-keys/scope-words.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { CardTable } from '../ui/card-table.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { lazily } from '../ui/lazily.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { ConnectionPicture } from '../ui/pictures.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'
import { formatDay, formatMoment } from '../ui/when.ts'

const ApiKeyForm = lazily(
  async () => (await import('../features/people/api-keys/api-key-form.tsx')).ApiKeyForm,
)

const tones = { active: 'good', expired: 'neutral', revoked: 'neutral' } as const

/** Keys with which programs use the API. */
export function ApiKeysPage() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { panel, open, close } = usePanel()
  const [revoking, setRevoking] = useState<ApiKey>()
  const keys = useApiKeys()
  const columns = [
    {
      label: t('apiKeys.name'),
      show: ({ name, prefix }: ApiKey) => (
        <>
          <Text fw={600}>{name}</Text>
          <Code>{prefix}…</Code>
        </>
      ),
    },
    {
      label: t('apiKeys.state'),
      show: ({ state }: ApiKey) => (
        <StateBadge tone={tones[state]}>{t('apiKeys.stateName', { state })}</StateBadge>
      ),
    },
    { label: t('apiKeys.scopes'), show: ({ scopes }: ApiKey) => scopesInWords(scopes, t) },
    { label: t('apiKeys.person'), show: ({ person }: ApiKey) => person.name },
    {
      label: t('apiKeys.used'),
      show: ({ usedAt }: ApiKey) => (usedAt ? formatMoment(usedAt, zone, language) : t('apiKeys.never')),
    },
    {
      label: t('apiKeys.expires'),
      show: ({ expiresAt }: ApiKey) =>
        expiresAt ? formatDay(expiresAt, zone, language) : t('apiKeys.noEnd'),
    },
  ]
  return (
    <AdminPage
      title={t('apiKeys.title')}
      action={<NewButton label={t('apiKeys.new')} onClick={() => open('new')} />}
    >
      <Stack>
        <Text>
          {t('apiKeys.about')}{' '}
          <Anchor href="/api/docs" underline="always">
            {t('programs.docs')}
          </Anchor>
        </Text>
        <Loaded query={keys}>
          {({ items, scopes }) => (
            <>
              {items.length === 0 ? (
                <Empty
                  title={t('apiKeys.none')}
                  picture={<ConnectionPicture />}
                  text={t('apiKeys.noneText')}
                />
              ) : (
                <CardTable
                  label={t('apiKeys.title')}
                  rows={items}
                  columns={columns}
                  action={(key) =>
                    key.state !== 'revoked' && (
                      <RowMenu
                        name={key.name}
                        actions={[{ label: t('apiKeys.revoke'), onChoose: () => setRevoking(key) }]}
                      />
                    )
                  }
                />
              )}
              {panel === 'new' && <ApiKeyForm scopes={scopes} onClose={close} />}
            </>
          )}
        </Loaded>
      </Stack>
      {revoking && (
        <Confirm
          title={t('apiKeys.revokeTitle', { name: revoking.name })}
          text={t('apiKeys.revokeText')}
          action={t('apiKeys.revoke')}
          onConfirm={() => revokeApiKey(revoking.id)}
          onClose={() => setRevoking(undefined)}
        />
      )}
    </AdminPage>
  )
}
