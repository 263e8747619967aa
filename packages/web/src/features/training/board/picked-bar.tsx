import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Ask } from './ask.tsx'
import { useBoardView } from './context.ts'
import { gestures, useGesture, usePicked } from './gesture.ts'
import classes from './glance.module.css'
import { takeUp } from './glance.tsx'
import { lanesOf } from './lanes.ts'
import type { BoardChange, BoardEvent } from './types.ts'
import { saveOrDraft } from './use-draft.ts'
import { mayMove } from './use-pointer.ts'

interface PickedBarProps {
  onSaved: (change: Pick<BoardChange, 'undo'>, words: string) => void
}

/** What can be done with the events that are picked: moved together, cancelled, deleted. */
export function PickedBar({ onSaved }: PickedBarProps) {
  const { t } = useTexts()
  const { eventOf, lanesBy } = useBoardView()
  const picked = [...usePicked()].map(eventOf).filter((event): event is BoardEvent => event !== undefined)
  const gesture = useGesture()
  const [asks, setAsks] = useState<'cancel' | 'delete'>()
  if (picked.length === 0 || gesture) return null
  const movable = picked.filter(mayMove)
  const [first] = movable
  return (
    <section className={classes.glance} aria-label={t('board.pickedName')}>
      <Group justify="space-between">
        <Text fw={620} role="status">
          {t('board.picked', { count: picked.length })}
        </Text>
        <Group gap="xs">
          {first && (
            <Button
              size="compact-sm"
              onClick={() => takeUp(first, movable.slice(1), lanesOf(first, lanesBy)[0])}
            >
              {t('board.move')}
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => setAsks('cancel')}>
            {t('board.cancelThem')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setAsks('delete')}>
            {t('app.delete')}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => gestures.clearPicked()}>
            {t('board.letGo')}
          </Button>
        </Group>
      </Group>
      {asks && (
        <AskOnBoard kind={asks} events={picked} onSaved={onSaved} onClose={() => setAsks(undefined)} />
      )}
    </section>
  )
}

interface AskOnBoardProps extends PickedBarProps {
  kind: 'cancel' | 'delete'
  events: readonly BoardEvent[]
  onClose: () => void
}

/** Cancels or deletes events, or drafts it while the draft is on. */
export function AskOnBoard({ events, onSaved, ...props }: AskOnBoardProps) {
  const { draft } = useBoardView()
  return (
    <Ask
      {...props}
      events={events.map((event) => ({ ...event, isCancelled: event.state === 'cancelled' }))}
      save={(operations) => saveOrDraft(operations, { quiet: false, isDraft: draft.isOn })}
      onSaved={(change, words) => {
        gestures.clearPicked()
        onSaved(change, words)
      }}
    />
  )
}
