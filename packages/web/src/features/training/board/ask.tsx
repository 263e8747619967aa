import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { useEffects } from './queries.ts'
import type { BoardChange, BoardOperation } from './types.ts'

/** An event that can be cancelled or deleted with others. */
export interface AskedEvent {
  readonly id: string
  readonly version: number
  readonly mayEdit: boolean
  readonly isCancelled: boolean
}

export interface AskProps {
  kind: 'cancel' | 'delete'
  events: readonly AskedEvent[]
  save: (operations: readonly BoardOperation[]) => Promise<Pick<BoardChange, 'undo'>>
  onSaved: (change: Pick<BoardChange, 'undo'>, words: string) => void
  onClose: () => void
}

/** Asks before events are cancelled or deleted together, and says what that does. */
export function Ask({ kind, events, save, onSaved, onClose }: AskProps) {
  const { t } = useTexts()
  const [reason, setReason] = useState('')
  const concerned = events.filter(
    ({ mayEdit, isCancelled }) => mayEdit && (kind === 'delete' || !isCancelled),
  )
  const operations = concerned.map(
    ({ id: eventId, version }): BoardOperation =>
      kind === 'cancel' ? { op: 'cancel', eventId, version, reason } : { op: 'delete', eventId, version },
  )
  const { data } = useEffects(operations, false)
  const count = concerned.length
  return (
    <Confirm
      title={t(kind === 'cancel' ? 'board.cancelTitle' : 'board.deleteTitle', { count })}
      text={data?.effects?.sentences.join(' · ') ?? ''}
      action={t(kind === 'cancel' ? 'board.cancelThem' : 'app.delete')}
      onConfirm={async () =>
        onSaved(
          await save(operations),
          t(kind === 'cancel' ? 'board.cancelledMany' : 'board.deletedMany', { count }),
        )
      }
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
