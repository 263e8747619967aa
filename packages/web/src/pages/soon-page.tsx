import '@mantine/core/styles/Table.layer.css'
import '@mantine/core/styles/List.layer.css'
import { Anchor, List, Stack, Table, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { NotStarted } from '../features/operations/roster/not-started.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { useSoon } from '../features/training/events/queries.ts'
import { ZoneChangeNotice } from '../features/training/zone-changes/zone-change-notice.tsx'
import { Page } from '../ui/page.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { formatSpan } from '../ui/when.ts'

/** What comes in the next two days, and whether it will work. */
export function SoonPage() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const soon = useSoon()
  return (
    <Page title={t('soon.title')}>
      <NotStarted />
      <ZoneChangeNotice />
      <Loaded query={soon}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('soon.empty.title')} text={t('soon.empty.text')} />
          ) : (
            <Table aria-label={t('soon.title')}>
              <Table.Tbody>
                {items.map(({ event, preflight }) => (
                  <Table.Tr key={event.id}>
                    <Table.Td w="100%" style={{ overflowWrap: 'anywhere' }}>
                      <Stack gap={2}>
                        <Anchor component={Link} href={`/learn/events/${event.id}`} fw={600}>
                          {event.name}
                        </Anchor>
                        <Text size="sm">{formatSpan(event, zone, language)}</Text>
                        <Text size="sm" c="dimmed">
                          {event.courseName} · {event.tool?.accountName}
                        </Text>
                        {preflight && preflight.findings.length > 0 && (
                          <List size="sm">
                            {preflight.findings.map((finding) => (
                              <List.Item key={finding.code}>{finding.text}</List.Item>
                            ))}
                          </List>
                        )}
                      </Stack>
                    </Table.Td>
                    <Table.Td ta="end" style={{ verticalAlign: 'top' }}>
                      {preflight ? (
                        <StateBadge tone={preflight.isGreen ? 'good' : 'bad'}>
                          {t(preflight.isGreen ? 'care.green' : 'care.red')}
                        </StateBadge>
                      ) : (
                        <StateBadge tone="neutral">{t('soon.later')}</StateBadge>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Loaded>
    </Page>
  )
}
