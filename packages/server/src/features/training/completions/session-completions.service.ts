import type { z } from 'zod'
import type { FileTable } from '../../../csv/file-table.ts'
import type { Ctx } from '../../../ctx.ts'
import {
  type CompletionEvidence,
  type CompletionState,
  percentOf,
  type RequirementResult as Result,
} from '../../../domain/completion.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import type { Reader } from '../../../messages/messages.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { getBrief, getEditable } from '../sessions/session-briefs.service.ts'
import { toBrief, toMessages } from './completed.service.ts'
import type {
  Completion,
  LearnerCompletion,
  OwnCompletion,
  PersonCompletions,
  RequirementResult,
  SessionCompletions,
} from './completions.schemas.ts'
import * as completionsStore from './completions.store.ts'
import * as entriesStore from './entries.store.ts'
import { type Basis, findOf, readBasis } from './looking.service.ts'

type View = z.output<typeof Completion>
type LearnerView = z.output<typeof LearnerCompletion>
type ResultView = z.output<typeof RequirementResult>

/** How far everybody of a session is, for planners who may edit it. */
export async function getSessionCompletions(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
): Promise<z.output<typeof SessionCompletions>> {
  const session = await getEditable(ctx, actor, sessionId)
  const basis = await readBasis(ctx, ctx.db, sessionId)
  const newest = await completionsStore.listNewest(ctx.db, ctx.platform.id, sessionId)
  const versions = new Map(
    newest.filter((row) => !row.supersededAt).map((row) => [row.personId, row.version]),
  )
  const learners = (basis?.people ?? []).flatMap((person): LearnerView[] => {
    if (!basis) return []
    const version = versions.get(person.personId) ?? 0
    if (!person.isEnrolled && version === 0) return []
    return [toLearner(basis, person, version, actor.reader)]
  })
  const {
    requirements = [],
    validMonths = null,
    validTo = 'day',
    version: ruleVersion = 0,
  } = basis?.rule ?? {}
  return {
    courseId: session.courseId,
    rule: { version: ruleVersion, requirements: [...requirements], validMonths, validTo },
    plannedMinutes: minutesOf((basis?.events ?? []).reduce((sum, event) => sum + event.plannedSeconds, 0)),
    eventCount: basis?.events.length ?? 0,
    learners,
  }
}

function toLearner(
  basis: Basis,
  person: completionsStore.CandidateRow,
  version: number,
  reader: Reader,
): LearnerView {
  const { events: _, ...completion } = toView(findOf(basis, person), { version, reader, now: basis.now })
  const { personId, email, isEnrolled, entries } = person
  const said = (['decision', 'confirmation', 'score'] as const).flatMap((kind) => {
    const entry = entries?.[kind]
    return entry && (entry.isTrue !== null || entry.score !== null)
      ? [{ kind, ...entry, enteredAt: new Date(entry.enteredAt).toISOString() }]
      : []
  })
  return { ...completion, personId, name: nameOf(person), email, isEnrolled, said }
}

/** Every completion that there was of somebody in a session, and what people said of it; newest first. */
export async function getPersonCompletions(
  ctx: Ctx,
  actor: Actor,
  { sessionId, personId }: { sessionId: SessionId; personId: PersonId },
): Promise<z.output<typeof PersonCompletions>> {
  await getEditable(ctx, actor, sessionId)
  const { id: platformId } = ctx.platform
  const rows = await completionsStore.listVersions(ctx.db, platformId, sessionId, personId)
  const entries = await entriesStore.listEntries(ctx.db, platformId, sessionId, personId)
  return {
    versions: rows.map(({ madeAt, supersededAt, ...row }) => ({
      ...toView(row, { version: row.version, reader: actor.reader, now: ctx.now() }),
      madeAt: madeAt.toISOString(),
      supersededAt: supersededAt?.toISOString() ?? null,
    })),
    entries: entries.map(({ firstName, lastName, enteredAt, ...entry }) => ({
      ...entry,
      by: firstName === null ? null : nameOf({ firstName, lastName: lastName ?? '' }),
      enteredAt: enteredAt.toISOString(),
    })),
  }
}

