import '../ui/panel-styles.ts'
import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { useMe } from '../features/login/queries.ts'
import { Page } from '../ui/page.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { formatMoment } from '../ui/when.ts'

/** The newest mails of the platform, sent or waiting for a mail server. */
export function MailsPage() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const mails = useQuery({
    queryKey: ['mails'],
    queryFn: () => answered(api.GET('/api/v1/mails', { params: { query: { limit: 30, query: '' } } })),
  })
  return (
    <Page title={t('mails.title')}>
      <Loaded query={mails}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('mails.none')} text={t('mails.noneText')} />
          ) : (
            <Stack>
              {items.map((mail) => (
                <Paper key={mail.id} withBorder p="md" component="article" aria-label={mail.subject}>
                  <Group justify="space-between" align="flex-start">
                    <Title order={2} size="h5" style={{ flex: '1 1 240px' }}>
                      {mail.subject}
                    </Title>
                    <StateBadge tone={mail.sentAt ? 'good' : 'neutral'}>
                      {t(mail.sentAt ? 'mails.sent' : 'mails.waits')}
                    </StateBadge>
                  </Group>
                  <Text size="sm" c="dimmed" mb="xs">
                    {mail.recipient} · {formatMoment(mail.createdAt, zone, language)}
                  </Text>
                  <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                    {mail.body || t('mails.secret')}
                  </Text>
                </Paper>
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Page>
  )
}
