import { type Booking, peakWithin } from './capacity.ts'
import type { PersonId } from './ids.ts'
import { firstOf, type StoredMessage } from './message.ts'
import { shiftWall, wallMinutes } from './recurrence.ts'
import { addMinutes, instantOf } from './time.ts'

/** What a forecast knows of an account. Undefined limits are none. */
export interface ForecastAccount {
  readonly id: string
  readonly appId: string
  readonly name: string
  /** At the same time: the account's limit, or what its organizers host together, whichever is less. */
  readonly rooms: number | undefined
  readonly maxTotal: number | undefined
  readonly maxPerCourse: number | undefined
  readonly marginBeforeMinutes: number
  readonly marginAfterMinutes: number
  /** Events that have not ended. */
  readonly total: number
  readonly ofCourse: ReadonlyMap<string, number>
}

/** Something that holds a room or an instructor. */
export interface Held extends Booking {
  readonly name: string
  readonly courseName?: string
}

/** An event that is wished, with its instants. */
export interface ForecastWish extends Booking {
  readonly name: string
  readonly startsWall: string
  readonly endsWall: string
  readonly timeZone: string
  readonly courseId: string
  readonly courseName: string
  readonly accountId: string | null
  /** Where its session or course wants a spare; without a room there it is planned all the same. */
  readonly spareAccountId?: string | null
  readonly instructors: readonly { readonly id: PersonId; readonly name: string }[]
}

export type Proposal = Pick<ForecastWish, 'startsWall' | 'endsWall' | 'accountId' | 'startsAt' | 'endsAt'>

/** What would be, if wishes were planned one after the other. Nothing is locked for it. */
export interface Forecast {
  /** Why a wish can't be, or undefined. */
  refusal(wish: ForecastWish): StoredMessage | undefined
  /** From now on the wish stands in the way of others. */
  reserve(wish: ForecastWish): void
  /** The nearest thing that could be: another account, or another time of the same day, then of the same week. */
  propose(wish: ForecastWish): Proposal | undefined
}

const DAY_MS = 24 * 60 * 60_000
/** Proposed times are so far apart, and begin and end within a working day. */
const STEP_MINUTES = 15
const DAY_BEGINS = '07:00'
const DAY_ENDS = '21:00'
const NAMED_EVENTS = 5

/**
 * Foresees what planning many events would meet, from what is held already.
 *
 * @param held rooms of each account, without margins
 * @param busy what each instructor teaches
 */
export function forecast(
  accounts: readonly ForecastAccount[],
  held: ReadonlyMap<string, readonly Held[]>,
  busy: ReadonlyMap<string, readonly Held[]>,
  now: Date,
): Forecast {
  const byId = new Map(accounts.map((account) => [account.id, account]))
  const rooms = new Map(accounts.map(({ id }) => [id, timetableOf(held.get(id) ?? [])]))
  const people = new Map([...busy].map(([id, events]) => [id, timetableOf(events)]))
  const totals = new Map(accounts.map(({ id, total }) => [id, total]))
  const ofCourse = new Map(accounts.map((account) => [account.id, new Map(account.ofCourse)]))

  const ofAccount = (wish: ForecastWish): StoredMessage | undefined => {
    const account = wish.accountId === null ? undefined : byId.get(wish.accountId)
    if (!account) return undefined
    const { name: accountName, maxPerCourse, maxTotal } = account
    const inCourse = ofCourse.get(account.id)?.get(wish.courseId) ?? 0
    if (maxPerCourse !== undefined && inCourse >= maxPerCourse) {
      const params = { account: accountName, limit: maxPerCourse, used: inCourse }
      return { code: 'capacity-sessions-per-course', params }
    }
    const total = totals.get(account.id) ?? 0
    if (maxTotal !== undefined && total >= maxTotal)
      return {
        code: 'capacity-total-sessions',
        params: { account: accountName, limit: maxTotal, used: total },
      }
    if (account.rooms === undefined) return undefined
    const span = withMargins(account, wish)
    const before = account.marginBeforeMinutes + account.marginAfterMinutes
    const others = (rooms.get(account.id)?.touching(span, before) ?? []).map((other) => ({
      ...other,
      ...withMargins(account, other),
    }))
    const peak = peakWithin(span, others)
    if (peak.rooms < account.rooms) return undefined
    const holders = others.filter((other) => other.startsAt <= peak.at && peak.at < other.endsAt)
    const params = {
      account: accountName,
      limit: account.rooms,
      at: peak.at,
      events: firstOf(
        holders.map(({ name }) => name),
        NAMED_EVENTS,
      ),
    }
    return { code: 'capacity-concurrent-rooms', params }
  }

  const ofInstructors = (wish: ForecastWish): StoredMessage | undefined => {
    for (const { id, name } of wish.instructors) {
      const [other] = people.get(id)?.touching(wish) ?? []
      if (!other) continue
      const { name: event, courseName: course = '', startsAt: starts, endsAt: ends } = other
      return { code: 'instructor-busy', params: { name, event, course, starts, ends } }
    }
    return undefined
  }
  const refusal = (wish: ForecastWish) => ofAccount(wish) ?? ofInstructors(wish)

  function reserve(wish: ForecastWish): void {
    const { accountId, instructors } = wish
    for (const { id } of instructors) {
      const timetable = people.get(id) ?? timetableOf([])
      people.set(id, timetable)
      timetable.add(wish)
    }
    if (accountId === null) return
    hold(wish, accountId)
    const { spareAccountId: spareId } = wish
    if (spareId && spareId !== accountId && !ofAccount({ ...wish, accountId: spareId })) hold(wish, spareId)
  }

  function hold(wish: ForecastWish, accountId: string): void {
    rooms.get(accountId)?.add(wish)
    totals.set(accountId, (totals.get(accountId) ?? 0) + 1)
    const counts = ofCourse.get(accountId)
    counts?.set(wish.courseId, (counts.get(wish.courseId) ?? 0) + 1)
  }

  function propose(wish: ForecastWish): Proposal | undefined {
    const code = ofAccount(wish)?.code
    const isBusy = ofInstructors(wish) !== undefined
    const account = wish.accountId === null ? undefined : byId.get(wish.accountId)
    if (account && !isBusy) {
      for (const other of accounts) {
        if (other.id === account.id || other.appId !== account.appId) continue
        const instead = { ...wish, accountId: other.id }
        if (!ofAccount(instead)) return proposalOf(instead)
      }
    }
    // Where a number is used up, no other time helps.
    if (code === 'capacity-total-sessions' || code === 'capacity-sessions-per-course') return undefined
    for (const wall of nearbyTimes(wish)) {
      // Zones are asked only about what looks free.
      const near = about(wish, wall)
      if (near.startsAt <= now || refusal(near)) continue
      const instead = atTime(wish, wall)
      if (instead && instead.startsAt > now && !refusal(instead)) return proposalOf(instead)
    }
    return undefined
  }

  return { refusal, reserve, propose }
}

