import '@mantine/core/styles/List.layer.css'
import {
  Alert,
  Anchor,
  Fieldset,
  List,
  NativeSelect,
  NumberInput,
  PasswordInput,
  Radio,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { Account, App } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { CopyField } from '../../../ui/copy-field.tsx'
import { Folded } from '../../../ui/folded.tsx'
import { PanelForm } from '../../../ui/form.tsx'
import type { Parts } from '../../../ui/merge.ts'
import { OutsideLink } from '../../../ui/outside-link.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { CallsAddress } from './calls.tsx'
import { Hosts } from './hosts.tsx'
import { fromOptionValues, type OptionValues, type SwitchedOption, toOptionValues } from './option-values.ts'
import { Organizers } from './organizers.tsx'
import { PairingPanel } from './pairing-state.tsx'
import {
  type AccountFields,
  accountsKey,
  changeAccount,
  createAccount,
  pairAccount,
  rereadAccount,
} from './queries.ts'
import { RoomOptionsFields } from './room-options-fields.tsx'

interface AccountPanelProps {
  app: App
  /** Left out = a new one. */
  account?: Account
  isGone?: boolean
  onClose: () => void
}

/** Where the app's own fields stand in a request and in the form. */
const IN_BODY: keyof AccountFields = 'fields'

type Limit = number | string
type Values = Omit<AccountFields, 'limits' | 'rooms' | 'roomOptions'> & {
  roomOptions: OptionValues
  perOrganizer: Limit
  marginBeforeMinutes: Limit
  marginAfterMinutes: Limit
  sessionsPerCourse: Limit
  totalSessions: Limit
  concurrentRooms: Limit
}

/** The panel of an account: redirect URLs on top, then credentials, session type and limits. */
export function AccountPanel({ app, account, isGone = false, onClose }: AccountPanelProps) {
  const { t } = useTexts()
  const [savedClients, setSavedClients] = useState(0)
  const pairs = app.auth === 'oauth-user'
  return (
    <SlideOver title={t(account ? 'accounts.edit' : 'accounts.new')} onClose={onClose}>
      <Stack gap="lg">
        {account && app.auth !== 'none' && <PairingPanel app={app} account={account} called={savedClients} />}
        {pairs && <RedirectUris app={app} />}
        {!account && <Prerequisites app={app} />}
        {account && pairs && <Organizers account={account} />}
        {account?.hostsFrom === 'directory' && <Hosts app={app} account={account} />}
        {account && !pairs && app.auth !== 'none' && <CallsAddress account={account} />}
        <AccountForm
          app={app}
          {...(account ? { account } : {})}
          isGone={isGone}
          onClose={onClose}
          onNewClient={() => setSavedClients((count) => count + 1)}
        />
      </Stack>
    </SlideOver>
  )
}

function RedirectUris({ app }: { app: App }) {
  const { t, language } = useTexts()
  const [here, primary] = [window.location.host, new URL(app.primaryOrigin).host]
  return (
    <Stack gap="sm">
      {here !== primary && (
        <Alert color="orange" variant="outline">
          <Text>{t('accounts.otherDomain', { here, primary })}</Text>
          <Anchor href={`${app.primaryOrigin}${window.location.pathname}`}>{t('accounts.openThere')}</Anchor>
        </Alert>
      )}
      {app.redirectUris.map((uri, index) => (
        <CopyField
          key={uri}
          label={
            index === 0
              ? t('accounts.redirectUrl', { provider: app.vendor[language] })
              : t('accounts.redirectUrlPlain')
          }
          value={uri}
        />
      ))}
      <Text size="sm" c="dimmed">
        {t('accounts.redirectHelp')}
      </Text>
      <Console app={app} />
    </Stack>
  )
}

function Console({ app }: { app: App }) {
  const { language } = useTexts()
  if (!app.console) return null
  return (
    <Text>
      <OutsideLink href={app.console.url}>{app.console.name[language]}</OutsideLink>
    </Text>
  )
}

/** What must be true, what to click at the provider in order, and what it will be told about people. */
function Prerequisites({ app }: { app: App }) {
  const { language, t } = useTexts()
  const isSilent = [app.prerequisites, app.pairingSteps, app.sends].every(({ length }) => length === 0)
  if (isSilent) return null
  return (
    <Stack gap="sm">
      {app.auth !== 'oauth-user' && <Console app={app} />}
      <TextList title={t('accounts.before')} items={app.prerequisites.map((entry) => entry[language])} />
      <TextList
        title={
          app.auth === 'oauth-user'
            ? t('accounts.first')
            : t('accounts.stepsAt', { provider: app.vendor[language] })
        }
        items={app.pairingSteps.map((entry) => entry[language])}
        isOrdered
      />
      <TextList title={t('accounts.sends')} items={app.sends.map((entry) => entry[language])} />
    </Stack>
  )
}

function TextList({
  title,
  items,
  isOrdered = false,
}: {
  title: string
  items: string[]
  isOrdered?: boolean
}) {
  if (items.length === 0) return null
  return (
    <section>
      <Text fw={650}>{title}</Text>
      <List type={isOrdered ? 'ordered' : 'unordered'} size="sm" mt={4} spacing={2}>
        {items.map((item) => (
          <List.Item key={item}>{item}</List.Item>
        ))}
      </List>
    </section>
  )
}

interface AccountFormProps extends AccountPanelProps {
  /** The account can't be used as it was saved: nobody has consented to another client, or the provider refuses it. */
  onNewClient: () => void
}

function AccountForm({ app, account, isGone = false, onClose, onNewClient }: AccountFormProps) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const refused = useRef<string>(undefined)
  const types = app.accountForm.sessionTypes
  const firstType = types.find((type) => type.available)?.id ?? ''
  const { form, meanwhile, save } = useEditForm<Account, Values, AccountFields>({
    thing: account,
    isGone,
    toValues: (known) => valuesOf(app, known, firstType),
    toBody: fieldsOf,
    parts: partsOf(t, {
      typeOf: (id) => types.find((type) => type.id === id)?.label[language] ?? id,
      labelOf: (name) => app.accountForm.fields.find((field) => field.name === name)?.label[language] ?? name,
    }),
    reread: ({ id }) => rereadAccount(app.id, id),
    create: async (body) => {
      const created = await createAccount(app.id, body)
      if (app.auth === 'oauth-user') await pairAccount(created.id)
      else if (created.pairing.state !== 'paired') refused.current = created.id
    },
    change: async (known, touched) => {
      const saved = await changeAccount(known, touched)
      if (touched.fields && saved.pairing.state !== 'paired') refused.current = saved.id
      return saved
    },
    onDone: async () => {
      await client.invalidateQueries({ queryKey: accountsKey })
      // On its way to the tool's consent: closing goes back in the history, and would call the browser off.
      if (!account && app.auth === 'oauth-user') return
      const id = refused.current
      refused.current = undefined
      if (id === undefined) onClose()
      else if (account) onNewClient()
      else navigate(`/admin/apps/${app.id}/accounts/${id}`, { replace: true })
    },
  })
  return (
    <PanelForm
      form={form}
      submitLabel={t(account ? 'app.save' : 'app.create')}
      onSubmit={save}
      onCancel={onClose}
      meanwhile={meanwhile}
    >
      <TextInput
        label={t('accounts.name')}
        description={t('accounts.nameHelp')}
        required
        withAsterisk={false}
        maxLength={200}
        {...form.getInputProps('name')}
      />
      <Textarea
        label={t('accounts.description')}
        description={t('accounts.descriptionHelp')}
        autosize
        minRows={1}
        maxLength={2000}
        {...form.getInputProps('description')}
      />
      {app.accountForm.fields.map((field) => (
        <FormField
          key={field.name}
          field={field}
          isKept={field.isSecret && account !== undefined}
          {...form.getInputProps(`${IN_BODY}.${field.name}`)}
        />
      ))}
      <Radio.Group
        label={t('accounts.sessionType')}
        description={t('accounts.typeFixed')}
        {...form.getInputProps('sessionType')}
      >
        <Stack gap="sm" mt="xs">
          {types.map((type) => (
            <Radio
              key={type.id}
              value={type.id}
              label={type.label[language]}
              description={type.help[language]}
              disabled={!type.available || account !== undefined}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Fieldset legend={t('accounts.limits')} variant="unstyled">
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('accounts.limitsHelp')}
          </Text>
          <LimitField
            label={t('accounts.sessionsPerCourse')}
            description={t('accounts.sessionsPerCourseHelp')}
            {...form.getInputProps('sessionsPerCourse')}
          />
          <LimitField
            label={t('accounts.totalSessions')}
            description={t('accounts.totalSessionsHelp')}
            {...form.getInputProps('totalSessions')}
          />
          <LimitField
            label={t('accounts.concurrentRooms')}
            description={t('accounts.concurrentRoomsHelp')}
            {...form.getInputProps('concurrentRooms')}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend={t('accounts.rooms')} variant="unstyled">
        <Stack gap="sm">
          {(account ? account.hostsFrom !== 'none' : app.auth === 'oauth-user') && (
            <LimitField
              label={t('accounts.perOrganizer')}
              description={t('accounts.perOrganizerHelp')}
              {...form.getInputProps('perOrganizer')}
            />
          )}
          <LimitField
            label={t('accounts.marginBefore')}
            description={t('accounts.marginBeforeHelp')}
            min={0}
            max={240}
            {...form.getInputProps('marginBeforeMinutes')}
          />
          <LimitField
            label={t('accounts.marginAfter')}
            description={t('accounts.marginAfterHelp')}
            min={0}
            max={240}
            {...form.getInputProps('marginAfterMinutes')}
          />
        </Stack>
      </Fieldset>
      <Folded title={t('options.title')}>
        <RoomOptionsFields
          inputOf={(option) => form.getInputProps(`roomOptions.${option}`)}
          able={account?.ableOptions}
          tool={app.name[language]}
        />
      </Folded>
    </PanelForm>
  )
}

type Field = App['accountForm']['fields'][number]

interface FormFieldProps {
  field: Field
  /** A secret that stays as it is while nothing is typed. */
  isKept: boolean
}

/** One field of an app's form, whatever it is called. */
function FormField({ field, isKept, ...input }: FormFieldProps) {
  const { t, language } = useTexts()
  const label = field.label[language]
  const all = {
    ...input,
    label: field.isOptional ? t('accounts.optional', { label }) : label,
    description: field.help[language],
    required: !field.isOptional && !isKept,
    withAsterisk: false,
    ...(isKept ? { placeholder: t('accounts.secretUnchanged') } : {}),
  }
  if (field.kind === 'choice') {
    const choices = field.choices.map((choice) => ({ value: choice.value, label: choice.label[language] }))
    return (
      <NativeSelect {...all} data={field.isOptional ? [{ value: '', label: '' }, ...choices] : choices} />
    )
  }
  const typed = { ...all, maxLength: field.maxLength, autoComplete: 'off' }
  if (field.kind === 'lines')
    return <Textarea {...typed} autosize minRows={3} maxRows={12} spellCheck={false} />
  if (field.isSecret) return <PasswordInput {...typed} autoComplete="new-password" />
  return <TextInput {...typed} type={field.kind === 'url' || field.kind === 'date' ? field.kind : 'text'} />
}

function LimitField(props: { label: string; description?: string; min?: number; max?: number }) {
  return <NumberInput min={1} max={1_000_000} allowDecimal={false} allowNegative={false} {...props} />
}

function valuesOf(app: App, account: Account | undefined, sessionType: string): Values {
  const preset = (field: Field) => (field.isOptional ? '' : (field.choices[0]?.value ?? ''))
  return {
    name: account?.name ?? '',
    description: account?.description ?? '',
    fields: Object.fromEntries(
      app.accountForm.fields.map((field) => [field.name, account?.fields[field.name] ?? preset(field)]),
    ),
    sessionType: account?.sessionType ?? sessionType,
    sessionsPerCourse: account?.limits.sessionsPerCourse ?? '',
    totalSessions: account?.limits.totalSessions ?? '',
    concurrentRooms: account?.limits.concurrentRooms ?? '',
    perOrganizer: account?.rooms.perOrganizer ?? '',
    marginBeforeMinutes: account?.rooms.marginBeforeMinutes ?? 0,
    marginAfterMinutes: account?.rooms.marginAfterMinutes ?? 0,
    roomOptions: toOptionValues(account?.roomOptions),
  }
}

function fieldsOf(values: Values): AccountFields {
  const limit = (value: Limit) => (value === '' ? null : Number(value))
  const { name, description, sessionType } = values
  return {
    name,
    description,
    fields: Object.fromEntries(Object.entries(values.fields).map(([key, value]) => [key, value.trim()])),
    sessionType,
    limits: {
      sessionsPerCourse: limit(values.sessionsPerCourse),
      totalSessions: limit(values.totalSessions),
      concurrentRooms: limit(values.concurrentRooms),
    },
    rooms: {
      perOrganizer: limit(values.perOrganizer),
      marginBeforeMinutes: Number(values.marginBeforeMinutes),
      marginAfterMinutes: Number(values.marginAfterMinutes),
    },
    roomOptions: fromOptionValues(values.roomOptions),
  }
}

interface AppWords {
  readonly typeOf: (sessionTypeId: string) => string
  /** Credentials are named by the app. */
  readonly labelOf: (field: string) => string
}

function partsOf(t: Translate, { typeOf, labelOf }: AppWords): Parts<Values> {
  return {
    name: { label: t('accounts.name') },
    description: { label: t('accounts.description') },
    fields: { label: '', each: labelOf },
    sessionType: { label: t('accounts.sessionType'), show: ({ sessionType }) => typeOf(sessionType) },
    sessionsPerCourse: { label: t('accounts.sessionsPerCourse') },
    totalSessions: { label: t('accounts.totalSessions') },
    concurrentRooms: { label: t('accounts.concurrentRooms') },
    perOrganizer: { label: t('accounts.perOrganizer') },
    marginBeforeMinutes: { label: t('accounts.marginBefore') },
    marginAfterMinutes: { label: t('accounts.marginAfter') },
    roomOptions: {
      label: t('options.title'),
      each: (option) => t('options.name', { option: option as SwitchedOption }),
    },
  }
}
