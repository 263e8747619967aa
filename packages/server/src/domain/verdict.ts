import type { AttendanceRule, RuleWindow } from './attendance-rule.ts'
import type { LocalizedText, StoredMessage } from './message.ts'
import { type Interval, type Presence, presenceOf } from './presence.ts'

/** What is found by a rule. `unknown`: what would tell is not there, which is never an absence. */
export const verdictStatuses = ['present', 'partly', 'absent', 'unknown'] as const
export type VerdictStatus = (typeof verdictStatuses)[number]

/** A row of a provider's report that is of one person. */
export interface JudgedStay {
  readonly joinedAt: Date
  /** Null = the report does not say. */
  readonly leftAt: Date | null
  /** No later than this, where the report does not say; null = it may be until the end. */
  readonly leftBy: Date | null
}

/**
 * How far the report of an event is. `none`: nothing reports who was there. `awaited`: not there yet. `growing`: there,
 * and more may come. `final`: nothing more comes. `withheld`: the provider keeps it back. `never`: it did not come.
 */
export type ReportState = 'none' | 'awaited' | 'growing' | 'final' | 'withheld' | 'never'

/** What is the same for everybody of an event. */
export interface JudgedEvent {
  readonly startsAt: Date
  readonly endsAt: Date
  /** In any order. */
  readonly breaks: readonly Interval[]
  /** People come in by our Join button; without it, nothing but a mark by hand tells. */
  readonly hasJoin: boolean
  /** It is held at a venue too, where no report counts anybody. */
  readonly isHybrid: boolean
  readonly report: ReportState
  /** The report says who is who. Without: it has names that people typed, and the click on Join is who somebody is. */
  readonly identifies: boolean
  /** The service that hosts it; empty = none. */
  readonly provider: string | LocalizedText
  /** When the instructors were in, as the report says. */
  readonly hostStays: readonly JudgedStay[]
  /** Stays that could be anybody's. */
  readonly unmatched: number
  /** Presence checks that were asked and not withdrawn. */
  readonly checks: number
  readonly halfDays: number
}

/** What is known of one person. */
export interface JudgedPerson {
  /** Matched with them; no host's, no bot's, none of a waiting room. */
  readonly stays: readonly JudgedStay[]
  /** First click on Join. */
  readonly firstEnteredAt: Date | null
  /** Of {@link JudgedEvent.checks}, and of its half-days. */
  readonly answered: number
  readonly signed: number
  /** Parts of the class that they watched in its recording. */
  readonly madeUp: readonly Interval[]
}

/** What a rule asks for besides time, and what of it there is; null = it does not ask. */
export interface Asked {
  readonly checksAsked: number | null
  readonly checksAnswered: number | null
  readonly halfDays: number | null
  readonly halfDaysSigned: number | null
}

export interface Verdict extends Asked {
  /** Of {@link Verdict.seconds}; null = the rule does not allow it, or nothing was. */
  readonly madeUpSeconds: number | null
  readonly status: VerdictStatus
  readonly isLate: boolean
  /** Null = not known: nothing told how long. */
  readonly seconds: number | null
  readonly windowSeconds: number
  readonly reconnects: number
  readonly firstJoinedAt: Date | null
  readonly lastLeftAt: Date | null
  readonly reason: StoredMessage
}

/** The window that a rule means in an event, and whether it is the one that the rule asked for. */
export function windowOf(
  event: Pick<JudgedEvent, 'startsAt' | 'endsAt' | 'hostStays'>,
  wanted: RuleWindow,
): { window: Interval; kind: RuleWindow } {
  const planned = { from: event.startsAt.getTime(), to: event.endsAt.getTime() }
  if (wanted === 'planned' || event.hostStays.length === 0) return { window: planned, kind: 'planned' }
  const from = Math.min(...event.hostStays.map(({ joinedAt }) => joinedAt.getTime()))
  const to = Math.max(
    ...event.hostStays.map(({ leftAt, leftBy }) => (leftAt ?? leftBy ?? event.endsAt).getTime()),
  )
  const held = { from: Math.max(planned.from, from), to: Math.min(planned.to, to) }
  return held.to > held.from ? { window: held, kind: 'class' } : { window: planned, kind: 'planned' }
}

/**
 * The verdict on one person's attendance of an event that is over, with the reason that makes it one: by the time that they
 * were there, and by what the rule asks for besides. Where nothing else tells of them, what was asked does.
 */
export function judge(event: JudgedEvent, person: JudgedPerson, rule: AttendanceRule): Verdict {
  const byTime = withMadeUp(judgeTime(event, person, rule), { event, person, rule })
  const asked = askedOf(event, person, rule)
  const needed = [
    ...(asked.checksAsked === null
      ? []
      : [{ had: person.answered, of: Math.ceil((event.checks * rule.checksPercent) / 100) }]),
    ...(asked.halfDays === null ? [] : [{ had: person.signed, of: event.halfDays }]),
  ]
  if (needed.length === 0) return { ...byTime, ...asked }
  const isMet = needed.every(({ had, of }) => had >= of)
  const status = statusWith(byTime, { isMet, isAny: needed.some(({ had }) => had > 0) })
  return { ...byTime, ...asked, status }
}

