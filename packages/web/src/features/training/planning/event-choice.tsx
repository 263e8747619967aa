import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, Group, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Row, Rows } from '../../../ui/rows.tsx'
import type { AskProps } from '../board/ask.tsx'
import { saveChange } from '../board/queries.ts'
import { AskPanel, EditEventsPanel } from './lazy-panels.tsx'
import classes from './planning-result.module.css'

interface EventChoiceProps {
  label: string
  events: readonly Event[]
  factsOf: (event: Event) => ReactNode[]
  /** In place of the list, where there are no events. */
  empty: ReactNode
  /** Events were cancelled or deleted, which can be taken back. */
  onDone: AskProps['onSaved']
}

/** Events of a session, of which some are chosen and changed, cancelled or deleted together. */
export function EventChoice({ label, events, factsOf, empty, onDone }: EventChoiceProps) {
  const { t } = useTexts()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  // For the events as they were when it was opened, whatever becomes of them meanwhile: saving says so.
  const [panel, setPanel] = useState<{ kind: 'edit' | AskProps['kind']; events: readonly Event[] }>()
  // What is cancelled can only be deleted.
  const editable = events.filter((event) => event.may.edit)
  const own = editable.filter((event) => chosen.has(event.id))
  const alive = own.filter((event) => !event.cancelled)
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
      {events.length === 0 ? (
        empty
      ) : (
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
      )}
      {own.length > 0 && (
        <Group className={classes.chosen} justify="space-between">
          <Text role="status">{t('bulk.chosen', { count: own.length })}</Text>
          <Group gap="xs">
            <Button variant="default" onClick={() => setChosen(new Set())}>
              {t('bulk.chooseNone')}
            </Button>
            <Button variant="default" onClick={() => setPanel({ kind: 'delete', events: own })}>
              {t('app.delete')}
            </Button>
            {alive.length > 0 && (
              <>
                <Button variant="default" onClick={() => setPanel({ kind: 'cancel', events: own })}>
                  {t('bulk.cancel')}
                </Button>
                <Button onClick={() => setPanel({ kind: 'edit', events: alive })}>{t('bulk.edit')}</Button>
              </>
            )}
          </Group>
        </Group>
      )}
      {panel?.kind === 'edit' && (
        <EditEventsPanel
          events={panel.events}
          onSaved={() => {
            setPanel(undefined)
            setChosen(new Set())
          }}
          onClose={() => setPanel(undefined)}
        />
      )}
      {panel && panel.kind !== 'edit' && (
        <AskPanel
          kind={panel.kind}
          events={panel.events.map(({ id, version, cancelled }) => ({
            ...{ id, version },
            mayEdit: true,
            isCancelled: cancelled !== null,
          }))}
          save={(operations) => saveChange(operations, false)}
          onSaved={(change, words) => {
            setChosen(new Set())
            onDone(change, words)
          }}
          onClose={() => setPanel(undefined)}
        />
      )}
    </>
  )
}
