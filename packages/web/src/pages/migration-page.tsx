import { AdminPage } from '../app/admin-page.tsx'
import '../ui/panel-styles.ts'
import '@mantine/core/styles/List.layer.css'
import { Alert, Anchor, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { Link } from 'wouter'
import type { App } from '../api/client.ts'
import { type Translate, useTexts } from '../app/i18n.ts'
import { MoveForm } from '../features/operations/moves/move-form.tsx'
import {
  confirmDeleted,
  importEvents,
  type Migration,
  planSwitch,
  removeApp,
  useMigration,
} from '../features/operations/retired-apps/queries.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { DateField } from '../ui/date-field.tsx'
import { Select } from '../ui/select.tsx'
import { Failure, Loaded } from '../ui/states.tsx'
import { TableImport } from '../ui/table-import.tsx'
import { formatMoment } from '../ui/when.ts'
import { dayBegins, toDay } from '../ui/zoned.ts'

interface StepProps {
  app: App
  migration: Migration
}

/** The way from a retired app to its successor, step by step. */
export function MigrationPage({ app }: { app: App }) {
  const { t, language } = useTexts()
  const migration = useMigration(app.id)
  return (
    <AdminPage title={app.name[language]} trail={[{ label: t('apps.title'), href: '/admin/apps' }]}>
      <Alert color="gray" variant="outline" mb="lg">
        {app.retired?.note[language]}
      </Alert>
      {app.removed ? (
        <Text>{t('migration.removed')}</Text>
      ) : !app.active ? (
        <Text>{t('apps.notActive')}</Text>
      ) : (
        <Loaded query={migration}>
          {(found) => (
            <Stack>
              <ImportStep app={app} />
              <SwitchStep key={found.switchAt} app={app} migration={found} />
              <MoveStep key={`move ${found.switchAt}`} migration={found} />
              <RoomsStep migration={found} />
              <RemoveStep app={app} migration={found} />
            </Stack>
          )}
        </Loaded>
      )}
    </AdminPage>
  )
}

function Step({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const id = useId()
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby={id}>
      <Stack>
        <div>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          <Text c="dimmed">{text}</Text>
        </div>
        {children}
      </Stack>
    </Paper>
  )
}

function ImportStep({ app }: { app: App }) {
  const { t } = useTexts()
  return (
    <Step title={t('migration.step1')} text={t('migration.step1Text')}>
      <Anchor href="/api/v1/import-templates/events.csv" download>
        {t('migration.template')}
      </Anchor>
      <TableImport
        label={t('people.importTable')}
        onImport={(text, save, dateOrder) =>
          importEvents(app.id, { text, save, ...(dateOrder ? { dateOrder } : {}) })
        }
        countsOf={({ added, known, refused }) => t('migration.importCounts', { added, known, refused })}
        moreOf={({ makes, added }) => (added > 0 ? t('migration.importMakes', makes) : undefined)}
        nameOf={(row) => `${row.event} · ${row.account}`}
      />
    </Step>
  )
}

function SwitchStep({ app, migration }: StepProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [day, setDay] = useState(migration.switchAt ? toDay(migration.switchAt, zone) : '')
  const plan = useMutation({
    mutationFn: () => planSwitch(app.id, day ? dayBegins(day, zone) : null),
  })
  return (
    <Step title={t('migration.step2')} text={t('migration.step2Text')}>
      <Group align="flex-end">
        <DateField label={t('migration.switchDay')} value={day} onChange={setDay} />
        <Button variant="default" loading={plan.isPending} onClick={() => plan.mutate()}>
          {t('app.save')}
        </Button>
      </Group>
      <Text size="sm" role="status">
        {migration.switchAt
          ? t('migration.switchAt', { when: formatMoment(migration.switchAt, zone, language) })
          : t('migration.noSwitch')}
      </Text>
      {plan.error && <Failure error={plan.error} />}
    </Step>
  )
}

function MoveStep({ migration }: { migration: Migration }) {
  const { t } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [chosen, setChosen] = useState<Record<string, string>>({})
  const targetOf = (account: Migration['accounts'][number]) =>
    chosen[account.id] ?? account.suggestedAccountId
  const concerned = migration.accounts.filter((account) => account.after > 0)
  const accounts = concerned.flatMap((account) => {
    const toAccountId = targetOf(account)
    return toAccountId ? [{ fromAccountId: account.id, toAccountId }] : []
  })
  return (
    <Step title={t('migration.step3')} text={t('migration.step3Text')}>
      {migration.accounts.length === 0 && <Text>{t('migration.noAccounts')}</Text>}
      {migration.targets.length === 0 && <Text>{t('migration.noTargets')}</Text>}
      <MoveForm
        accounts={accounts.length > 0 && accounts.length === concerned.length ? accounts : undefined}
        firstDay={toDay(migration.switchAt ?? new Date().toISOString(), zone)}
      >
        {migration.accounts.map((account) => (
          <Select
            key={account.id}
            label={t('migration.to', { account: account.name })}
            description={
              migration.switchAt
                ? t('migration.counts', { before: account.before, after: account.after })
                : t('migration.countsUnplanned', { count: account.after })
            }
            data={migration.targets.map(({ id, name, sessionType, usable }) => ({
              value: id,
              label: `${name} (${sessionType})`,
              disabled: !usable,
            }))}
            value={targetOf(account)}
            onChange={(id) => setChosen({ ...chosen, [account.id]: id ?? '' })}
            maw={420}
          />
        ))}
      </MoveForm>
    </Step>
  )
}

function RoomsStep({ migration }: { migration: Migration }) {
  const { t } = useTexts()
  const confirm = useMutation({ mutationFn: confirmDeleted })
  return (
    <Step title={t('migration.step4')} text={t('migration.step4Text')}>
      {migration.leftRooms.length === 0 && <Text>{t('migration.noRooms')}</Text>}
      {migration.leftRooms.map((room) => (
        <Group key={room.id} justify="space-between">
          <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            <Text fw={600}>{room.subject}</Text>
            <Text size="sm" c="dimmed">
              {room.key} · {room.organizer}
            </Text>
          </div>
          {room.byHand ? (
            <Button
              variant="default"
              aria-label={t('migration.byHandNamed', { name: room.subject })}
              loading={confirm.isPending && confirm.variables === room.id}
              onClick={() => confirm.mutate(room.id)}
            >
              {t('migration.byHand')}
            </Button>
          ) : (
            <Text c="dimmed">{t('migration.soon')}</Text>
          )}
        </Group>
      ))}
      {confirm.error && <Failure error={confirm.error} />}
    </Step>
  )
}

function RemoveStep({ app, migration }: StepProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [isAsking, setIsAsking] = useState(false)
  const { remaining } = migration
  return (
    <Step title={t('migration.step5')} text={textOfRemoval(migration, t)}>
      {remaining.length > 0 && (
        <List>
          {remaining.slice(0, 50).map((event) => (
            <List.Item key={event.id}>
              <Anchor component={Link} href={`/learn/events/${event.id}`}>
                {event.name}
              </Anchor>
              , {formatMoment(event.startsAt, zone, language)}
            </List.Item>
          ))}
          {remaining.length > 50 && (
            <List.Item>{t('apps.moreEvents', { count: remaining.length - 50 })}</List.Item>
          )}
        </List>
      )}
      <Group>
        <Button color="red.9" onClick={() => setIsAsking(true)}>
          {t('migration.remove')}
        </Button>
      </Group>
      {isAsking && (
        <Confirm
          title={t('migration.removeTitle')}
          text={t('migration.removeText')}
          action={t('migration.remove')}
          onConfirm={() => removeApp(app.id)}
          onClose={() => setIsAsking(false)}
        />
      )}
    </Step>
  )
}

/** What stands in the way of the removal, if anything does. */
function textOfRemoval({ remaining, leftRooms, accounts }: Migration, t: Translate): string {
  if (remaining.length > 0) return t('migration.remaining', { count: remaining.length })
  if (leftRooms.length > 0) return t('migration.roomsLeft', { count: leftRooms.length })
  return t(accounts.length === 0 ? 'migration.nothingThere' : 'migration.ready')
}

/** A day of the browser's calendar. */
