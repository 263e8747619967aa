import '@mantine/core/styles/List.layer.css'
import { Anchor, Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Account, App } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './delete-dialog.module.css'
import { type AccountEvents, accountsKey, deleteAccount, useAccountEvents } from './queries.ts'

interface DeleteDialogProps {
  app: App
  account: Account
  onMove: () => void
  onClose: () => void
}

/** Says which coming events an account has before it is deleted: with any it can't be, and where they can go. */
export function DeleteDialog({ app, account, onMove, onClose }: DeleteDialogProps) {
  const { t } = useTexts()
  const client = useQueryClient()
  const events = useAccountEvents(app.id, account.id)
  const remove = async () => {
    await deleteAccount(account.id)
    await client.invalidateQueries({ queryKey: accountsKey })
  }
  if (events.data?.total === 0)
    return (
      <Confirm
        title={t('accounts.deleteTitle', { name: account.name })}
        text={
          app.auth !== 'none'
            ? t('accounts.deleteFree', { organizers: account.pairing.organizers.length })
            : t('accounts.deleteFreeLink')
        }
        action={t('app.delete')}
        onConfirm={remove}
        onClose={onClose}
      />
    )
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('accounts.deleteHeld', { name: account.name })}
      centered
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <Loaded query={events}>
        {(found) => (
          <Stack>
            <Text>{t('accounts.deleteHeldText', { count: found.total, sessions: found.sessions })}</Text>
            <ComingEvents events={found} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('app.close')}
              </Button>
              <Button onClick={onMove}>{t('accounts.moveEvents')}</Button>
            </Group>
          </Stack>
        )}
      </Loaded>
    </Modal>
  )
}

/** Under their sessions, in the order of their first events. */
function ComingEvents({ events: { items, total } }: { events: AccountEvents }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const sessions = [...Map.groupBy(items, ({ sessionId }) => sessionId)]
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={classes.list} aria-label={t('accounts.coming')} tabIndex={0}>
      {sessions.map(([sessionId, events]) => (
        <div key={sessionId}>
          <Text fw={600}>
            {events[0]?.courseName} · {events[0]?.sessionName}
          </Text>
          <List size="sm">
            {events.map((event) => (
              <List.Item key={event.id}>
                <Anchor component={Link} href={`/learn/events/${event.id}`}>
                  {event.name}
                </Anchor>
                , {formatMoment(event.startsAt, zone, language)}
              </List.Item>
            ))}
          </List>
        </div>
      ))}
      {total > items.length && <Text>{t('apps.moreEvents', { count: total - items.length })}</Text>}
    </section>
  )
}
