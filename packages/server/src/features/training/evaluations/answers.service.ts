import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import { answerState, checkAnswers } from '../../../domain/evaluation.ts'
import type { EventId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { getAttended } from '../events/taught.service.ts'
import type { NewEvaluation, OwnEvaluation } from './evaluations.schemas.ts'
import * as evaluationsStore from './evaluations.store.ts'

type OwnView = z.output<typeof OwnEvaluation>

/** What a learner of an event is asked, or why they are not. */
export async function getOwnEvaluation(ctx: Ctx, actor: Actor, eventId: EventId): Promise<OwnView> {
  await getAttended(ctx, actor, eventId)
  const { state, form } = await look(ctx, ctx.db, actor, eventId)
  return {
    state,
    version: form?.version ?? null,
    isAnonymous: form?.isAnonymous ?? false,
    questions: (state === 'open' ? (form?.questions ?? []) : []) as OwnView['questions'], // lists that an answer may hold
  }
}

const refusals = {
  none: 'evaluation-closed',
  closed: 'evaluation-closed',
  'not-over': 'evaluation-too-early',
  unknown: 'evaluation-not-known',
  'not-there': 'evaluation-not-there',
  answered: 'evaluation-answered',
} as const

/**
 * Answers for the person themself, once: who answers anonymously can't take it back, since nobody knows what was theirs.
 *
 * @throws {ConflictError} `evaluation-closed`, `evaluation-too-early`, `evaluation-not-known`, `evaluation-not-there`,
 * `evaluation-answered`, `evaluation-form-changed`; {InvalidInputError} `evaluation-answer-missing`, `evaluation-answer-wrong`
 */
export async function answerEvaluation(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  { version, answers }: z.output<typeof NewEvaluation>,
): Promise<OwnView> {
  const { id: platformId } = ctx.platform
  await getAttended(ctx, actor, eventId)
  await withTransaction(ctx.db, async (trx) => {
    const { state, form, sessionId } = await look(ctx, trx, actor, eventId)
    if (state !== 'open' || !form) throw new ConflictError(refusals[state === 'open' ? 'none' : state])
    // The person read other questions, or was promised something else about their name.
    if (form.version !== version) throw new ConflictError('evaluation-form-changed')
    const kept = checkAnswers(form.questions, answers)
    const { personId } = actor
    if (!(await evaluationsStore.addParticipation(trx, platformId, { eventId, personId, at: ctx.now() })))
      throw new ConflictError('evaluation-answered')
    const own = { eventId, formVersion: version, answers: kept }
    await evaluationsStore.addAnswers(trx, platformId, {
      ...own,
      personId: form.isAnonymous ? null : personId,
    })
    await happened(ctx, trx, { kind: 'evaluation-answered', id: eventId, sessionId })
  })
  return getOwnEvaluation(ctx, actor, eventId)
}

async function look(ctx: Ctx, db: Ctx['db'] | Trx, actor: Actor, eventId: EventId) {
  const { id: platformId } = ctx.platform
  const event = await evaluationsStore.findEvaluated(db, platformId, eventId, actor.personId)
  if (!event) throw new NotFoundError('event-not-found')
  const [form] = await evaluationsStore.listForms(db, platformId, event.courseId)
  const { status, hasAnswered, endsAt, sessionId, isCancelled } = event
  const isOver = endsAt <= ctx.now()
  const state = answerState({ form: isCancelled ? undefined : form, isOver, hasAnswered, status })
  return { state, form, sessionId }
}
