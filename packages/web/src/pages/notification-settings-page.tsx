import '../ui/panel-styles.ts'
import { Button, Group, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Problem } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { KindsForm } from '../features/notifications/kinds-form.tsx'
import {
  changeSettings,
  type NotificationSettings,
  useNotificationSettings,
} from '../features/notifications/queries.ts'
import { RemindersForm, toMinutes, toOffset } from '../features/notifications/reminders-form.tsx'
import { Page } from '../ui/page.tsx'
import { Failure, Loaded } from '../ui/states.tsx'

/** What the platform tells people, by which ways and when. */
export function NotificationSettingsPage() {
  const { t } = useTexts()
  const settings = useNotificationSettings()
  return (
    <Page title={t('notices.settings')}>
      <Loaded query={settings}>
        {(found) => <SettingsForm key={found.version} settings={found} onReload={() => settings.refetch()} />}
      </Loaded>
    </Page>
  )
}

function SettingsForm({ settings, onReload }: { settings: NotificationSettings; onReload: () => unknown }) {
  const { t } = useTexts()
  const [kinds, setKinds] = useState(settings.kinds)
  const [offsets, setOffsets] = useState(() => settings.reminderMinutes.map(toOffset))
  const [senderName, setSenderName] = useState(settings.senderName)
  const [footer, setFooter] = useState(settings.footer)
  const save = useMutation({
    mutationFn: () =>
      changeSettings(settings.version, {
        kinds: kinds
          .filter(({ isOptional }) => isOptional)
          .map(({ kind, mail, inApp, optOut }) => ({ kind, mail, inApp, optOut })),
        reminderMinutes: offsets.map(toMinutes),
        senderName,
        footer,
      }),
  })
  const isStale = save.error instanceof Problem && save.error.status === 412
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="xl">
        <Part title={t('notices.kinds')} text={t('notices.kindsText')}>
          <KindsForm
            kinds={kinds}
            onChange={(changed) =>
              setKinds(kinds.map((kind) => (kind.kind === changed.kind ? changed : kind)))
            }
          />
        </Part>
        <Part title={t('notices.reminders')} text={t('notices.remindersText')}>
          <RemindersForm offsets={offsets} onChange={setOffsets} />
        </Part>
        <Part title={t('notices.look')} text={t('notices.footerHelp')}>
          <Stack maw={520}>
            <TextInput
              label={t('notices.sender')}
              description={t('notices.senderHelp')}
              value={senderName}
              maxLength={100}
              onChange={(event) => setSenderName(event.currentTarget.value)}
            />
            <Textarea
              label={t('notices.footerEn')}
              autosize
              minRows={2}
              maxLength={1000}
              value={footer.en}
              onChange={(event) => setFooter({ ...footer, en: event.currentTarget.value })}
            />
            <Textarea
              label={t('notices.footerIt')}
              autosize
              minRows={2}
              maxLength={1000}
              value={footer.it}
              onChange={(event) => setFooter({ ...footer, it: event.currentTarget.value })}
            />
          </Stack>
        </Part>
        {save.error && <Failure error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>
            {t('app.save')}
          </Button>
          {isStale && (
            <Button variant="default" onClick={() => onReload()}>
              {t('app.reload')}
            </Button>
          )}
          <Text role="status">{save.isSuccess && t('notices.saved')}</Text>
        </Group>
      </Stack>
    </form>
  )
}

function Part({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="dimmed" mb="sm">
        {text}
      </Text>
      {children}
    </section>
  )
}
