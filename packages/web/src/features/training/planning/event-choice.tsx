import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, Group, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Row, Rows } from '../../../ui/rows.tsx'
import { EditEventsPanel } from './lazy-panels.tsx'
import classes from './planning-result.module.css'

interface EventChoiceProps {
  label: string
  events: readonly Event[]
  factsOf: (event: Event) => ReactNode[]
}

/** Events of a session, of which some are chosen and changed together. */
export function EventChoice({ label, events, factsOf }: EventChoiceProps) {
  const { t } = useTexts()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [isEditing, setIsEditing] = useState(false)
  const editable = events.filter((event) => event.may.edit && !event.cancelled)
  const own = editable.filter((event) => chosen.has(event.id))
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  return (
    <>
      {editable.length > 1 && (
        <Checkbox
          mb="xs"
          ms={4}
          label={t('bulk.chooseAll')}
          checked={own.length === editable.length}
          indeterminate={own.length > 0 && own.length < editable.length}
          onChange={() =>
            setChosen(new Set(own.length === editable.length ? [] : editable.map((event) => event.id)))
          }
        />
      )}
      <Rows label={label}>
        {events.map((event) => (
          <Row
            key={event.id}
            href={`/learn/events/${event.id}`}
            title={event.name}
            facts={[
              ...factsOf(event),
              editable.includes(event) && (
                <Checkbox
                  className={classes.choice}
                  aria-label={t('bulk.choose', { name: event.name })}
                  checked={chosen.has(event.id)}
                  onChange={() => toggle(event.id)}
                />
              ),
            ]}
          />
        ))}
      </Rows>
      {own.length > 0 && (
        <Group className={classes.chosen} justify="space-between">
          <Text role="status">{t('bulk.chosen', { count: own.length })}</Text>
          <Group gap="xs">
            <Button variant="default" onClick={() => setChosen(new Set())}>
              {t('bulk.chooseNone')}
            </Button>
            <Button onClick={() => setIsEditing(true)}>{t('bulk.edit')}</Button>
          </Group>
        </Group>
      )}
      {isEditing && (
        <EditEventsPanel
          events={own}
          onSaved={() => {
            setIsEditing(false)
            setChosen(new Set())
          }}
          onClose={() => setIsEditing(false)}
        />
      )}
    </>
  )
}
