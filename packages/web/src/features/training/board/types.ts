import type { Schemas } from '@lectern/api-client'

export type Board = Schemas['Board']
export type BoardEvent = Schemas['BoardEvent']
export type BoardLane = Schemas['BoardLane']
export type BoardConflict = Schemas['BoardConflict']

export const lanesByAll = ['account', 'instructor', 'place', 'course'] as const
export type LanesBy = (typeof lanesByAll)[number]

export type BoardChange = Schemas['BoardChange']
export type BoardOperation = Extract<
  Schemas['BoardOperationInput'],
  { op: 'change' | 'cancel' | 'delete' | 'restore' }
>
