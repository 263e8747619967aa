import { createHash } from 'node:crypto'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import {
  type CompletingPerson,
  type Completion,
  type CountedEvent,
  complete,
  type HeldAttendance,
  validUntilOf,
} from '../../../domain/completion.ts'
import { type CompletionRule, usualCompletionRule } from '../../../domain/completion-rule.ts'
import type { CourseId, EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import { presenceOf } from '../../../domain/presence.ts'
import { breaksOf } from '../verdicts/verdicts.service.ts'
import * as rulesStore from './completion-rules.store.ts'
import { lookAtDueJob, lookAtSessionJob } from './completions.job.ts'
import * as completionsStore from './completions.store.ts'

/** So many at a time; a sweep takes the next ones until its time is over. */
const BATCH = 50
const SWEEP_MS = 30_000
/** What is longer ago is no news. */
const NEWS_DAYS = 30
/** Of more sessions than this no job each is sent: one works through what is due. */
const MAX_JOBS = 100

/** Sessions are looked at anew: what their completions are made of has changed. */
export async function lookAnew(ctx: Ctx, trx: Trx, about: completionsStore.Marked): Promise<void> {
  const { id: platformId } = ctx.platform
  const sessionIds = await completionsStore.markSessions(trx, platformId, about, ctx.now())
  if (sessionIds.length > MAX_JOBS) return ctx.jobs.enqueue(trx, lookAtDueJob, { platformId })
  await ctx.jobs.enqueueAll(
    trx,
    lookAtSessionJob,
    sessionIds.map((sessionId) => ({ platformId, sessionId })),
  )
}

export function findToLookAt(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return completionsStore.listPlatformsWithDue(db, now)
}

/** Looks at what is due and whose job was lost, or had none. */
export async function sweepCompletions(ctx: Ctx): Promise<void> {
  const until = performance.now() + SWEEP_MS
  while (performance.now() < until) {
    const due = await completionsStore.listDue(ctx.db, ctx.platform.id, ctx.now(), BATCH)
    for (const sessionId of due) await lookAtSession(ctx, sessionId)
    if (due.length < BATCH) return
  }
}

/**
 * Finds out how far everybody of a session is. Of whom nothing is another by the same rule, the completion stays; else a
 * version more comes into force. Twice is harmless.
 */
export async function lookAtSession(ctx: Ctx, sessionId: SessionId): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  await withTransaction(ctx.db, async (trx) => {
    if (!(await completionsStore.takeMarking(trx, platformId, sessionId, now))) return
    const basis = await readBasis(ctx, trx, sessionId)
    if (!basis) return
    const newest = await completionsStore.listNewest(trx, platformId, sessionId)
    const last = new Map(newest.map((row) => [row.personId, row]))
    const found = new Map(basis.people.flatMap((person) => toFound(basis, person)))
    const made = [...found].flatMap(([personId, one]): completionsStore.NewCompletion[] => {
      const row = last.get(personId)
      if (row && !row.supersededAt && row.inputsHash === one.inputsHash) return []
      return [{ personId, version: (row?.version ?? 0) + 1, ...one }]
    })
    const gone = newest.filter((row) => !row.supersededAt && !found.has(row.personId))
    // Once nothing can be made up any more, what was open may be out of reach.
    await completionsStore.setLooked(trx, platformId, sessionId, nextMakeUpEnd(basis))
    const ended = [...made, ...gone].map(({ personId }) => personId)
    if (ended.length === 0) return
    await completionsStore.replaceCompletions(trx, { platformId, sessionId, at: now }, { ended, made })
    await tell(
      ctx,
      trx,
      { sessionId, courseId: basis.courseId },
      { made, gone, last, mayWarn: mayWarn(basis) },
    )
  })
}

/** Says what became another, in this order: what was withdrawn, what is completed, what is out of reach. */
async function tell(
  ctx: Ctx,
  trx: Trx,
  session: { readonly sessionId: SessionId; readonly courseId: CourseId },
  {
    made,
    gone,
    last,
    mayWarn: warns,
  }: {
    readonly made: readonly completionsStore.NewCompletion[]
    readonly gone: readonly completionsStore.CompletionRow[]
    readonly last: ReadonlyMap<PersonId, completionsStore.CompletionRow>
    /** Somebody is to be told what is out of reach. */
    readonly mayWarn: boolean
  },
): Promise<void> {
  const { sessionId } = session
  const wasCompleted = (personId: PersonId) => {
    const row = last.get(personId)
    return row?.state === 'completed' && !row.supersededAt ? row : undefined
  }
  const withdrawn = [...made.filter(({ state }) => state !== 'completed'), ...gone].flatMap(
    ({ personId }) => {
      const before = wasCompleted(personId)
      return before ? [{ personId, version: before.version }] : []
    },
  )
  const completed = made.flatMap(({ personId, version, state, completedAt, validUntil }) => {
    if (state !== 'completed' || !completedAt) return []
    const before = wasCompleted(personId)
    const isSame =
      before && isSameMoment(before.completedAt, completedAt) && isSameMoment(before.validUntil, validUntil)
    return isSame ? [] : [{ personId, version, completedAt, validUntil, replaces: before?.version ?? null }]
  })
  const lost = warns
    ? made.filter(({ state }) => state === 'out-of-reach').map(({ personId }) => personId)
    : []
  const target = { platformId: ctx.platform.id, sessionId, at: ctx.now() }
  const warned = lost.length > 0 ? await completionsStore.addWarnings(trx, target, lost) : []
  if (withdrawn.length > 0)
    await happened(ctx, trx, { kind: 'completion-withdrawn', ...session, completions: withdrawn })
  if (completed.length > 0)
    await happened(ctx, trx, { kind: 'person-completed', ...session, completions: completed })
  if (warned.length > 0)
    await happened(ctx, trx, { kind: 'goal-out-of-reach', ...session, personIds: warned })
  const personIds = [...made, ...gone].map(({ personId }) => personId)
  await happened(ctx, trx, { kind: 'completions-made', id: sessionId, personIds })
}

