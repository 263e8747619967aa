import '../ui/panel-styles.ts'
import type { Schemas } from '@lectern/api-client'
import { Alert, Button, Group, Stack, Table, Text, TextInput, Title, UnstyledButton } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { answered, api, changesOf } from '../api/client.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { MailFrame } from '../features/messages/notifications/mail-frame.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { LetterPicture, SearchPicture } from '../ui/pictures.tsx'
import { Select } from '../ui/select.tsx'
import { SlideOver } from '../ui/slide-over.tsx'
import { StateBadge, type Tone } from '../ui/state-badge.tsx'
import { Empty, Failure, Loaded } from '../ui/states.tsx'
import { Together } from '../ui/together.tsx'
import { useFilters, useTyped } from '../ui/use-filters.ts'
import { usePanel } from '../ui/use-panel.ts'
import { formatMoment } from '../ui/when.ts'

type State = Schemas['Mail']['state']
const states = ['waiting', 'sent', 'failed', 'withdrawn'] as const satisfies readonly State[]
const tones: Record<State, Tone> = { waiting: 'neutral', sent: 'good', failed: 'bad', withdrawn: 'neutral' }
const mailsKey = ['mails'] as const
const refreshed = changesOf(mailsKey)

const USUAL = { query: '', state: '' }

/** The outbox: every mail of the platform, with what became of it. */
export function MailsPage() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { panel, open, close } = usePanel()
  const [filters, setFilter] = useFilters(USUAL, { state: states })
  const { query } = filters
  const state = states.find((one) => one === filters.state) ?? ''
  const [typed, setTyped] = useTyped(query, (next) => setFilter({ query: next }))
  const mails = useInfiniteQuery({
    queryKey: [...mailsKey, state, query],
    queryFn: ({ pageParam }) => {
      const filter = {
        query,
        ...(state ? { state } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }
      return answered(api.GET('/api/v1/mails', { params: { query: filter } }))
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
  return (
    <AdminPage title={t('mails.title')}>
      <Together>
        <Stack>
          {mails.data?.pages[0]?.isDelivered === false && (
            <Alert color="yellow" variant="outline" title={t('outbox.noServer')}>
              <Text style={{ overflowWrap: 'anywhere' }}>{t('outbox.noServerText')}</Text>
            </Alert>
          )}
          <Group align="flex-end">
            <TextInput
              type="search"
              label={t('outbox.search')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              style={{ flex: '1 1 220px' }}
            />
            <Select
              label={t('outbox.state')}
              data={[
                { value: '', label: t('outbox.any') },
                ...states.map((one) => ({ value: one, label: t('outbox.stateName', { state: one }) })),
              ]}
              value={state}
              allowDeselect={false}
              onChange={(value) => setFilter({ state: value ?? '' })}
              w={180}
            />
          </Group>
          <Loaded query={mails}>
            {({ pages }) => {
              const items = pages.flatMap((page) => page.items)
              if (items.length === 0)
                return query || state ? (
                  <Empty
                    title={t('outbox.noneFound')}
                    picture={<SearchPicture />}
                    text={t('outbox.noneFoundText')}
                  />
                ) : (
                  <Empty title={t('mails.none')} picture={<LetterPicture />} text={t('mails.noneText')} />
                )
              return (
                <>
                  <Table aria-label={t('mails.title')}>
                    <Table.Tbody>
                      {items.map((mail) => (
                        <Table.Tr key={mail.id}>
                          <Table.Td style={{ overflowWrap: 'anywhere' }}>
                            <UnstyledButton
                              onClick={() => open(mail.id)}
                              aria-label={t('outbox.open', { subject: mail.subject })}
                              style={{ fontWeight: 600 }}
                            >
                              {mail.subject}
                            </UnstyledButton>
                            <Text size="sm" c="dimmed" hiddenFrom="sm">
                              {mail.recipient} · {formatMoment(mail.createdAt, zone, language)}
                            </Text>
                          </Table.Td>
                          <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
                            {mail.recipient}
                          </Table.Td>
                          <Table.Td visibleFrom="sm" style={{ whiteSpace: 'nowrap' }}>
                            {formatMoment(mail.createdAt, zone, language)}
                          </Table.Td>
                          <Table.Td w={110} ta="end">
                            <StateBadge tone={tones[mail.state]}>
                              {t('outbox.stateName', { state: mail.state })}
                            </StateBadge>
                          </Table.Td>
                        </Table.Tr>
                      ))}
                    </Table.Tbody>
                  </Table>
                  <MoreButton query={mails} />
                </>
              )
            }}
          </Loaded>
        </Stack>
      </Together>
      {panel && <MailPanel mailId={panel} onClose={close} />}
    </AdminPage>
  )
}

function MailPanel({ mailId, onClose }: { mailId: string; onClose: () => void }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const params = { path: { mailId } }
  const mail = useQuery({
    queryKey: [...mailsKey, 'one', mailId],
    queryFn: () => answered(api.GET('/api/v1/mails/{mailId}', { params })),
  })
  const resend = useMutation({
    mutationFn: () => refreshed(answered(api.POST('/api/v1/mails/{mailId}/resend', { params }))),
  })
  return (
    <SlideOver title={mail.data?.subject ?? t('mails.title')} onClose={onClose}>
      <Loaded query={mail}>
        {(found) => (
          <Stack>
            <div style={{ overflowWrap: 'anywhere' }}>
              <Group gap="xs" mb={4}>
                <StateBadge tone={tones[found.state]}>
                  {t('outbox.stateName', { state: found.state })}
                </StateBadge>
                {found.tries > 1 && (
                  <Text size="sm" c="dimmed">
                    {t('outbox.tries', { tries: found.tries })}
                  </Text>
                )}
              </Group>
              <Text>{t('outbox.to', { recipient: found.recipient })}</Text>
              <Text size="sm" c="dimmed">
                {formatMoment(found.sentAt ?? found.createdAt, zone, language)}
              </Text>
            </div>
            {found.error && <Text style={{ overflowWrap: 'anywhere' }}>{found.error.text}</Text>}
            {found.state === 'withdrawn' && <Text>{t('outbox.withdrawnText')}</Text>}
            {found.state === 'failed' && (
              <Group>
                <Button loading={resend.isPending} onClick={() => resend.mutate()}>
                  {t('outbox.resend')}
                </Button>
              </Group>
            )}
            {resend.error && <Failure error={resend.error} />}
            {found.html ? (
              <MailFrame html={found.html} title={t('notices.mailOf', { subject: found.subject })} />
            ) : (
              <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {found.body || t('mails.secret')}
              </Text>
            )}
            {found.calendar.length > 0 && (
              <div>
                <Title order={3} size="h5">
                  {t('outbox.calendar')}
                </Title>
                <ul style={{ margin: 0, paddingInlineStart: 20 }}>
                  {found.calendar.map(({ method, name }, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the files of a mail have fixed places
                    <li key={index}>
                      {t(method === 'REQUEST' ? 'outbox.request' : 'outbox.cancel', { name })}
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </Stack>
        )}
      </Loaded>
    </SlideOver>
  )
}
