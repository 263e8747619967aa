import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { MarkingId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { holdAsNow } from '../../people/people/people.service.ts'
import { lockEditable } from '../sessions/locked-sessions.service.ts'
import type { CompleteByHand, CompletedByHand, EnterScores } from './completions.schemas.ts'
import * as completionsStore from './completions.store.ts'
import * as entriesStore from './entries.store.ts'

type Done = z.output<typeof CompletedByHand>

/**
 * Says of people by hand that they have completed a session or have not, or that what the rule asks by hand was met; or takes that
 * back. All of these people, or nobody.
 *
 * @throws {InvalidInputError} `completion-reason-needed`; {ConflictError} `completion-not-enrolled`
 */
export async function completeByHand(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  { personIds, kind, isCompleted, reason }: z.output<typeof CompleteByHand>,
): Promise<Done> {
  if (isCompleted !== null && reason === '')
    throw InvalidInputError.at('/reason', 'completion-reason-needed', {})
  const entries = [...new Set(personIds)].map((personId) => ({
    personId,
    isTrue: isCompleted,
    score: null,
    reason,
  }))
  const said = isCompleted === null ? 'taken-back' : isCompleted ? 'completed' : 'not-completed'
  const changes = { [kind]: said, reason }
  return write(ctx, actor, sessionId, { kind, entries, fact: 'completion-decided', changes })
}

/** Writes down scores of people, from 0 to 100. @throws {InvalidInputError} `completion-twice`; {ConflictError} `completion-not-enrolled` */
export async function enterScores(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  { scores }: z.output<typeof EnterScores>,
): Promise<Done> {
  const ids = scores.map(({ personId }) => personId)
  for (const [index, personId] of ids.entries()) {
    if (ids.indexOf(personId) < index)
      throw InvalidInputError.at(`/scores/${index}/personId`, 'completion-twice', {})
  }
  const entries = scores.map((entry) => ({ ...entry, isTrue: null }))
  return write(ctx, actor, sessionId, { kind: 'score', entries, fact: 'score-entered', changes: {} })
}

/**
 * Takes one step back: of everybody of whom nothing was said since, what was said before holds again.
 *
 * @throws {NotFoundError} `completion-change-not-found`
 */
export async function undoCompletion(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  undone: MarkingId,
): Promise<Done> {
  const { id: platformId } = ctx.platform
  return withTransaction(ctx.db, async (trx) => {
    await lockEditable(ctx, trx, actor, sessionId)
    const step = await entriesStore.listStep(trx, platformId, sessionId, undone)
    const [first] = step
    if (!first) throw new NotFoundError('completion-change-not-found')
    const changeId = ctx.newId<MarkingId>()
    const by = { platformId, sessionId, kind: first.kind, changeId, actorId: actor.personId, at: ctx.now() }
    const wanted = step.filter(({ isNewest }) => isNewest)
    const changed = await entriesStore.addEntries(trx, by, wanted)
    if (changed.length > 0) {
      const changes = { people: changed.length }
      await happened(ctx, trx, {
        kind: 'completion-decision-undone',
        id: sessionId,
        by: actor.personId,
        changes,
      })
    }
    return { changed: changed.length, changeId: changed.length > 0 ? changeId : null }
  })
}

async function write(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  said: {
    readonly kind: entriesStore.EntryKind
    readonly entries: readonly entriesStore.WantedEntry[]
    readonly fact: 'completion-decided' | 'score-entered'
    readonly changes: object
  },
): Promise<Done> {
  const { id: platformId } = ctx.platform
  return withTransaction(ctx.db, async (trx) => {
    await lockEditable(ctx, trx, actor, sessionId)
    const isNow = await holdAsNow(
      ctx,
      trx,
      said.entries.map(({ personId }) => personId),
    )
    const entries = said.entries.map((entry) => ({
      ...entry,
      personId: isNow.get(entry.personId) ?? entry.personId,
    }))
    const personIds: PersonId[] = entries.map(({ personId }) => personId)
    const known = await completionsStore.listKnown(trx, platformId, sessionId, personIds)
    if (personIds.some((personId) => !known.has(personId))) throw new ConflictError('completion-not-enrolled')
    const changeId = ctx.newId<MarkingId>()
    const step = { platformId, sessionId, kind: said.kind, changeId, actorId: actor.personId, at: ctx.now() }
    const changed = await entriesStore.addEntries(trx, step, entries)
    if (changed.length > 0) {
      const changes = { people: changed.length, ...said.changes }
      await happened(ctx, trx, { kind: said.fact, id: sessionId, by: actor.personId, changes })
    }
    return { changed: changed.length, changeId: changed.length > 0 ? changeId : null }
  })
}