/** Times of the same length near a wish, the nearest first: of its day, then of the working days of its week. */
function* nearbyTimes({ startsWall, endsWall }: ForecastWish): Generator<string> {
  const [date = '', time = ''] = startsWall.split('T')
  const length = wallMinutes(startsWall, endsWall)
  const starts = startsOfDay(length)
  const minutesOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  const byNearness = [...starts].sort(
    (a, b) => Math.abs(minutesOf(a) - minutesOf(time)) - Math.abs(minutesOf(b) - minutesOf(time)),
  )
  yield* byNearness.map((start) => `${date}T${start}`)
  const weekday = new Date(`${date}T00:00Z`).getUTCDay() || 7
  const others = [1, 2, 3, 4, 5].map((day) => day - weekday).filter((days) => days !== 0)
  const days = others
    .sort((a, b) => Math.abs(a) - Math.abs(b) || b - a)
    .map((distance) => shiftWall(startsWall, { days: distance }).slice(0, 10))
  yield* days.map((day) => `${day}T${time}`)
  for (const day of days) yield* byNearness.map((start) => `${day}T${start}`)
}

function startsOfDay(length: number): string[] {
  const starts: string[] = []
  let wall = `2026-01-01T${DAY_BEGINS}`
  while (shiftWall(wall, { minutes: length }) <= `2026-01-01T${DAY_ENDS}`) {
    starts.push(wall.slice(11))
    wall = shiftWall(wall, { minutes: STEP_MINUTES })
  }
  return starts
}

/** The wish at another time on the wall, as if no clock changed in between. */
function about(wish: ForecastWish, startsWall: string): ForecastWish {
  const minutes = (Date.parse(`${startsWall}Z`) - Date.parse(`${wish.startsWall}Z`)) / 60_000
  return { ...wish, startsAt: addMinutes(wish.startsAt, minutes), endsAt: addMinutes(wish.endsAt, minutes) }
}

/** The wish at another time on the wall; undefined where that time does not exist, or exists twice. */
function atTime(wish: ForecastWish, startsWall: string): ForecastWish | undefined {
  const endsWall = shiftWall(startsWall, { minutes: wallMinutes(wish.startsWall, wish.endsWall) })
  try {
    const startsAt = instantOf(startsWall, wish.timeZone, '')
    const endsAt = instantOf(endsWall, wish.timeZone, '')
    return { ...wish, startsWall, endsWall, startsAt, endsAt }
  } catch {
    return undefined
  }
}

function proposalOf({ startsWall, endsWall, accountId, startsAt, endsAt }: ForecastWish): Proposal {
  return { startsWall, endsWall, accountId, startsAt, endsAt }
}

function withMargins(account: ForecastAccount, { startsAt, endsAt }: Booking): Booking {
  return {
    startsAt: addMinutes(startsAt, -account.marginBeforeMinutes),
    endsAt: addMinutes(endsAt, account.marginAfterMinutes),
  }
}

/** What is held, by day, so that looking up a time does not grow with the rest of the year. */
interface Timetable {
  add(held: Held): void
  /** What overlaps a stretch of time that is so many minutes wider at both ends. */
  touching(span: Booking, minutes?: number): Held[]
}

function timetableOf(events: readonly Held[]): Timetable {
  const days = new Map<number, Held[]>()
  const daysOf = ({ startsAt, endsAt }: Booking): number[] => {
    const first = Math.floor(startsAt.getTime() / DAY_MS)
    const last = Math.floor((endsAt.getTime() - 1) / DAY_MS)
    return Array.from({ length: last - first + 1 }, (_, at) => first + at)
  }
  const timetable: Timetable = {
    add({ name, courseName = '', startsAt, endsAt }) {
      const held = { name, courseName, startsAt, endsAt }
      for (const day of daysOf(held)) {
        const others = days.get(day)
        if (others) others.push(held)
        else days.set(day, [held])
      }
    },
    touching(span, minutes = 0) {
      const wide = { startsAt: addMinutes(span.startsAt, -minutes), endsAt: addMinutes(span.endsAt, minutes) }
      const near = new Set(daysOf(wide).flatMap((day) => days.get(day) ?? []))
      return [...near].filter((held) => held.startsAt < wide.endsAt && wide.startsAt < held.endsAt)
    },
  }
  for (const event of events) timetable.add(event)
  return timetable
}