/** How far the reader is themself. */
export async function getOwnCompletion(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
): Promise<z.output<typeof OwnCompletion>> {
  await getBrief(ctx, actor, sessionId)
  const { personId, reader } = actor
  const basis = await readBasis(ctx, ctx.db, sessionId, personId)
  const [person] = basis?.people ?? []
  if (!basis || !person) return { completion: null }
  const [row] = await completionsStore.listNewest(ctx.db, ctx.platform.id, sessionId, personId)
  const version = row && !row.supersededAt ? row.version : 0
  if (!person.isEnrolled && version === 0) return { completion: null }
  return { completion: toView(findOf(basis, person), { version, reader, now: basis.now }) }
}

/** The completions of a session as a table for spreadsheets. */
export async function exportCompletions(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<FileTable> {
  const { learners } = await getSessionCompletions(ctx, actor, sessionId)
  const heading = [
    'name',
    'email',
    'enrolled',
    'state',
    'percent',
    'completedAt',
    'validUntil',
    'minutes',
    'ofMinutes',
  ]
  const more = [
    'eventsAttended',
    'ofEvents',
    'score',
    'confirmed',
    'decision',
    'by',
    'byReason',
    'why',
    'rule',
    'version',
  ]
  const rows = learners.map((learner) => {
    const of = <Type extends ResultView['type']>(type: Type) =>
      learner.requirements.find((one): one is Extract<ResultView, { type: Type }> => one.type === type)
    const decision = learner.said.find(({ kind }) => kind === 'decision')
    const score = learner.said.find(({ kind }) => kind === 'score')
    return [
      ...[learner.name, learner.email, learner.isEnrolled ? 'yes' : 'no', learner.state, learner.progress],
      ...[
        learner.completedAt,
        learner.validUntil,
        of('minutes')?.minutes ?? null,
        of('minutes')?.ofMinutes ?? null,
      ],
      ...[of('events')?.attended ?? null, of('events')?.of ?? null, score?.score ?? null],
      ...[yesNo(of('by-hand')?.isConfirmed ?? null), yesNo(learner.decision), decision?.by ?? null],
      ...[decision?.reason ?? null, learner.text, learner.ruleVersion, learner.version],
    ]
  })
  return { heading: [...heading, ...more], rows }
}

function yesNo(value: boolean | null): string | null {
  if (value === null) return null
  return value ? 'yes' : 'no'
}

function toView(
  completion: {
    readonly state: CompletionState
    readonly evidence: CompletionEvidence
    readonly completedAt: Date | null
    readonly validUntil: Date | null
    readonly ruleVersion: number
  },
  { version, reader, now }: { readonly version: number; readonly reader: Reader; readonly now: Date },
): View {
  const { evidence, ruleVersion } = completion
  return {
    ...toBrief(completion, reader, now),
    version,
    ruleVersion,
    requirements: evidence.requirements.map(toResult),
    messages: toMessages(completion, reader, now),
    events: evidence.events.map(({ plannedSeconds, seconds, ...event }) => ({
      ...event,
      plannedMinutes: minutesOf(plannedSeconds),
      minutes: seconds === null ? null : minutesOf(seconds),
    })),
    decision: evidence.decision,
  }
}

function toResult(result: Result): ResultView {
  const percent = percentOf(result)
  if (result.type !== 'minutes') return { ...result, percent }
  const { type, state, ofSeconds, seconds, possibleSeconds } = result
  return {
    ...{ type, state, percent, atLeastPercent: result.percent },
    ofMinutes: minutesOf(ofSeconds),
    minutes: minutesOf(seconds),
    possibleMinutes: minutesOf(possibleSeconds),
  }
}

/** Whole minutes that were reached. */
function minutesOf(seconds: number): number {
  return Math.floor(seconds / 60)
}
