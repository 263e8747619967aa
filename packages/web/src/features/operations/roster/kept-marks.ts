import { type Event, Problem, type Roster } from '../../../api/client.ts'
import { deviceStore } from '../../../api/device-store.ts'
import { marksKey } from '../../people/auth/keys.ts'
import { type Mark, markAttendance } from './queries.ts'

// Lists of people with what was marked on this phone, until the platform has it: a room without a network loses nothing.
// Signing out forgets it, and so do another person and a day.

/** A mark with the clock of the phone. */
export interface KeptMark extends Mark {
  readonly markedAt: string
}

/** The list of an event, as it was seen last. */
export interface KeptRoster {
  readonly eventId: string
  readonly name: string
  readonly endsAt: string
  readonly learners: readonly {
    readonly personId: string
    readonly name: string
    readonly attendance: Pick<Mark, 'status' | 'minutes' | 'note' | 'version'>
  }[]
  readonly marks: readonly KeptMark[]
}

interface Kept {
  readonly personId: string
  readonly rosters: readonly KeptRoster[]
}

const KEPT_MS = 26 * 3_600_000
const MOST = 4
const { read, write, listen } = deviceStore<Kept>(marksKey, { personId: '', rosters: [] })

export const onKept = listen

export const rosterKept = (eventId: string): KeptRoster | undefined =>
  read().rosters.find((one) => one.eventId === eventId)

const isNear = ({ startsAt, endsAt }: Pick<Event, 'startsAt' | 'endsAt'>) =>
  Date.parse(startsAt) < Date.now() + KEPT_MS && Date.parse(endsAt) > Date.now() - KEPT_MS

/** Keeps the list of an event of these days. */
export function keepRoster(personId: string, event: Event, { learners }: Roster): void {
  if (!isNear(event)) return
  const kept = read()
  const own = kept.personId === personId ? kept.rosters : []
  const before = own.find(({ eventId }) => eventId === event.id)
  const roster: KeptRoster = {
    ...{ eventId: event.id, name: event.name, endsAt: event.endsAt, marks: before?.marks ?? [] },
    learners: learners
      .filter(({ isEnrolled }) => isEnrolled)
      .map(({ personId: id, name, attendance: { status, minutes, note, version } }) => ({
        ...{ personId: id, name },
        attendance: { status, minutes, note, version },
      })),
  }
  const isKept = ({ eventId, endsAt, marks }: KeptRoster) =>
    eventId !== event.id && (marks.length > 0 || Date.parse(endsAt) > Date.now() - KEPT_MS)
  write({ personId, rosters: [roster, ...own.filter(isKept)].slice(0, MOST) })
}

/** Keeps marks that could not be sent; the newest of a person counts. */
export function keepMarks(eventId: string, marks: readonly KeptMark[]): void {
  const kept = read()
  const isAgain = new Set(marks.map(({ personId }) => personId))
  const rosters = kept.rosters.map((roster) =>
    roster.eventId === eventId
      ? { ...roster, marks: [...roster.marks.filter(({ personId }) => !isAgain.has(personId)), ...marks] }
      : roster,
  )
  write({ ...kept, rosters })
}

function forget(eventId: string, sent: readonly KeptMark[]): void {
  const kept = read()
  const rosters = kept.rosters.map((roster) =>
    roster.eventId === eventId
      ? { ...roster, marks: roster.marks.filter((mark) => !sent.some((one) => isSame(one, mark))) }
      : roster,
  )
  write({ ...kept, rosters })
}

const isSame = (one: KeptMark, other: KeptMark) =>
  one.personId === other.personId && one.markedAt === other.markedAt

/**
 * Sends the marks that are kept of an event. What the platform refuses, or somebody else has marked meanwhile, is kept no
 * longer: it is answered as any other step.
 *
 * @returns undefined = there was nothing to send
 */
export async function sendKept(eventId: string) {
  const marks = rosterKept(eventId)?.marks ?? []
  if (marks.length === 0) return undefined
  try {
    const answer = await markAttendance(eventId, [...marks], new Date().toISOString())
    forget(eventId, marks)
    // What came before and was not answered is marked, and no conflict.
    const { true: came = [], false: conflicts = [] } = Object.groupBy(answer.conflicts, (one) =>
      String(marks.some(({ personId, status }) => personId === one.personId && status === one.status)),
    ) as Partial<Record<'true' | 'false', typeof answer.conflicts>>
    return { ...answer, marked: [...answer.marked, ...came], conflicts }
  } catch (error) {
    const isRefused = error instanceof Problem && error.status >= 400 && error.status < 500
    if (isRefused && error.status !== 401 && error.status !== 429) forget(eventId, marks)
    throw error
  }
}
