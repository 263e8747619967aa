import { useTexts } from '../../../app/i18n.ts'
import { useBoardView } from './context.ts'
import { draftedWith } from './draft.ts'
import { useGesture } from './gesture.ts'
import { operationsOf } from './lanes.ts'
import { useEffects } from './queries.ts'
import type { BoardConflict, BoardOperation } from './types.ts'

interface MoveEffects {
  readonly operations: readonly BoardOperation[]
  /** Sentences for the card, the weightiest first. */
  readonly lines: readonly string[]
  readonly conflicts: readonly BoardConflict[]
  readonly people: number
  readonly isAsking: boolean
  readonly isRefused: boolean
}

/** What the move under way would do. Nothing is asked for while nothing is moved. */
export function useMoveEffects(overlapReason = '', quiet = false): MoveEffects {
  const { t } = useTexts()
  const { lanesBy, draft } = useBoardView()
  const gesture = useGesture()
  const operations = gesture?.kind === 'move' ? operationsOf(gesture, lanesBy, overlapReason) : []
  // In the draft it is tried with all that was drafted before.
  const asked = draft.isOn && operations.length > 0 ? draftedWith(draft.operations, operations) : operations
  const { data, error, isAsking } = useEffects(asked, quiet)
  const isAsked = operations.length > 0
  const effects = isAsked && !error ? data : undefined
  const items = (effects?.items ?? []).filter(({ eventId }) =>
    operations.some((one) => one.eventId === eventId),
  )
  return {
    operations,
    lines:
      error && isAsked
        ? [error instanceof Error && error.message ? error.message : t('app.error.network')]
        : (effects?.effects?.sentences ?? []),
    conflicts: distinct(items.flatMap((item) => item.conflicts)),
    people: effects?.effects?.people ?? 0,
    isAsking,
    isRefused: items.some(({ outcome }) => outcome === 'refused'),
  }
}

function distinct(conflicts: readonly BoardConflict[]): BoardConflict[] {
  return [...new Map(conflicts.map((conflict) => [conflict.text, conflict])).values()]
}
