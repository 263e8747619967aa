import { isDeepStrictEqual } from 'node:util'
import type { OrganizerId } from './ids.ts'
import type { WantedOptions } from './room-options.ts'
import { addMinutes } from './time.ts'

/** The plan of a room: when it is, and what it is called. */
export interface RoomSpec {
  readonly subject: string
  readonly description: string
  /** RFC 3339, UTC. */
  readonly startsAt: string
  readonly endsAt: string
  /** IANA name; for what the provider shows. */
  readonly timeZone: string
}

/** What we want a room to be: its plan, and how it is to be beside that. */
export interface WantedRoom extends RoomSpec {
  readonly options?: WantedOptions
}

export const roomStates = [
  'pending',
  'ready',
  'changing',
  'deleting',
  'gone',
  'blocked',
  'failed',
  'replaced',
] as const
export type RoomState = (typeof roomStates)[number]

/** What the reconciler has to do next for a room. */
export type RoomStep = 'create' | 'move' | 'update' | 'delete' | 'forget' | 'none'

/** A room as far as the decision goes. */
export interface RoomAims {
  readonly wanted: WantedRoom | null
  /** In its place where the room is held ready beside the one that people are led to. */
  readonly spare: WantedRoom | null
  readonly applied: WantedRoom | null
  readonly providerKey: string | null
  /** Who still has it at the provider, where it goes to another host in place. */
  readonly movedFrom: OrganizerId | null
  /** A create was begun whose outcome is not known. */
  readonly hasOpenAttempt: boolean
  /** Replaced while its event was near: it stays at the provider. */
  readonly replacedAt: Date | null
}

/**
 * The next step from what a room is to what it should be. Looks at the two states alone, so that it
 * gives the right answer after any crash.
 */
export function nextStep(room: RoomAims): RoomStep {
  const wanted = specOf(room)
  if (wanted === null && room.replacedAt) return 'none'
  if (wanted === null) return room.providerKey || room.hasOpenAttempt ? 'delete' : 'forget'
  if (!room.providerKey) return 'create'
  if (room.movedFrom) return 'move'
  return isDeepStrictEqual(wanted, room.applied) ? 'none' : 'update'
}

/** What a room should be, whether people are led to it or it is a spare; null = it is to go, or was replaced. */
export function specOf({ wanted, spare }: Pick<RoomAims, 'wanted' | 'spare'>): WantedRoom | null {
  return wanted ?? spare
}

/** So long before the start people can be in a room. */
const OPENS_MINUTES = 60

/** Whether people can be, or have been, in a room of an event: what it tells of them is wanted. */
export function isOpenTo({ startsAt }: { readonly startsAt: Date }, now: Date): boolean {
  return now >= addMinutes(startsAt, -OPENS_MINUTES)
}

/** A provider's day is over by then, whatever it says. */
const LONGEST_WAIT_MS = 24 * 3_600_000

/**
 * Waiting time before the next try after so many failures in a row: 2 s, 4 s … 15 min, give or take a quarter. Not sooner than
 * the provider asks, with some more where many wait for the same moment.
 */
export function retryDelayMs(failures: number, random: number, askedMs = 0): number {
  const base = Math.min(15 * 60_000, 1000 * 2 ** Math.min(failures, 12))
  const own = Math.round(base * (0.75 + random / 2))
  const asked = Math.min(Math.max(0, askedMs), LONGEST_WAIT_MS)
  return Math.max(own, Math.round(asked + (asked === 0 ? 0 : Math.min(asked / 10, 60_000) * random)))
}

/** Tries after which a room that keeps failing is shown as failed. It is still tried again. */
export const FAILURES_UNTIL_FAILED = 4

/** A create with an unknown outcome is looked for at these ages: lists of providers can be late. */
const LOOK_AT_AGES_MS = [0, 20_000, 60_000, 180_000, 600_000]
/** Until then nothing new is made in its place: what was made shows up by then, as a rule. */
export const HOLD_BACK_MS = 20_000

/**
 * When an attempt of an age is looked for next.
 *
 * @returns ms from now; undefined when it was looked for often enough
 */
export function nextLookMs(ageMs: number): number | undefined {
  const next = LOOK_AT_AGES_MS.find((age) => age > ageMs)
  return next === undefined ? undefined : next - ageMs
}
