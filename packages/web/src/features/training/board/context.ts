import { createContext, useContext } from 'react'
import type { DraftedOperation } from './draft.ts'
import { NO_LANE } from './gesture.ts'
import type { Board, BoardEvent, LanesBy } from './types.ts'

export type ColorBy = 'course' | 'account'

/** What all parts of a board know of it; another one only when the platform has answered anew. */
export interface BoardView {
  readonly board: Board
  readonly timeZone: string
  readonly lanesBy: LanesBy
  readonly colorBy: ColorBy
  readonly draft: DraftOfBoard
  readonly eventOf: (id: string) => BoardEvent | undefined
  readonly courseOf: (id: string) => Board['courses'][number] | undefined
  readonly sessionOf: (id: string) => Board['sessions'][number] | undefined
  readonly accountOf: (id: string) => Board['accounts'][number] | undefined
  /** Last names, as little as tells people apart. */
  readonly namesOf: (instructorIds: readonly string[]) => string
  readonly hueOf: (event: BoardEvent) => number
}

/** What is only drafted, and whether changes go there. */
export interface DraftOfBoard {
  readonly isOn: boolean
  /** What is drafted on other devices is known too. */
  readonly isKnown: boolean
  readonly operations: readonly DraftedOperation[]
  /** Events that are others in the draft than they are, and those that there are in it alone. */
  readonly events: ReadonlySet<string>
}

const HUES = 12

export function viewOf(
  board: Board,
  timeZone: string,
  lanesBy: LanesBy,
  colorBy: ColorBy,
  draft: DraftOfBoard,
): BoardView {
  const byId = <T extends { id: string }>(list: readonly T[]) => {
    const map = new Map(list.map((one) => [one.id, one]))
    return (id: string) => map.get(id)
  }
  const courseOf = byId(board.courses)
  const instructorOf = byId(board.instructors)
  const accountHues = new Map(board.accounts.map(({ id }, index) => [id, (index * 5) % HUES]))
  return {
    board,
    timeZone,
    lanesBy,
    colorBy,
    draft,
    eventOf: byId(board.events),
    courseOf,
    sessionOf: byId(board.sessions),
    accountOf: byId(board.accounts),
    namesOf: (ids) =>
      ids
        .map((id) => lastNameOf(instructorOf(id)?.name ?? ''))
        .filter(Boolean)
        .join(', '),
    hueOf: (event) =>
      colorBy === 'course'
        ? (courseOf(event.courseId)?.hue ?? 0)
        : (accountHues.get(event.accountId ?? '') ?? 0),
  }
}

/** `Conti` of `Ivo Conti`; the whole where there is one word. */
export function lastNameOf(name: string): string {
  return name.trim().split(/\s+/).at(-1) ?? name
}

/** What a lane is called; those without are named by the board itself. */
export function laneKey(id: string | null): string {
  return id ?? NO_LANE
}

const Context = createContext<BoardView | undefined>(undefined)
export const BoardProvider = Context.Provider

export function useBoardView(): BoardView {
  const view = useContext(Context)
  if (!view) throw new Error('stands outside of a board')
  return view
}
