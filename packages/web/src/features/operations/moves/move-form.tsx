import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, Group, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { DateField } from '../../../ui/date-field.tsx'
import { Failure } from '../../../ui/states.tsx'
import { useUnsaved } from '../../../ui/unsaved.tsx'
import { dayBegins } from '../../../ui/zoned.ts'
import { useMe } from '../../people/auth/queries.ts'
import { MoveState } from './move-state.tsx'
import { beginMove, type MoveWish, tryMove, useNewestMove } from './queries.ts'

interface MoveFormProps {
  /** Where the events of each account go; undefined while something is not chosen yet. */
  accounts: MoveWish['accounts'] | undefined
  /** A day of the person's zone: `2026-12-01`. */
  firstDay: string
  /** The account whose newest move is shown; left out = the newest of all. */
  fromAccountId?: string
  children?: ReactNode
}

/** Tries a move first, then does it with progress, and can take it back. */
export function MoveForm({ accounts, firstDay, fromAccountId, children }: MoveFormProps) {
  const { t } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [day, setDay] = useState(firstDay)
  const [tellsPeople, setTells] = useState(false)
  const newest = useNewestMove(fromAccountId)
  const wish = accounts && day && { accounts, startsFrom: dayBegins(day, zone), tellsPeople }
  const attempt = useMutation({ mutationFn: tryMove })
  const begin = useMutation({ mutationFn: beginMove, onSuccess: () => attempt.reset() })
  // A whole page of moves keeps what it shows; a panel would lose it.
  useUnsaved(fromAccountId !== undefined && accounts !== undefined && !begin.isSuccess, begin.isPending)
  const isRunning = Boolean(newest.data?.move && !newest.data.move.finishedAt)
  const shown = attempt.data ?? newest.data?.move
  return (
    <Stack>
      {children}
      <DateField label={t('moves.from')} value={day} onChange={setDay} maw={220} />
      <Checkbox
        label={t('moves.tell')}
        checked={tellsPeople}
        onChange={(event) => setTells(event.currentTarget.checked)}
      />
      <Group>
        <Button
          variant="default"
          disabled={!wish || isRunning}
          loading={attempt.isPending}
          onClick={() => wish && attempt.mutate(wish)}
        >
          {t('moves.try')}
        </Button>
        <Button
          disabled={!wish || isRunning}
          loading={begin.isPending}
          onClick={() => wish && begin.mutate(wish)}
        >
          {t('moves.begin')}
        </Button>
      </Group>
      {(attempt.error ?? begin.error) && <Failure error={attempt.error ?? begin.error} />}
      {shown && <MoveState move={shown} />}
    </Stack>
  )
}
