import { Button, Checkbox, Group, Table, Text, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
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

interface ListProps extends EnrollmentListProps {
  answers: Answers
}

/** A table; on phones a card for each person. Whoever turns the phone finds what was said in the other one. */
export function EnrollmentList(props: EnrollmentListProps) {
  const answers = useAnswers(props.session)
  const List = useIsPhone() ? Cards : WideTable
  return <List {...props} answers={answers} />
}

type Way = 'refuse' | 'wait' | 'decline'

interface Answer {
  readonly way: Way
  readonly isPending: boolean
  readonly error?: unknown
}

interface Answers {
  /** By person: what was answered to a request, or why that did not work. */
  readonly given: ReadonlyMap<string, Answer>
  readonly give: (personId: string, way: Way) => Promise<void>
}

/** Answers to requests: `refuse` and `wait` are what becomes of an approved one for which there is no place. */
function useAnswers({ id }: Session): Answers {
  const [given, setGiven] = useState<ReadonlyMap<string, Answer>>(new Map())
  const give = async (personId: string, way: Way) => {
    const tell = (answer: Answer) => setGiven((before) => new Map(before).set(personId, answer))
    tell({ way, isPending: true })
    try {
      await (way === 'decline' ? remove(id, personId) : enroll(id, { personId, whenFull: way }))
      tell({ way, isPending: false })
    } catch (error) {
      tell({ way, isPending: false, error })
    }
  }
  return { given, give }
}

function WideTable(props: ListProps) {
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

function Cards(props: ListProps) {
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
function Request({ person, session, answers }: { person: Enrollment } & ListProps) {
  const { t } = useTexts()
  const { name, personId } = person
  if (person.status !== 'requested') return null
  const { way, isPending, error } = answers.given.get(personId) ?? { isPending: false }
  const isFull = error instanceof Problem && error.code === 'session-full'
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        <Button
          size="xs"
          loading={isPending && way !== 'decline'}
          onClick={() => void answers.give(personId, 'refuse')}
          aria-label={t('enrolling.approveNamed', { name })}
        >
          {t('enrolling.approve')}
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={isPending && way === 'decline'}
          onClick={() => void answers.give(personId, 'decline')}
          aria-label={t('enrolling.declineNamed', { name })}
        >
          {t('enrolling.decline')}
        </Button>
      </Group>
      {error !== undefined && <Failure error={error} />}
      {isFull && session.waitingList !== 'off' && (
        <Button size="xs" variant="default" mt="xs" onClick={() => void answers.give(personId, 'wait')}>
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
