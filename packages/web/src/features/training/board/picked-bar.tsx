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
  const { eventOf, lanesBy, draft } = useBoardView()
  const picked = [...usePicked()].map(eventOf).filter((event): event is BoardEvent => event !== undefined)
  const gesture = useGesture()
  const [asks, setAsks] = useState<Pick<AskOnBoardProps, 'kind' | 'events' | 'isDraft'>>()
  if ((picked.length === 0 && !asks) || gesture) return null
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
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setAsks({ kind: 'cancel', events: picked, isDraft: draft.isOn })}
          >
            {t('board.cancelThem')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setAsks({ kind: 'delete', events: picked, isDraft: draft.isOn })}
          >
            {t('app.delete')}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => gestures.clearPicked()}>
            {t('board.letGo')}
          </Button>
        </Group>
      </Group>
      {asks && <AskOnBoard {...asks} onSaved={onSaved} onClose={() => setAsks(undefined)} />}
    </section>
  )
}

interface AskOnBoardProps extends PickedBarProps {
  kind: 'cancel' | 'delete'
  events: readonly BoardEvent[]
  /** The draft was on when it was asked: another device may draft meanwhile. */
  isDraft: boolean
  onClose: () => void
}

/** Cancels or deletes events, or drafts that. */
export function AskOnBoard({ events, isDraft, onSaved, ...props }: AskOnBoardProps) {
  return (
    <Ask
      {...props}
      events={events.map((event) => ({ ...event, isCancelled: event.state === 'cancelled' }))}
      save={(operations) => saveOrDraft(operations, { quiet: false, isDraft })}
      onSaved={(change, words) => {
        gestures.clearPicked()
        onSaved(change, words)
      }}
    />
  )
}
