import '../ui/panel-styles.ts'
import { type Language, languages } from '@lectern/texts'
import { Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { KindsForm } from '../features/messages/notifications/kinds-form.tsx'
import {
  changeSettings,
  type NotificationSettings,
  rereadSettings,
  type SettingsChange,
  useNotificationSettings,
} from '../features/messages/notifications/queries.ts'
import {
  type Offset,
  RemindersForm,
  toMinutes,
  toOffset,
} from '../features/messages/notifications/reminders-form.tsx'
import { PanelForm } from '../ui/form.tsx'
import { formatList, languageName } from '../ui/formats.ts'
import { Loaded } from '../ui/states.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'

/** What the platform tells people, by which ways and when. */
export function NotificationSettingsPage() {
  const { t } = useTexts()
  const settings = useNotificationSettings()
  return (
    <AdminPage title={t('notices.settings')}>
      <Loaded query={settings}>{(found) => <SettingsForm settings={found} />}</Loaded>
    </AdminPage>
  )
}

interface Values extends Record<string, unknown> {
  /** `kind.way`, such as `reminder.mail`. */
  kinds: Record<string, boolean>
  offsets: Offset[]
  senderName: string
  footer: Record<Language, string>
}
const ways = ['mail', 'inApp', 'optOut'] as const

function toValues(settings: NotificationSettings | undefined): Values {
  const kinds = (settings?.kinds ?? []).filter(({ isOptional }) => isOptional)
  return {
    kinds: Object.fromEntries(kinds.flatMap((kind) => ways.map((way) => [`${kind.kind}.${way}`, kind[way]]))),
    offsets: (settings?.reminderMinutes ?? []).map(toOffset),
    senderName: settings?.senderName ?? '',
    footer: Object.fromEntries(
      languages.map((each) => [each, settings?.footer[each] ?? '']),
    ) as Values['footer'],
  }
}

function withChoices<Kind extends NotificationSettings['kinds'][number]>(
  kind: Kind,
  { kinds }: Values,
): Kind {
  const chosen = ways.map((way) => [way, kinds[`${kind.kind}.${way}`] ?? kind[way]])
  return { ...kind, ...Object.fromEntries(chosen) }
}

function SettingsForm({ settings }: { settings: NotificationSettings }) {
  const { t, language } = useTexts()
  const { form, meanwhile, save } = useEditForm<NotificationSettings, Values, SettingsChange>({
    thing: settings,
    toValues,
    toBody: (values) => ({
      kinds: settings.kinds
        .filter(({ isOptional }) => isOptional)
        .map((kind) => withChoices(kind, values))
        .map(({ kind, mail, inApp, optOut }) => ({ kind, mail, inApp, optOut })),
      reminderMinutes: values.offsets.map(toMinutes),
      senderName: values.senderName,
      footer: values.footer,
    }),
    parts: {
      kinds: {
        label: t('notices.kinds'),
        each: (key) => {
          const [id = '', way = 'mail'] = key.split('.')
          const kind = settings.kinds.find((one) => one.kind === id)
          return t('app.labelled', {
            label: kind?.label ?? id,
            value: t('notices.way', { way: way as (typeof ways)[number] }),
          })
        },
      },
      offsets: {
        label: t('notices.reminders'),
        show: ({ offsets }) =>
          formatList(
            offsets.map((offset) => t('notices.offset', offset)),
            language,
          ),
      },
      senderName: { label: t('notices.sender') },
      footer: {
        label: t('notices.footer'),
        each: (key) => t('notices.footerIn', { language: languageName(key, language) }),
      },
    },
    reread: rereadSettings,
    change: ({ version }, touched) => changeSettings(version, touched),
  })
  const { values } = form
  return (
    <PanelForm
      form={form}
      submitLabel={t('app.save')}
      onSubmit={save}
      meanwhile={meanwhile}
      savedText={t('notices.saved')}
    >
      <Section title={t('notices.kinds')} text={t('notices.kindsText')}>
        <KindsForm
          kinds={settings.kinds.map((kind) => (kind.isOptional ? withChoices(kind, values) : kind))}
          onChange={(kind) => {
            const changed = ways.map((way) => [`${kind.kind}.${way}`, kind[way]])
            form.setFieldValue('kinds', { ...values.kinds, ...Object.fromEntries(changed) })
          }}
        />
      </Section>
      <Section title={t('notices.reminders')} text={t('notices.remindersText')}>
        <RemindersForm
          offsets={values.offsets}
          onChange={(offsets) => form.setFieldValue('offsets', offsets)}
        />
      </Section>
      <Section title={t('notices.look')} text={t('notices.footerHelp')}>
        <Stack maw={520}>
          <TextInput
            label={t('notices.sender')}
            description={t('notices.senderHelp')}
            maxLength={100}
            {...form.getInputProps('senderName')}
          />
          {languages.map((each) => (
            <Textarea
              key={each}
              label={t('notices.footerIn', { language: languageName(each, language) })}
              autosize
              minRows={2}
              maxLength={1000}
              {...form.getInputProps(`footer.${each}`)}
            />
          ))}
        </Stack>
      </Section>
    </PanelForm>
  )
}

function Section({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="dimmed" mb="sm">
        {text}
      </Text>
      {children}
    </Paper>
  )
}