function askedOf(event: JudgedEvent, person: JudgedPerson, rule: AttendanceRule): Asked {
  // Nobody misses what was never asked.
  const counts = rule.checksPercent > 0 && event.checks > 0
  const signs = rule.signsHalfDays && event.halfDays > 0
  return {
    checksAsked: counts ? event.checks : null,
    checksAnswered: counts ? person.answered : null,
    halfDays: signs ? event.halfDays : null,
    halfDaysSigned: signs ? person.signed : null,
  }
}

/** Reasons by which nothing tells of a person, and whether they are absent then if they answered nothing either. */
const untold: Partial<Record<StoredMessage['code'], VerdictStatus>> = {
  'verdict-no-tool': 'absent',
  'verdict-perhaps-at-venue': 'absent',
  'verdict-not-joined': 'absent',
  'verdict-withheld': 'unknown',
  'verdict-never-came': 'unknown',
}

function statusWith(
  { status, reason }: TimeVerdict,
  { isMet, isAny }: { readonly isMet: boolean; readonly isAny: boolean },
): VerdictStatus {
  const otherwise = untold[reason.code]
  if (otherwise) return isMet ? 'present' : isAny ? 'partly' : otherwise
  return status === 'present' && !isMet ? 'partly' : status
}

type TimeVerdict = Omit<Verdict, keyof Asked | 'madeUpSeconds'>

/** Reasons by which it is known how long somebody was there, or that they were not: the rest can be made up. */
const knownTimes: ReadonlySet<StoredMessage['code']> = new Set([
  'verdict-by-report',
  'verdict-not-reported',
  'verdict-joined-not-reported',
  'verdict-not-joined',
])

/** Minutes that were missed and watched afterwards count as minutes; those that were not missed count once. */
function withMadeUp(
  found: TimeVerdict,
  { event, person, rule }: { event: JudgedEvent; person: JudgedPerson; rule: AttendanceRule },
): TimeVerdict & Pick<Verdict, 'madeUpSeconds'> {
  const isAllowed = rule.makeUpDays > 0 && person.madeUp.length > 0 && knownTimes.has(found.reason.code)
  if (!isAllowed || found.status === 'unknown') return { ...found, madeUpSeconds: null }
  const { window } = windowOf(event, rule.window)
  const rules = { window, breaks: event.breaks, gapSeconds: rule.gapSeconds }
  const live = presenceOf(person.stays.flatMap(toInterval), rules)
  const whole = presenceOf([...live.intervals, ...person.madeUp], { ...rules, gapSeconds: 0 })
  const madeUpSeconds = Math.max(0, whole.seconds - live.seconds)
  if (madeUpSeconds === 0) return { ...found, madeUpSeconds: null }
  return {
    ...{ ...found, seconds: whole.seconds, madeUpSeconds },
    status: statusOf(whole.seconds, whole.windowSeconds, rule),
  }
}

function judgeTime(event: JudgedEvent, person: JudgedPerson, rule: AttendanceRule): TimeVerdict {
  const { window, kind } = windowOf(event, rule.window)
  const rules = { window, breaks: event.breaks, gapSeconds: rule.gapSeconds }
  const certain = presenceOf(person.stays.flatMap(toInterval), rules)
  const known = { window, kind, rule, certain, event, person }
  if (certain.windowSeconds === 0) return unknown(known, { code: 'verdict-no-time', params: {} })
  // What a report said of somebody it goes on saying, and more of it never takes a presence back.
  if (person.stays.length > 0) return byReport(known, presenceOf(person.stays.map(toLongest(window)), rules))
  if (event.report === 'none' || !event.identifies) return byClick(known)
  return byItsLack(known)
}

interface Known {
  readonly window: Interval
  readonly kind: RuleWindow
  readonly rule: AttendanceRule
  readonly certain: Presence
  readonly event: JudgedEvent
  readonly person: JudgedPerson
}

function byReport(known: Known, longest: Presence): TimeVerdict {
  const { certain, rule, kind, event } = known
  const status = statusOf(certain.seconds, certain.windowSeconds, rule)
  const lateMinutes = latenessOf(known, longest.firstJoinedAt)
  const told = {
    seconds: certain.seconds,
    reconnects: longest.reconnects,
    isLate: lateMinutes > 0,
    firstJoinedAt: toDate(longest.firstJoinedAt),
    lastLeftAt: known.person.stays.some(({ leftAt }) => leftAt === null) ? null : toDate(certain.lastLeftAt),
  }
  const of = { of: minutes(certain.windowSeconds), window: kind, threshold: rule.thresholdPercent }
  if (status !== 'present' && event.report !== 'final') {
    const params = { minutes: minutes(certain.seconds), ...of, report: event.report }
    return { ...unknown(known, { code: 'verdict-so-far', params }), ...told }
  }
  if (status !== statusOf(longest.seconds, longest.windowSeconds, rule)) {
    const params = { least: minutes(certain.seconds), most: minutes(longest.seconds), ...of }
    return { ...unknown(known, { code: 'verdict-leave-missing', params }), ...told }
  }
  const params = {
    minutes: minutes(certain.seconds),
    reconnects: longest.reconnects,
    late: lateMinutes,
    ...of,
    status,
  }
  return {
    status,
    windowSeconds: certain.windowSeconds,
    ...told,
    reason: { code: 'verdict-by-report', params },
  }
}

