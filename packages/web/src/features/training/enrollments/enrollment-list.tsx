import { Button, Checkbox, Group, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type Enrollment, Problem, type Session } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { RowMenu } from '../../../ui/row-menu.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure } from '../../../ui/states.tsx'
import { useIsPhone } from '../../../ui/use-is-phone.ts'
import { formatDay, formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import type { WantedChange } from './change-dialog.tsx'
import classes from './enrollment-list.module.css'
import { placeTones } from './place-tones.ts'
import { enroll, remove } from './queries.ts'

interface EnrollmentListProps {
  session: Session
  items: readonly Enrollment[]
  selected: ReadonlyMap<string, Enrollment>
  onSelect: (selected: ReadonlyMap<string, Enrollment>) => void
  onAsk: (kind: WantedChange['kind'], person: Enrollment) => void
  onHistory: (person: Enrollment) => void
}

/** A table; on phones a card for each person. */
export function EnrollmentList(props: EnrollmentListProps) {
  return useIsPhone() ? <Cards {...props} /> : <WideTable {...props} />
}

function WideTable(props: EnrollmentListProps) {
  const { items, selected, onSelect } = props
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const isAll = items.every((item) => selected.has(item.personId))
  const toggleAll = () => onSelect(isAll ? new Map() : new Map(items.map((item) => [item.personId, item])))
  return (
    <Table stickyHeader highlightOnHover aria-label={t('enrolling.title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={40}>
            <Checkbox
              aria-label={t('enrolling.selectAll')}
              checked={isAll}
              indeterminate={!isAll && selected.size > 0}
              onChange={toggleAll}
            />
          </Table.Th>
          <Table.Th>{t('enrolling.name')}</Table.Th>
          <Table.Th>{t('signIn.email')}</Table.Th>
          <Table.Th>{t('enrolling.state')}</Table.Th>
          <Table.Th>{t('enrolling.since')}</Table.Th>
          <Table.Th>
            <VisuallyHidden>{t('app.edit')}</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.personId}>
            <Table.Td>
              <Select person={item} {...props} />
            </Table.Td>
            <Table.Td>{item.name}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{item.email}</Table.Td>
            <Table.Td>
              <State person={item} />
            </Table.Td>
            <Table.Td>{formatDay(item.enrolledAt, zone, language)}</Table.Td>
            <Table.Td>
              <Group gap="xs" justify="flex-end" wrap="nowrap">
                <Request person={item} {...props} />
                <Actions person={item} {...props} />
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Cards(props: EnrollmentListProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  return (
    <ul className={classes.cards} aria-label={t('enrolling.title')}>
      {props.items.map((item) => (
        <li key={item.personId} className={classes.card}>
          <Select person={item} {...props} />
          <div className={classes.words}>
            <Text fw={600}>{item.name}</Text>
            <Text size="sm" c="dimmed">
              {item.email}
            </Text>
            <State person={item} />
            <Text size="sm" c="dimmed">
              {t('enrolling.since')} {formatDay(item.enrolledAt, zone, language)}
            </Text>
          </div>
          <Actions person={item} {...props} />
          <div className={classes.actions}>
            <Request person={item} {...props} />
          </div>
        </li>
      ))}
    </ul>
  )
}

function Select({ person, selected, onSelect }: { person: Enrollment } & EnrollmentListProps) {
  const { t } = useTexts()
  const toggle = () => {
    const next = new Map(selected)
    if (!next.delete(person.personId)) next.set(person.personId, person)
    onSelect(next)
  }
  return (
    <Checkbox
      aria-label={t('enrolling.select', { name: person.name })}
      checked={selected.has(person.personId)}
      onChange={toggle}
    />
  )
}

function State({ person }: { person: Enrollment }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const more = () => {
    if (!person.active) return t('enrolling.inactive')
    if (person.position) return t('enrolling.position', { position: person.position })
    return person.offerExpiresAt
      ? t('enrolling.offerUntil', { when: formatMoment(person.offerExpiresAt, zone, language) })
      : null
  }
  return (
    <Group gap={8}>
      <StateBadge tone={placeTones[person.status]}>{t('enrolling.is', { status: person.status })}</StateBadge>
      {more() && <Text size="sm">{more()}</Text>}
    </Group>
  )
}

/** A request is decided with one press; where there is no place, the waiting list is offered. */
function Request({ person, session }: { person: Enrollment } & EnrollmentListProps) {
  const { t } = useTexts()
  const { name, personId } = person
  const approve = useMutation({
    mutationFn: (whenFull: 'refuse' | 'wait') => enroll(session.id, { personId, whenFull }),
  })
  const decline = useMutation({ mutationFn: () => remove(session.id, personId) })
  if (person.status !== 'requested') return null
  const error = approve.error ?? decline.error
  const isFull = approve.error instanceof Problem && approve.error.code === 'session-full'
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        <Button
          size="xs"
          loading={approve.isPending}
          onClick={() => approve.mutate('refuse')}
          aria-label={t('enrolling.approveNamed', { name })}
        >
          {t('enrolling.approve')}
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={decline.isPending}
          onClick={() => decline.mutate()}
          aria-label={t('enrolling.declineNamed', { name })}
        >
          {t('enrolling.decline')}
        </Button>
      </Group>
      {error && <Failure error={error} />}
      {isFull && session.waitingList !== 'off' && (
        <Button size="xs" variant="default" mt="xs" onClick={() => approve.mutate('wait')}>
          {t('enrolling.waitInstead', { name })}
        </Button>
      )}
    </div>
  )
}

function Actions({ person, onAsk, onHistory }: { person: Enrollment } & EnrollmentListProps) {
  const { t } = useTexts()
  const isGone = person.status === 'cancelled'
  return (
    <RowMenu
      name={person.name}
      actions={[
        { label: t('enrolling.history'), onChoose: () => onHistory(person) },
        ...(person.status === 'waiting'
          ? [{ label: t('enrolling.approve'), onChoose: () => onAsk('approve', person) }]
          : []),
        ...(isGone
          ? []
          : [
              { label: t('enrolling.moveRow'), onChoose: () => onAsk('move', person) },
              { label: t('enrolling.remove'), onChoose: () => onAsk('remove', person) },
            ]),
      ]}
    />
  )
}
