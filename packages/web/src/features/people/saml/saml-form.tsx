import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, FileButton, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { CopyField } from '../../../ui/copy-field.tsx'
import { PanelForm } from '../../../ui/form.tsx'
import { formatList } from '../../../ui/formats.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'
import { changeSamlProvider, makeSamlProvider, rereadSamlProvider, type SamlProvider } from './queries.ts'

/** Those of one provider have less. */
const MAX_BYTES = 500_000

interface Values extends Record<string, unknown> {
  name: string
  metadataUrl: string
  metadata: string
  vouchedDomains: string
  emailAttribute: string
  firstNameAttribute: string
  lastNameAttribute: string
  groupsAttribute: string
  /** Lines of `value = group`. */
  groups: string
  clockMinutes: string
  allowsUnasked: boolean
  createsPeople: boolean
  active: boolean
}

function toValues(provider: SamlProvider | undefined): Values {
  return {
    name: provider?.name ?? '',
    metadataUrl: provider?.metadataUrl ?? '',
    metadata: '',
    vouchedDomains: provider?.vouchedDomains.join('\n') ?? '',
    emailAttribute: provider?.emailAttribute ?? '',
    firstNameAttribute: provider?.firstNameAttribute ?? '',
    lastNameAttribute: provider?.lastNameAttribute ?? '',
    groupsAttribute: provider?.groupsAttribute ?? '',
    groups: provider?.groups.map(({ value, group }) => `${value} = ${group}`).join('\n') ?? '',
    clockMinutes: String(provider?.clockMinutes ?? 3),
    allowsUnasked: provider?.allowsUnasked ?? false,
    createsPeople: provider?.createsPeople ?? false,
    active: provider?.active ?? true,
  }
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** The last sign of equality parts: names of groups at providers have some themselves (`cn=a,ou=b`). */
function toBody({ vouchedDomains, groups, clockMinutes, ...values }: Values) {
  return {
    ...values,
    clockMinutes: Number(clockMinutes),
    vouchedDomains: linesOf(vouchedDomains),
    groups: linesOf(groups).map((line) => {
      const at = line.lastIndexOf('=')
      return { value: line.slice(0, at).trim(), group: line.slice(at + 1).trim() }
    }),
  }
}

interface SamlFormProps {
  /** Left out = a new one. */
  provider?: SamlProvider
  isGone?: boolean
  onClose: () => void
}

/** What one provider is told of us, and what we know of it. */
export function SamlForm({ provider, isGone = false, onClose }: SamlFormProps) {
  const { t } = useTexts()
  const { form, meanwhile, save } = useEditForm<SamlProvider, Values, ReturnType<typeof toBody>>({
    thing: provider,
    isGone,
    toValues,
    toBody,
    parts: {
      name: { label: t('idp.name') },
      metadataUrl: { label: t('saml.metadataUrl') },
      metadata: { label: t('saml.metadata') },
      vouchedDomains: { label: t('saml.domains') },
      emailAttribute: { label: t('saml.emailAttribute') },
      firstNameAttribute: { label: t('saml.firstNameAttribute') },
      lastNameAttribute: { label: t('saml.lastNameAttribute') },
      groupsAttribute: { label: t('saml.groupsAttribute') },
      groups: { label: t('saml.groups') },
      clockMinutes: { label: t('saml.clockMinutes') },
      allowsUnasked: { label: t('saml.allowsUnasked') },
      createsPeople: { label: t('idp.createsPeople') },
      active: { label: t('idp.active') },
    },
    reread: ({ id }) => rereadSamlProvider(id),
    create: makeSamlProvider,
    change: changeSamlProvider,
    onDone: onClose,
  })
  const text = (name: keyof Values & string, label: string, maxLength: number) => (
    <TextInput label={label} maxLength={maxLength} {...form.getInputProps(name)} />
  )
  const lines = (name: keyof Values & string, label: string, description?: string) => (
    <Textarea
      label={label}
      description={description}
      autosize
      minRows={2}
      maxRows={8}
      {...form.getInputProps(name)}
    />
  )
  const check = (name: keyof Values & string, label: string, description?: string) => (
    <Checkbox label={label} description={description} {...form.getInputProps(name, { type: 'checkbox' })} />
  )
  return (
    <SlideOver title={t(provider ? 'saml.edit' : 'saml.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(provider ? 'app.save' : 'app.create')}
        onSubmit={save}
        onCancel={onClose}
        meanwhile={meanwhile}
      >
        <TextInput
          label={t('idp.name')}
          maxLength={100}
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
        {provider && (
          <>
            <Title order={3}>{t('saml.ours')}</Title>
            <CopyField label={t('saml.entityId')} value={provider.entityId} />
            <CopyField label={t('saml.acsUrl')} value={provider.acsUrl} />
            <CopyField label={t('saml.logoutUrl')} value={provider.ourLogoutUrl} />
            <Button
              component="a"
              href={new URL(provider.entityId).pathname}
              download="lectern-metadata.xml"
              variant="default"
            >
              {t('saml.download')}
            </Button>
          </>
        )}
        <Title order={3}>{t('saml.theirs')}</Title>
        {provider?.issuer && <Known provider={provider} />}
        <TextInput
          label={t('saml.metadataUrl')}
          description={t('saml.metadataUrlHelp')}
          type="url"
          maxLength={500}
          {...form.getInputProps('metadataUrl')}
        />
        {lines('metadata', t('saml.metadata'))}
        <MetadataFile onText={(text) => form.setFieldValue('metadata', text)} />
        {lines('vouchedDomains', t('saml.domains'), t('saml.domainsHelp'))}
        <Title order={3}>{t('saml.attributes')}</Title>
        <Text size="sm">{t('saml.attributesHelp')}</Text>
        {text('emailAttribute', t('saml.emailAttribute'), 300)}
        {text('firstNameAttribute', t('saml.firstNameAttribute'), 300)}
        {text('lastNameAttribute', t('saml.lastNameAttribute'), 300)}
        {text('groupsAttribute', t('saml.groupsAttribute'), 300)}
        {lines('groups', t('saml.groups'), t('saml.groupsHelp'))}
        <TextInput
          label={t('saml.clockMinutes')}
          type="number"
          min={0}
          max={10}
          {...form.getInputProps('clockMinutes')}
        />
        {check('allowsUnasked', t('saml.allowsUnasked'), t('saml.allowsUnaskedHelp'))}
        {check('createsPeople', t('idp.createsPeople'), t('idp.createsPeopleHelp'))}
        {check('active', t('idp.active'))}
      </PanelForm>
    </SlideOver>
  )
}

/** Whose metadata was read, and by which certificates it is known. */
function Known({ provider }: { provider: SamlProvider }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const certificates = provider.certificates.map(({ fingerprint, validUntil }) =>
    t('saml.certificate', { fingerprint, until: formatMoment(validUntil, zone, language) }),
  )
  const lines = [
    provider.issuer,
    provider.metadataReadAt &&
      t('saml.knownAt', { at: formatMoment(provider.metadataReadAt, zone, language) }),
    t('saml.knows', { certificates: formatList(certificates, language) }),
  ]
  return (
    <div>
      {lines.map(
        (line) =>
          line && (
            <Text key={line} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {line}
            </Text>
          ),
      )}
    </div>
  )
}

function MetadataFile({ onText }: { onText: (text: string) => void }) {
  const { t } = useTexts()
  const [flaw, setFlaw] = useState<string>()
  const read = async (file: File | null) => {
    if (!file) return
    const isTooLarge = file.size > MAX_BYTES
    setFlaw(isTooLarge ? t('saml.fileLarge', { megabytes: file.size / 1_000_000 }) : undefined)
    if (!isTooLarge) onText(await file.text())
  }
  return (
    <div>
      <FileButton accept=".xml,application/xml,text/xml,application/samlmetadata+xml" onChange={read}>
        {(button) => (
          <Button variant="default" {...button}>
            {t('saml.file')}
          </Button>
        )}
      </FileButton>
      {flaw && (
        <Text c="red.9" role="alert">
          {flaw}
        </Text>
      )}
    </div>
  )
}
