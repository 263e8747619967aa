import '@mantine/core/styles/List.layer.css'
import '@mantine/core/styles/Table.layer.css'
import '../../../ui/panel-styles.ts'
import { Alert, List, Stack, Table, Text } from '@mantine/core'
import type { Account, AccountCheck } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { useAccountCheck, useUnknownRooms } from './queries.ts'

interface DialogProps {
  account: Account
  onClose: () => void
}

/** Whether each organizer of an account can be used, and what to do when not. */
export function CheckPanel({ account, onClose }: DialogProps) {
  const { t } = useTexts()
  const check = useAccountCheck(account.id)
  return (
    <SlideOver
      title={t('app.labelled', { label: t('accounts.check'), value: account.name })}
      onClose={onClose}
    >
      <Loaded query={check}>
        {({ findings: ofAccount, organizers }) => (
          <Stack>
            {withAccount(account, ofAccount, organizers).map(({ email, findings }) => (
              <Alert
                key={email}
                color={findings.length > 0 ? 'red' : 'green'}
                variant="outline"
                title={findings.length > 0 ? email : undefined}
              >
                {findings.length === 0 ? (
                  t('accounts.checkOk', { email })
                ) : (
                  <List>
                    {findings.map((finding) => (
                      <List.Item key={finding.code}>{finding.text}</List.Item>
                    ))}
                  </List>
                )}
              </Alert>
            ))}
          </Stack>
        )}
      </Loaded>
    </SlideOver>
  )
}

/** Where nobody consents, it is the account that is in order or not. */
function withAccount(
  { name, pairing }: Account,
  findings: AccountCheck['findings'],
  organizers: AccountCheck['organizers'],
): AccountCheck['organizers'] {
  return pairing.organizers.length === 0 || findings.length > 0
    ? [{ email: name, findings }, ...organizers]
    : organizers
}

export function UnknownRoomsPanel({ account, onClose }: DialogProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const rooms = useUnknownRooms(account.id)
  return (
    <SlideOver title={t('accounts.unknownRooms')} onClose={onClose}>
      <Stack>
        <Text c="dimmed">{t('accounts.unknownRoomsText')}</Text>
        <Loaded query={rooms}>
          {({ items }) =>
            items.length === 0 ? (
              <Text>{t('accounts.noUnknownRooms')}</Text>
            ) : (
              <Table aria-label={t('accounts.unknownRooms')}>
                <Table.Tbody>
                  {items.map((room) => (
                    <Table.Tr key={room.key}>
                      <Table.Td>
                        <Text fw={600}>{room.subject}</Text>
                        <Text size="sm" c="dimmed">
                          {room.startsAt && formatMoment(room.startsAt, zone, language)} · {room.organizer}
                        </Text>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )
          }
        </Loaded>
      </Stack>
    </SlideOver>
  )
}
