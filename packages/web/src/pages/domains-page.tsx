import '../ui/panel-styles.ts'
import type { Schemas } from '@lectern/api-client'
import { Alert, Button, Group, List, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api, changesOf } from '../api/client.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { Confirm } from '../ui/confirm.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { PanelForm } from '../ui/form.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { SlideOver } from '../ui/slide-over.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Failure, Loaded } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'

type Domain = Schemas['Domain']
const domainsKey = ['domains'] as const
const refreshed = changesOf(domainsKey)
const path = (host: string) => ({ params: { path: { host } } })

export function DomainsPage() {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const domains = useQuery({ queryKey: domainsKey, queryFn: () => answered(api.GET('/api/v1/domains')) })
  return (
    <AdminPage
      title={t('domains.title')}
      action={<NewButton label={t('domains.new')} onClick={() => open('new')} />}
    >
      <Text c="dimmed" mb="md">
        {t('domains.primaryText')}
      </Text>
      <Loaded query={domains}>
        {({ items }) => (
          <Stack>
            {items.map((domain) => (
              <DomainCard key={domain.host} domain={domain} />
            ))}
          </Stack>
        )}
      </Loaded>
      {panel === 'new' && <NewDomainPanel onClose={close} />}
    </AdminPage>
  )
}

function NewDomainPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const form = useForm({ initialValues: { host: '' } })
  const add = async (body: { host: string }) => {
    await refreshed(answered(api.POST('/api/v1/domains', { body })))
    onClose()
  }
  return (
    <SlideOver title={t('domains.new')} onClose={onClose}>
      <PanelForm form={form} submitLabel={t('domains.new')} onSubmit={add} onCancel={onClose}>
        <TextInput
          label={t('domains.domain')}
          description={t('domains.domainHelp')}
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps('host')}
        />
      </PanelForm>
    </SlideOver>
  )
}

function DomainCard({ domain }: { domain: Domain }) {
  const { t } = useTexts()
  const { host, proof, finding } = domain
  const [isRemoving, setIsRemoving] = useState(false)
  const prove = useMutation({
    mutationFn: () => refreshed(answered(api.POST('/api/v1/domains/{host}/proof', path(host)))),
  })
  const makePrimary = useMutation({
    mutationFn: () => refreshed(answered(api.POST('/api/v1/domains/{host}/primary', path(host)))),
  })
  const isPending = domain.state === 'pending'
  return (
    <Paper withBorder p="lg" component="article" aria-label={host}>
      <Stack>
        <Group justify="space-between" align="flex-start">
          <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            <Group gap="sm">
              <Title order={2} size="h4">
                {host}
              </Title>
              <StateBadge tone={isPending ? 'warning' : 'good'}>
                {t('domains.stateName', { state: domain.state })}
              </StateBadge>
              {domain.isPrimary && <StateBadge tone="neutral">{t('domains.primary')}</StateBadge>}
            </Group>
            <Text c="dimmed">{t(domain.isDefault ? 'domains.default' : 'domains.custom')}</Text>
          </div>
          <Group gap="xs">
            {!isPending && !domain.isPrimary && (
              <Button variant="default" loading={makePrimary.isPending} onClick={() => makePrimary.mutate()}>
                {t('domains.makePrimary')}
              </Button>
            )}
            {!domain.isDefault && (
              <Button variant="default" onClick={() => setIsRemoving(true)}>
                {t('app.remove')}
              </Button>
            )}
          </Group>
        </Group>
        {isPending && proof && (
          <Stack gap="sm">
            <Text>{t('domains.proveText')}</Text>
            <CopyField label={t('domains.record')} value={proof.record} />
            <CopyField label={t('domains.recordValue')} value={proof.token} />
            <CopyField label={t('domains.file')} value={proof.url} />
            {finding && (
              <Alert color="orange" variant="outline" role="alert" style={{ overflowWrap: 'anywhere' }}>
                {finding.text}
              </Alert>
            )}
            <Group>
              <Button loading={prove.isPending} onClick={() => prove.mutate()}>
                {t('domains.prove')}
              </Button>
            </Group>
          </Stack>
        )}
        {!isPending && (
          <Stack gap={4}>
            <Text>{t('domains.uris')}</Text>
            <List size="sm" style={{ overflowWrap: 'anywhere' }}>
              {domain.redirectUris.map((uri) => (
                <List.Item key={uri}>{uri}</List.Item>
              ))}
            </List>
            {domain.accountsElsewhere.length > 0 && (
              <Text>
                {t('domains.elsewhere', {
                  accounts: domain.accountsElsewhere.map(({ name, pairedOn }) => `${name} (${pairedOn})`),
                })}
              </Text>
            )}
          </Stack>
        )}
        {(prove.error ?? makePrimary.error) && <Failure error={prove.error ?? makePrimary.error} />}
      </Stack>
      {isRemoving && (
        <Confirm
          title={t('domains.removeTitle', { domain: host })}
          text={t('domains.removeText')}
          action={t('app.remove')}
          onConfirm={() => refreshed(answered(api.DELETE('/api/v1/domains/{host}', path(host))))}
          onClose={() => setIsRemoving(false)}
        />
      )}
    </Paper>
  )
}
