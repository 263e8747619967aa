import type { Schemas } from '@lectern/api-client'
import type { Board, BoardChange, BoardEvent } from './types.ts'

export type DraftedOperation = Schemas['BoardOperationInput']
type Item = BoardChange['items'][number]

/** What the card of an event that is only drafted has for an id. */
const NEW = 'draft:'

/** Whether it is an event that there is in a draft alone. */
export function isOnlyDrafted(eventId: string): boolean {
  return eventId.startsWith(NEW)
}

/** A draft with further operations. What was drafted of an event before and is not said anew stays. */
export function draftedWith(
  drafted: readonly DraftedOperation[],
  added: readonly DraftedOperation[],
): DraftedOperation[] {
  const operations = [...drafted]
  for (const one of added) {
    const at = one.op === 'plan' ? -1 : operations.findIndex((other) => idOf(other) === one.eventId)
    const before = operations[at]
    if (!before) operations.push(one)
    else operations[at] = one.op === 'change' && before.op === 'change' ? { ...before, ...one } : one
  }
  return operations
}

export function idOf(operation: DraftedOperation): string | undefined {
  return operation.op === 'plan' ? undefined : operation.eventId
}

/** The board as it would be after a release, and which of its events would be others than they are. */
export function withDraft(
  board: Board,
  operations: readonly DraftedOperation[],
  items: readonly Item[],
): { board: Board; drafted: ReadonlySet<string> } {
  const drafted = new Map<string, BoardEvent>()
  const events = new Map(board.events.map((event) => [event.id, event]))
  for (const [index, operation] of operations.entries()) {
    const item = items[index]
    if (!item) continue
    const event =
      operation.op === 'plan'
        ? plannedEvent(board, operation, item, index)
        : changedEvent(events.get(operation.eventId), operation, item)
    if (event) drafted.set(event.id, event)
  }
  const all = [...board.events.filter(({ id }) => !drafted.has(id)), ...drafted.values()]
  return {
    board: { ...board, events: all.sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt)) },
    drafted: new Set(drafted.keys()),
  }
}

/** Its version stays: what is done next is done to the event as it is. */
function changedEvent(
  event: BoardEvent | undefined,
  operation: Exclude<DraftedOperation, { op: 'plan' }>,
  item: Item,
): BoardEvent | undefined {
  if (!event) return undefined
  const of = { ...event, conflicts: item.conflicts }
  if (operation.op === 'cancel' || operation.op === 'delete') return { ...of, state: 'cancelled' }
  if (operation.op === 'restore') return { ...of, state: 'coming' }
  const change: Partial<Pick<BoardEvent, 'accountId' | 'place' | 'instructorIds'>> =
    operation.op === 'change' ? operation : {}
  const { accountId = event.accountId, place = event.place, instructorIds } = change
  return {
    ...of,
    ...timesOf(item, event),
    name: item.name || event.name,
    accountId,
    place,
    instructorIds: instructorIds && instructorIds.length > 0 ? instructorIds : event.instructorIds,
  }
}

function plannedEvent(
  board: Board,
  operation: Extract<DraftedOperation, { op: 'plan' }>,
  item: Item,
  index: number,
): BoardEvent | undefined {
  const { sessionId } = operation
  const session = [...board.sessions, ...board.unplaced.sessions].find(({ id }) => id === sessionId)
  const { startsAt, endsAt } = item
  if (!startsAt || !endsAt) return undefined
  return {
    id: NEW + index,
    version: 0,
    name: operation.name,
    courseId: session?.courseId ?? '',
    sessionId,
    accountId: operation.accountId ?? null,
    instructorIds: operation.instructorIds ?? [],
    hasOwnInstructors: (operation.instructorIds ?? []).length > 0,
    place: operation.place ?? '',
    startsAt,
    endsAt,
    startsWall: operation.startsWall,
    endsWall: operation.endsWall,
    timeZone: operation.timeZone,
    seriesId: null,
    hasSpare: false,
    state: 'coming',
    room: null,
    check: null,
    conflicts: item.conflicts,
    mayEdit: false,
  }
}

/** Where its own times don't exist, it stands where it stood. */
function timesOf({ startsAt, endsAt, startsWall, endsWall, timeZone }: Item, event: BoardEvent) {
  if (!startsAt || !endsAt || !startsWall || !endsWall) return {}
  return { startsAt, endsAt, startsWall, endsWall, timeZone: timeZone || event.timeZone }
}
