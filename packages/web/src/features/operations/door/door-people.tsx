import { Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { Chips } from '../roster/chips.tsx'
import classes from '../roster/list.module.css'
import { matches } from '../roster/order.ts'
import type { DoorList, DoorPerson, DoorStatus } from './queries.ts'

type Show = 'all' | 'open' | 'there'
const isThere = ({ status }: DoorPerson) => status === 'present' || status === 'partly'
const shows: Readonly<Record<Show, (person: DoorPerson) => boolean>> = {
  all: () => true,
  open: ({ status }) => status === 'not-set',
  there: isThere,
}
const showNames = ['all', 'open', 'there'] as const
const marks = ['present', 'absent'] as const

interface DoorPeopleProps {
  list: Pick<DoorList, 'mayMark' | 'people'>
  /** @returns whether somebody else was faster */
  onMark: (person: DoorPerson, status: DoorStatus) => Promise<boolean>
}

/** The names of an event, each with who is there; pressing again takes a mark back. */
export function DoorPeople({ list, onMark }: DoorPeopleProps) {
  const { t } = useTexts()
  const [query, setQuery] = useState('')
  const [show, setShow] = useState<Show>('all')
  const typed = useDeferredValue(query).trim()
  const work = useMutation({
    mutationFn: ({ person, status }: { person: DoorPerson; status: DoorStatus }) => onMark(person, status),
  })
  if (list.people.length === 0) return <Text c="dimmed">{t('door.nobody')}</Text>
  const people = list.people.filter(
    (person) => matches({ name: person.name, email: '' }, typed) && shows[show](person),
  )
  // Who was marked just now stays in sight until another list is chosen.
  const last = work.variables?.person
  const kept = last && list.people.find(({ personId }) => personId === last.personId)
  const shown =
    kept && !typed && !people.includes(kept)
      ? list.people.filter((person) => people.includes(person) || person === kept)
      : people
  return (
    <Stack gap="sm">
      <div className={classes.bar}>
        <Chips
          label={t('door.show')}
          value={show}
          onChoose={(next) => {
            setShow(next)
            work.reset()
          }}
          choices={showNames.map((name) => ({
            name,
            label: t('door.showName', { show: name }),
            count: list.people.filter(shows[name]).length,
          }))}
        />
        <TextInput
          type="search"
          aria-label={t('door.find')}
          placeholder={t('door.find')}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      {work.error && <Failure error={work.error} />}
      {work.data && last && (
        <Text role="status" fw={600}>
          {t('door.conflict', { name: last.name })}
        </Text>
      )}
      {shown.length === 0 && <Text c="dimmed">{t('door.noMatch')}</Text>}
      <ul className={classes.sheet} aria-label={t('door.title')}>
        {shown.map((person) => {
          const { personId, name } = person
          // As it will be when it is saved.
          const isOnItsWay = work.isPending && last?.personId === personId
          const status = isOnItsWay ? work.variables.status : person.status
          return (
            <li key={personId} className={classes.mark}>
              <span className={classes.who}>
                {name}
                {(status === 'partly' || status === 'excused') && (
                  <span className={classes.small}>{t('door.other', { status })}</span>
                )}
              </span>
              {/* biome-ignore lint/a11y/useSemanticElements: a fieldset for each of a thousand rows would be read as a form */}
              <div role="group" className={classes.choices} aria-label={t('door.statusOf', { name })}>
                {marks.map((mark) => (
                  <button
                    key={mark}
                    type="button"
                    className={classes.choice}
                    data-status={mark}
                    aria-pressed={status === mark}
                    disabled={!list.mayMark}
                    onClick={() => {
                      if (isOnItsWay) return
                      work.mutate({ person, status: status === mark ? 'not-set' : mark })
                    }}
                  >
                    {t('door.mark', { status: mark })}
                  </button>
                ))}
              </div>
            </li>
          )
        })}
      </ul>
    </Stack>
  )
}
