import { Button, Group, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { useBoardView } from './context.ts'
import { gestures, useGesture, usePicked } from './gesture.ts'
import classes from './glance.module.css'
import { takeUp } from './glance.tsx'
import { lanesOf } from './lanes.ts'
import { useEffects } from './queries.ts'
import type { BoardChange, BoardEvent, BoardOperation } from './types.ts'
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
      {asks && <Ask kind={asks} events={picked} onSaved={onSaved} onClose={() => setAsks(undefined)} />}
    </section>
  )
}

interface AskProps extends PickedBarProps {
  kind: 'cancel' | 'delete'
  events: readonly BoardEvent[]
  onClose: () => void
}

/** Asks before events are cancelled or deleted. */
export function Ask({ kind, events, onSaved, onClose }: AskProps) {
  const { t } = useTexts()
  const [reason, setReason] = useState('')
  const concerned = events.filter(
    ({ mayEdit, state }) => mayEdit && (kind === 'delete' || state !== 'cancelled'),
  )
  const operations = concerned.map(
    ({ id: eventId, version }): BoardOperation =>
      kind === 'cancel' ? { op: 'cancel', eventId, version, reason } : { op: 'delete', eventId, version },
  )
  const { draft } = useBoardView()
  const { data } = useEffects(operations, false)
  const count = concerned.length
  return (
    <Confirm
      title={t(kind === 'cancel' ? 'board.cancelTitle' : 'board.deleteTitle', { count })}
      text={data?.effects?.sentences.join(' · ') ?? ''}
      action={t(kind === 'cancel' ? 'board.cancelThem' : 'app.delete')}
      onConfirm={async () => {
        const change = await saveOrDraft(operations, { quiet: false, isDraft: draft.isOn })
        gestures.clearPicked()
        onSaved(change, t(kind === 'cancel' ? 'board.cancelledMany' : 'board.deletedMany', { count }))
      }}
      onClose={onClose}
    >
      {kind === 'cancel' && (
        <TextInput
          label={t('board.reason')}
          value={reason}
          maxLength={500}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      )}
    </Confirm>
  )
}