/** Nothing tells how long somebody was there: only that they pressed Join, and how long that can have been at most. */
function byClick(known: Known): TimeVerdict {
  const { event, person, rule, certain, window } = known
  const { firstEnteredAt } = person
  const provider = { provider: event.provider }
  if (!event.hasJoin) return unknown(known, { code: 'verdict-no-tool', params: {} })
  if (!firstEnteredAt) {
    if (event.isHybrid) return unknown(known, { code: 'verdict-perhaps-at-venue', params: {} })
    return { ...unknown(known, { code: 'verdict-not-joined', params: provider }), status: 'absent' }
  }
  const joined = { from: firstEnteredAt.getTime(), to: window.to }
  const most = presenceOf([joined], { window, breaks: event.breaks, gapSeconds: 0 })
  const status = statusOf(most.seconds, most.windowSeconds, rule)
  const params = { joinedAt: firstEnteredAt, most: minutes(most.seconds), of: minutes(certain.windowSeconds) }
  const reason: StoredMessage =
    status === 'present'
      ? { code: 'verdict-by-join', params: { ...provider, joinedAt: firstEnteredAt } }
      : { code: 'verdict-joined-too-late', params: { ...params, threshold: rule.thresholdPercent, status } }
  const isLate = latenessOf(known, firstEnteredAt.getTime()) > 0
  return { ...unknown(known, reason), status, isLate, firstJoinedAt: firstEnteredAt }
}

/** Somebody whom a report that names people does not name, or not yet. */
function byItsLack(known: Known): TimeVerdict {
  const { event, person } = known
  const provider = { provider: event.provider }
  if (event.report === 'awaited') return unknown(known, { code: 'verdict-awaited', params: provider })
  if (event.report === 'withheld') return unknown(known, { code: 'verdict-withheld', params: provider })
  if (event.report === 'never') return unknown(known, { code: 'verdict-never-came', params: provider })
  if (event.report === 'growing') return unknown(known, { code: 'verdict-growing', params: provider })
  const { firstEnteredAt } = person
  if (firstEnteredAt && event.unmatched > 0) {
    const params = { joinedAt: firstEnteredAt, count: event.unmatched }
    return unknown(known, { code: 'verdict-not-matched', params })
  }
  if (event.isHybrid) return unknown(known, { code: 'verdict-perhaps-at-venue', params: {} })
  const reason: StoredMessage = firstEnteredAt
    ? { code: 'verdict-joined-not-reported', params: { ...provider, joinedAt: firstEnteredAt } }
    : { code: 'verdict-not-reported', params: provider }
  return { ...unknown(known, reason), status: 'absent', seconds: 0 }
}

function unknown({ certain }: Known, reason: StoredMessage): TimeVerdict {
  return {
    status: 'unknown',
    isLate: false,
    seconds: null,
    windowSeconds: certain.windowSeconds,
    reconnects: 0,
    firstJoinedAt: null,
    lastLeftAt: null,
    reason,
  }
}

/** A share is compared as it is: what is a second too short for the threshold is too short. */
function statusOf(
  seconds: number,
  windowSeconds: number,
  rule: AttendanceRule,
): 'present' | 'partly' | 'absent' {
  const reaches = (percent: number) => seconds * 100 >= percent * windowSeconds
  if (seconds > 0 && reaches(rule.thresholdPercent)) return 'present'
  return seconds > 0 && reaches(rule.partlyFromPercent) ? 'partly' : 'absent'
}

/** Whole minutes after the start, where they are more than the grace; else 0. */
function latenessOf({ window, rule }: Known, joinedAt: number | undefined): number {
  const late = joinedAt === undefined ? 0 : joinedAt - window.from
  return late > rule.graceMinutes * 60_000 ? Math.max(1, Math.floor(late / 60_000)) : 0
}

/** Whole minutes that were reached: never more than was there. */
const minutes = (seconds: number) => Math.floor(seconds / 60)
const toDate = (at: number | undefined) => (at === undefined ? null : new Date(at))

/** What is certain of a stay: nothing where its leave is not told. */
function toInterval({ joinedAt, leftAt }: JudgedStay): Interval[] {
  return leftAt ? [{ from: joinedAt.getTime(), to: leftAt.getTime() }] : []
}

/** The most that a stay can have been, where its leave is not told: to the end of the run, or of the window. */
const toLongest =
  (window: Interval) =>
  ({ joinedAt, leftAt, leftBy }: JudgedStay): Interval => ({
    from: joinedAt.getTime(),
    to: (leftAt ?? leftBy)?.getTime() ?? window.to,
  })
