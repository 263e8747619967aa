import '../ui/panel-styles.ts'
import '@mantine/core/styles/Checkbox.layer.css'
import type { Schemas } from '@lectern/api-client'
import { Alert, Checkbox, PasswordInput, Stack, Table, TextInput, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type App, answered, api, changesOf, ifMatch } from '../api/client.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { Confirm } from '../ui/confirm.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { PanelForm } from '../ui/form.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { ConnectionPicture } from '../ui/pictures.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { SlideOver } from '../ui/slide-over.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'
import { useOpened } from '../ui/use-opened.ts'
import { usePanel } from '../ui/use-panel.ts'

type IdentityProvider = Schemas['IdentityProvider']
const providersKey = ['identity-providers'] as const
const refreshed = changesOf(providersKey)

export function IdentityProvidersPage({ app }: { app: App }) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [deleting, setDeleting] = useState<IdentityProvider>()
  const providers = useQuery({
    queryKey: providersKey,
    queryFn: () => answered(api.GET('/api/v1/identity-providers')),
  })
  const edited = useOpened(
    panel ?? undefined,
    providers.data?.items.find(({ id }) => id === panel),
  )
  const remove = ({ id }: IdentityProvider) =>
    refreshed(
      answered(
        api.DELETE('/api/v1/identity-providers/{providerId}', { params: { path: { providerId: id } } }),
      ),
    )
  return (
    <AdminPage
      title={t('idp.title')}
      trail={[{ label: t('apps.title'), href: '/admin/apps' }]}
      action={app.active && <NewButton label={t('idp.new')} onClick={() => open('new')} />}
    >
      {!app.active && (
        <Alert color="orange" variant="outline" mb="md">
          {t('apps.notActive')}
        </Alert>
      )}
      <Loaded query={providers}>
        {({ items, redirectUri }) => (
          <Stack>
            <CopyField label={t('idp.redirectUrl')} value={redirectUri} />
            {items.length === 0 ? (
              <Empty title={t('idp.empty')} picture={<ConnectionPicture />} text={t('idp.emptyText')} />
            ) : (
              <Table aria-label={t('idp.title')}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('accounts.name')}</Table.Th>
                    <Table.Th visibleFrom="sm">{t('idp.issuer')}</Table.Th>
                    <Table.Th>{t('people.state')}</Table.Th>
                    <Table.Th visibleFrom="sm">{t('idp.people')}</Table.Th>
                    <Table.Th>
                      <VisuallyHidden>{t('app.edit')}</VisuallyHidden>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((provider) => (
                    <Table.Tr key={provider.id}>
                      <Table.Td fw={600}>{provider.name}</Table.Td>
                      <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
                        {provider.issuer}
                      </Table.Td>
                      <Table.Td>
                        <StateBadge tone={provider.active ? 'good' : 'neutral'}>
                          {t('apps.stateName', { state: provider.active ? 'active' : 'inactive' })}
                        </StateBadge>
                      </Table.Td>
                      <Table.Td visibleFrom="sm">{provider.people}</Table.Td>
                      <Table.Td ta="end">
                        <RowMenu
                          name={provider.name}
                          actions={[
                            { label: t('app.edit'), onChoose: () => open(provider.id) },
                            { label: t('app.delete'), onChoose: () => setDeleting(provider) },
                          ]}
                        />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
            {panel === 'new' && <ProviderPanel onClose={close} />}
            {edited && (
              <ProviderPanel
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
          onConfirm={() => remove(deleting)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </AdminPage>
  )
}

interface Values extends Record<string, unknown> {
  name: string
  issuer: string
  clientId: string
  /** Empty = it stays as it is. */
  clientSecret: string
  createsPeople: boolean
  active: boolean
}

function toValues(provider: IdentityProvider | undefined): Values {
  return {
    name: provider?.name ?? '',
    issuer: provider?.issuer ?? '',
    clientId: provider?.clientId ?? '',
    clientSecret: '',
    createsPeople: provider?.createsPeople ?? false,
    active: provider?.active ?? true,
  }
}

interface ProviderPanelProps {
  /** Left out = a new one. */
  provider?: IdentityProvider
  isGone?: boolean
  onClose: () => void
}

function ProviderPanel({ provider, isGone = false, onClose }: ProviderPanelProps) {
  const { t } = useTexts()
  const { form, meanwhile, save } = useEditForm<IdentityProvider, Values, Values>({
    thing: provider,
    isGone,
    toValues,
    toBody: (values) => values,
    parts: {
      name: { label: t('idp.name') },
      issuer: { label: t('idp.issuer') },
      clientId: { label: t('idp.clientId') },
      clientSecret: { label: t('idp.clientSecret') },
      createsPeople: { label: t('idp.createsPeople') },
      active: { label: t('idp.active') },
    },
    reread: async ({ id }) => {
      const { items } = await answered(api.GET('/api/v1/identity-providers'))
      return items.find((one) => one.id === id)
    },
    create: (body) => refreshed(answered(api.POST('/api/v1/identity-providers', { body }))),
    change: ({ id, version }, { clientSecret, ...fields }) => {
      const body = { ...fields, ...(clientSecret ? { clientSecret } : {}) }
      const params = { path: { providerId: id }, header: ifMatch(version) }
      return refreshed(answered(api.PATCH('/api/v1/identity-providers/{providerId}', { params, body })))
    },
    onDone: onClose,
  })
  const needed = { required: true, withAsterisk: false }
  return (
    <SlideOver title={t(provider ? 'idp.edit' : 'idp.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(provider ? 'app.save' : 'app.create')}
        onSubmit={save}
        onCancel={onClose}
        meanwhile={meanwhile}
      >
        <TextInput label={t('idp.name')} maxLength={100} {...needed} {...form.getInputProps('name')} />
        <TextInput
          label={t('idp.issuer')}
          description={t('idp.issuerHelp')}
          type="url"
          maxLength={500}
          {...needed}
          {...form.getInputProps('issuer')}
        />
        <TextInput
          label={t('idp.clientId')}
          maxLength={300}
          {...needed}
          {...form.getInputProps('clientId')}
        />
        <PasswordInput
          label={t('idp.clientSecret')}
          maxLength={1000}
          autoComplete="new-password"
          {...(provider ? { placeholder: t('accounts.secretUnchanged') } : needed)}
          {...form.getInputProps('clientSecret')}
        />
        <Checkbox
          label={t('idp.createsPeople')}
          description={t('idp.createsPeopleHelp')}
          {...form.getInputProps('createsPeople', { type: 'checkbox' })}
        />
        <Checkbox label={t('idp.active')} {...form.getInputProps('active', { type: 'checkbox' })} />
      </PanelForm>
    </SlideOver>
  )
}
