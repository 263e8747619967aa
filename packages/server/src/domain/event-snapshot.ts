import type { Break } from './breaks.ts'
import type { AccountId, CourseId, PersonId, SeriesId, SessionId } from './ids.ts'
import type { RoomOptions } from './room-options.ts'

/** Somebody in a breakout group, by its name. */
export interface BreakoutMember {
  readonly personId: PersonId
  readonly groupName: string
}

/** All that people planned of an event, at one moment, as it is stored: what it takes to put it back. */
export interface EventSnapshot {
  readonly sessionId: SessionId
  readonly courseId: CourseId
  readonly name: string
  readonly description: string
  readonly startsWall: string
  readonly endsWall: string
  readonly timeZone: string
  readonly accountId: AccountId | null
  /** Where its spare is held; left out in what was written before there were any. */
  readonly spareAccountId?: AccountId | null
  readonly place: string
  readonly breaks: readonly Break[]
  readonly joinOpensMinutes: number | null
  /** Null = as its course has it. */
  readonly showsRecording: boolean | null
  /** What it says of its room; those of earlier releases say nothing. */
  readonly roomOptions?: RoomOptions
  /** Who works in which of its breakout groups; those of earlier releases say nothing. */
  readonly breakoutMembers?: readonly BreakoutMember[]
  readonly seriesId: SeriesId | null
  /** Its own; empty = those of the session teach it. */
  readonly instructorIds: readonly PersonId[]
  /** Why it does not take place; null = it does. */
  readonly cancelled: string | null
  readonly version: number
}

/** What can be put back of an event that is still there, in the order in which people read it. */
export const snapshotFields = [
  'name',
  'startsWall',
  'endsWall',
  'timeZone',
  'accountId',
  'spareAccountId',
  'place',
  'instructorIds',
  'description',
  'breaks',
  'joinOpensMinutes',
  'showsRecording',
  'roomOptions',
  'breakoutMembers',
] as const
export type SnapshotField = (typeof snapshotFields)[number]

/** The fields in which two snapshots differ. */
export function differences(one: EventSnapshot, other: EventSnapshot): SnapshotField[] {
  return snapshotFields.filter((field) => textOf(fieldOf(one, field)) !== textOf(fieldOf(other, field)))
}

function fieldOf(snapshot: EventSnapshot, field: SnapshotField) {
  if (field === 'breakoutMembers')
    return (snapshot.breakoutMembers ?? []).map(({ personId, groupName }) => `${personId} ${groupName}`)
  return field === 'roomOptions' ? (snapshot.roomOptions ?? {}) : snapshot[field]
}

/** Who teaches is a set, and so is who is in which group. */
function textOf(value: ReturnType<typeof fieldOf>): string {
  // What is left out of options is not said, and their order is none.
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return JSON.stringify(Object.entries(value).sort())
  const isSetOfIds = Array.isArray(value) && value.every((one) => typeof one === 'string')
  return JSON.stringify(isSetOfIds ? [...value].sort() : (value ?? null))
}