function nextMakeUpEnd({ events, now }: Basis): Date | null {
  const ends = events.flatMap(({ makeUpUntil }) =>
    makeUpUntil && makeUpUntil > now ? [makeUpUntil.getTime()] : [],
  )
  return ends.length > 0 ? new Date(Math.min(...ends)) : null
}

/** Of a session that was over long ago nobody is warned: it is looked at late, such as by another rule. */
function mayWarn({ events, now }: Basis): boolean {
  return events.some(({ endsAt }) => endsAt.getTime() > now.getTime() - NEWS_DAYS * 86_400_000)
}

/** What completions of a session are made of. */
export interface Basis {
  readonly courseId: CourseId
  readonly rule: CompletionRule & { readonly version: number }
  readonly timeZone: string
  readonly now: Date
  readonly events: readonly CountedEvent[]
  readonly people: readonly completionsStore.CandidateRow[]
}

/** Of everybody, or of one person alone. @returns undefined where there is no such session */
export async function readBasis(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  sessionId: SessionId,
  personId?: PersonId,
): Promise<Basis | undefined> {
  const { id: platformId, timeZone } = ctx.platform
  const now = ctx.now()
  const session = await completionsStore.findCourseOf(db, platformId, sessionId)
  if (!session) return undefined
  const rows = await completionsStore.listEvents(db, platformId, sessionId)
  const ends = rows.map(({ endsAt }) => endsAt.getTime())
  const endsAt = ends.length > 0 ? new Date(Math.max(...ends)) : null
  const { courseId } = session
  const rule = (await rulesStore.findRuleFor(db, platformId, { courseId, endsAt })) ?? {
    ...usualCompletionRule,
    version: 0,
  }
  const people = await completionsStore.listCandidates(db, platformId, sessionId, { now, personId })
  return { courseId, rule, timeZone, now, events: rows.map(toCounted), people }
}

function toCounted({
  id,
  name,
  startsAt,
  endsAt,
  makeUpUntil,
  ...row
}: completionsStore.EventRow): CountedEvent {
  const window = { from: startsAt.getTime(), to: endsAt.getTime() }
  const { windowSeconds } = presenceOf([], { window, breaks: breaksOf(row), gapSeconds: 0 })
  return { id, name, startsAt, endsAt, plannedSeconds: windowSeconds, makeUpUntil }
}

type Found = Completion & {
  readonly ruleVersion: number
  readonly validUntil: Date | null
  readonly inputsHash: string
}

/** How far one person is; until when what is completed is valid. */
export function findOf(basis: Basis, person: completionsStore.CandidateRow | undefined): Found {
  const { rule, events, now, timeZone } = basis
  const completion = complete(rule, events, person ? toCompleting(person) : nobody, now)
  const { completedAt } = completion
  const validUntil = completedAt && validUntilOf(rule, completedAt, timeZone)
  const found = { ...completion, ruleVersion: rule.version, validUntil }
  return { ...found, inputsHash: hashOf(found) }
}

/** Nothing is written down of somebody of whom there is nothing to say yet, nor of who has left and completed nothing. */
function toFound(basis: Basis, person: completionsStore.CandidateRow): [PersonId, Found][] {
  const found = findOf(basis, person)
  const isKept = person.isEnrolled
    ? found.state !== 'open' || person.attendance !== null || person.entries !== null
    : found.state === 'completed'
  return isKept ? [[person.personId, found]] : []
}

const nobody: CompletingPerson = {
  ...{ attendance: new Map(), evaluated: new Map() },
  ...{ score: null, confirmation: null, decision: null },
}

function toCompleting({ attendance, entries, evaluated }: completionsStore.CandidateRow): CompletingPerson {
  const said = (entry: { isTrue: boolean | null; enteredAt: string } | undefined) =>
    entry && entry.isTrue !== null ? { value: entry.isTrue, at: new Date(entry.enteredAt) } : null
  const score = entries?.score
  return {
    // By ids, which JSON has as the names of its fields.
    attendance: new Map(Object.entries(attendance ?? {}) as [EventId, HeldAttendance][]),
    evaluated: new Map(
      Object.entries(evaluated ?? {}).map(([eventId, at]) => [eventId as EventId, new Date(at)]),
    ),
    score: score && score.score !== null ? { value: score.score, at: new Date(score.enteredAt) } : null,
    confirmation: said(entries?.confirmation),
    decision: said(entries?.decision),
  }
}

/** Of everything that makes a completion another one; what an event is called does not. */
function hashOf({
  state,
  completedAt,
  evidence,
  ruleVersion,
  validUntil,
}: Omit<Found, 'inputsHash'>): string {
  const { requirements, decision } = evidence
  const events = evidence.events.map(({ eventId, plannedSeconds, status, source, seconds }) => [
    ...[eventId, plannedSeconds, status, source, seconds],
  ])
  const inputs = [state, completedAt, ruleVersion, validUntil, requirements, decision, events]
  return createHash('sha256').update(JSON.stringify(inputs)).digest('base64url').slice(0, 22)
}

function isSameMoment(a: Date | null, b: Date | null): boolean {
  return a?.getTime() === b?.getTime()
}
