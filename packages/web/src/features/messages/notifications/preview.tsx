import { Paper, Stack, Tabs, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { MailFrame } from './mail-frame.tsx'
import classes from './preview.module.css'
import type { Preview } from './queries.ts'

/** What a text becomes: as a mail, without HTML, and in the app. */
export function PreviewTabs({ preview, error }: { preview: Preview | undefined; error: unknown }) {
  const { t } = useTexts()
  if (error) return <Failure error={error} />
  if (!preview) return null
  const { subject, html, text, inApp } = preview
  return (
    <Tabs defaultValue="mail" keepMounted={false}>
      <Tabs.List aria-label={t('notices.preview')} mb="sm">
        <Tabs.Tab value="mail">{t('notices.asMail')}</Tabs.Tab>
        <Tabs.Tab value="text">{t('notices.asText')}</Tabs.Tab>
        <Tabs.Tab value="entry">{t('notices.asEntry')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="mail">
        <Stack gap="xs">
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {subject}
          </Text>
          <MailFrame html={html} title={t('notices.mailOf', { subject })} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="text">
        <pre className={classes.plain}>{text}</pre>
      </Tabs.Panel>
      <Tabs.Panel value="entry">
        <Paper withBorder p="md">
          <Text fw={600}>{inApp.title}</Text>
          <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
            {inApp.text}
          </Text>
          {inApp.dates.map((date) => (
            <Text key={date} size="sm">
              {date}
            </Text>
          ))}
        </Paper>
      </Tabs.Panel>
    </Tabs>
  )
}
