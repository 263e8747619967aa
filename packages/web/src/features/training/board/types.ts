import type { Schemas } from '@lectern/api-client'

export type Board = Schemas['Board']
export type BoardEvent = Schemas['BoardEvent']
export type BoardLane = Schemas['BoardLane']
export type BoardConflict = Schemas['BoardConflict']

export const lanesByAll = ['account', 'instructor', 'place', 'course'] as const
export type LanesBy = (typeof lanesByAll)[number]

export type BoardOperation =
  | {
      op: 'change'
      eventId: string
      version: number
      startsWall?: string
      endsWall?: string
      timeZone?: string
      accountId?: string | null
      instructorIds?: string[]
      place?: string
      overlapReason?: string
    }
  | { op: 'cancel'; eventId: string; version: number; reason?: string }
  | { op: 'restore' | 'delete'; eventId: string; version: number }
export interface BoardChange {
  saved: boolean
  refused: number
  items: {
    op: string
    eventId: string | null
    name: string
    startsAt: string | null
    endsAt: string | null
    outcome: 'possible' | 'refused'
    conflicts: BoardConflict[]
  }[]
  effects: { sentences: string[]; people: number }
  undo: { changeId: string; until: string } | null
}

export interface FreeInstructor {
  id: string
  name: string
  taught: number
  reasons: { text: string }[]
}
