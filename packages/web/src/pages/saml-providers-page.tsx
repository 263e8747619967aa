import '../ui/panel-styles.ts'
import { Alert, Box, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { App } from '../api/client.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import {
  changeSamlProvider,
  removeSamlProvider,
  type SamlProvider,
  useSamlProviders,
} from '../features/people/saml/queries.ts'
import { SamlForm } from '../features/people/saml/saml-form.tsx'
import { TestPanel } from '../features/people/saml/test-panel.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { ConnectionPicture } from '../ui/pictures.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { useOpened } from '../ui/use-opened.ts'
import { usePanel } from '../ui/use-panel.ts'
import { formatMoment } from '../ui/when.ts'

/** Begins the name of the panel in which a provider is tried; the server leads there too. */
const TEST = 'test-'

export function SamlProvidersPage({ app }: { app: App }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { panel, open, close } = usePanel()
  const [deleting, setDeleting] = useState<SamlProvider>()
  const providers = useSamlProviders()
  const edited = useOpened(
    panel ?? undefined,
    providers.data?.items.find(({ id }) => id === panel),
  )
  const tested = panel?.startsWith(TEST)
    ? providers.data?.items.find(({ id }) => id === panel.slice(TEST.length))
    : undefined
  return (
    <AdminPage
      title={t('saml.title')}
      trail={[{ label: t('apps.title'), href: '/admin/apps' }]}
      action={app.active && <NewButton label={t('saml.new')} onClick={() => open('new')} />}
    >
      {!app.active && (
        <Alert color="orange" variant="outline" mb="md">
          {t('apps.notActive')}
        </Alert>
      )}
      <Loaded query={providers}>
        {({ items }) => (
          <Stack>
            {items.length === 0 ? (
              <Empty title={t('saml.empty')} picture={<ConnectionPicture />} text={t('saml.emptyText')} />
            ) : (
              <Table aria-label={t('saml.title')}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('accounts.name')}</Table.Th>
                    <Table.Th visibleFrom="sm">{t('idp.issuer')}</Table.Th>
                    <Table.Th visibleFrom="sm">{t('people.state')}</Table.Th>
                    <Table.Th visibleFrom="sm">{t('idp.people')}</Table.Th>
                    <Table.Th>
                      <VisuallyHidden>{t('app.edit')}</VisuallyHidden>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((provider) => (
                    <Table.Tr key={provider.id}>
                      <Table.Td fw={600}>
                        {provider.name}
                        <Box hiddenFrom="sm">
                          <State provider={provider} />
                        </Box>
                        {provider.lastProblem && (
                          <Text size="sm" c="red.9" role="status" style={{ overflowWrap: 'anywhere' }}>
                            {t('saml.problem', {
                              at: formatMoment(provider.lastProblem.at, zone, language),
                              text: provider.lastProblem.text,
                            })}
                          </Text>
                        )}
                      </Table.Td>
                      <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
                        {provider.issuer}
                      </Table.Td>
                      <Table.Td visibleFrom="sm">
                        <State provider={provider} />
                      </Table.Td>
                      <Table.Td visibleFrom="sm">{provider.people}</Table.Td>
                      <Table.Td ta="end">
                        <RowMenu
                          name={provider.name}
                          actions={[
                            { label: t('app.edit'), onChoose: () => open(provider.id) },
                            ...(provider.issuer
                              ? [{ label: t('saml.test'), onChoose: () => open(`${TEST}${provider.id}`) }]
                              : []),
                            ...(provider.metadataUrl
                              ? [
                                  {
                                    label: t('saml.readAgain'),
                                    onChoose: () =>
                                      changeSamlProvider(provider, { metadataUrl: provider.metadataUrl }),
                                  },
                                ]
                              : []),
                            { label: t('app.delete'), onChoose: () => setDeleting(provider) },
                          ]}
                        />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
            {tested && <TestPanel provider={tested} onClose={close} />}
            {panel === 'new' && <SamlForm onClose={close} />}
            {edited && (
              <SamlForm
                key={edited.thing.id}
                provider={edited.thing}
                isGone={edited.isGone}
                onClose={close}
              />
            )}
          </Stack>
        )}
      </Loaded>
      {deleting && (
        <Confirm
          title={t('idp.deleteTitle', { name: deleting.name })}
          text={t('idp.deleteText')}
          action={t('app.delete')}
          onConfirm={() => removeSamlProvider(deleting.id)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </AdminPage>
  )
}

function State({ provider }: { provider: SamlProvider }) {
  const { t } = useTexts()
  if (provider.issuer === '') return <StateBadge tone="neutral">{t('saml.waits')}</StateBadge>
  return (
    <StateBadge tone={provider.active ? 'good' : 'neutral'}>
      {t('apps.stateName', { state: provider.active ? 'active' : 'inactive' })}
    </StateBadge>
  )
}
