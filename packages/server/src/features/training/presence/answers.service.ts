import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import {
  ConflictError,
  InvalidInputError,
  NotFoundError,
  StaleError,
  TooManyRequestsError,
} from '../../../domain/errors.ts'
import type { EventId, PersonId, PresenceAnswerId, PresenceCheckId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { LATE_HOURS, momentOf, refusalOf } from '../../../domain/presence-check.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { countWrong, lockGuesses } from '../../people/auth/tries.service.ts'
import { getPeople, holdAsNow } from '../../people/people/people.service.ts'
import { assertTakesPlace, getAttended, getTaught } from '../events/taught.service.ts'
import * as answersStore from './answers.store.ts'
import { type AskedEvent, findAsked, keepHalfDay } from './checks.service.ts'
import { isProof } from './codes.ts'
import type { AnswerPresence, CorrectPresence, PresenceAnswered } from './presence.schemas.ts'
import * as presenceStore from './presence.store.ts'
import { wordsToSign } from './presence.view.ts'

type Answers = z.output<typeof AnswerPresence>
type Given = Answers['answers'][number]
type Result = z.output<typeof PresenceAnswered>['results'][number]

/**
 * Takes what a person answered, also what their phone kept without a network: each where the check was open at that moment
 * by the server's clock and the answer shows that it was asked then. What came before comes again without harm.
 *
 * @throws {ConflictError} for a cancelled event; {TooManyRequestsError} `presence-too-many-codes`
 */
export async function answerPresence(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  { sentAt, answers }: Answers,
): Promise<Result[]> {
  const taught = await getAttended(ctx, actor, eventId)
  assertTakesPlace(taught)
  return withTransaction(ctx.db, async (trx) => {
    const { personId: own, reader } = actor
    const personId = (await holdAsNow(ctx, trx, [own])).get(own) ?? own
    const asked = await findAsked(ctx, trx, eventId)
    const results: Result[] = []
    let isNew = false
    const about = ['presence', eventId, own]
    const guesses = answers.some(({ code }) => code !== '') ? await lockGuesses(ctx, trx, about) : undefined
    if (guesses && guesses.waitSeconds > 0)
      throw new TooManyRequestsError('presence-too-many-codes', { seconds: guesses.waitSeconds })
    let wrong = 0
    for (const given of answers) {
      // Many at once are no way to guess more often.
      if (guesses && given.code !== '' && wrong >= guesses.left) {
        const reason = toMessage({ code: 'presence-wrong-code', params: {} }, reader)
        results.push({ id: given.id, outcome: 'refused', reason })
        continue
      }
      const weighed = weigh(ctx, asked, { given, sentAt: new Date(sentAt), personId: own })
      if (weighed.outcome !== 'taken') {
        const reason = weighed.reason ? toMessage(weighed.reason, reader) : null
        results.push({ id: given.id, outcome: weighed.outcome, reason })
        if (weighed.reason?.code === 'presence-wrong-code' && given.code !== '') wrong += 1
        continue
      }
      const { check, at } = weighed
      const said = check.kind === 'signature' ? await sayWords(ctx, trx, actor, asked, check) : ''
      await keepHalfDay(ctx, trx, check)
      const row: answersStore.NewAnswer = {
        ...{ checkId: check.id, eventId, personId, answerId: given.id, isPresent: true, way: check.way },
        ...{
          answeredAt: at,
          phoneAt: new Date(given.phoneAt),
          receivedAt: ctx.now(),
          said,
          saidBy: null,
          note: '',
        },
      }
      if (await answersStore.insertFirst(trx, ctx.platform.id, row)) isNew = true
      else await answersStore.keepBesideHand(trx, ctx.platform.id, row)
      results.push({ id: given.id, outcome: 'taken', reason: null })
    }
    await countWrong(ctx, trx, about, wrong)
    if (isNew) await happened(ctx, trx, { kind: 'presence-answered', id: eventId, personId })
    return results
  })
}

type Weighed =
  | { readonly outcome: 'taken'; readonly check: presenceStore.CheckRow; readonly at: Date }
  | { readonly outcome: 'refused' | 'unknown'; readonly reason: StoredMessage | null }

/** Which check an answer is of, and whether it is taken. Of several reasons why not, that of the check that fits best. */
function weigh(
  ctx: Ctx,
  { checks }: AskedEvent,
  { given, sentAt, personId }: { given: Given; sentAt: Date; personId: PersonId },
): Weighed {
  const receivedAt = ctx.now()
  const at = momentOf({ phoneAt: new Date(given.phoneAt), sentAt }, receivedAt)
  const meant = checks.filter(({ id, kind, way }) =>
    given.checkId ? id === given.checkId : kind === 'check' && way !== 'button',
  )
  const stored = meant.filter(({ seed }) => seed !== '')
  const refusals: NonNullable<ReturnType<typeof refusalOf>>[] = []
  for (const check of stored) {
    const isProven = isProof(check, { code: given.code, proof: given.proof, at, personId })
    const refusal = refusalOf(
      { ...check, isWithdrawn: check.withdrawnAt !== null },
      { at, receivedAt, isProven },
    )
    if (!refusal) return { outcome: 'taken', check, at }
    // A code that fits no other check says nothing of this one.
    if (isProven || given.checkId) refusals.push(refusal)
  }
  const [refusal] = refusals
  // What an instructor asked without a network is not known here before their phone is back.
  if (!refusal && receivedAt.getTime() - at.getTime() > 60_000) {
    const isTooOld = receivedAt.getTime() - at.getTime() > LATE_HOURS * 3_600_000
    return isTooOld
      ? { outcome: 'refused', reason: { code: 'presence-too-late', params: { hours: LATE_HOURS } } }
      : { outcome: 'unknown', reason: null }
  }
  if (given.checkId && stored.length === 0) return { outcome: 'unknown', reason: null }
  const code = refusal ?? 'presence-wrong-code'
  return { outcome: 'refused', reason: { code, params: { hours: LATE_HOURS } } }
}

async function sayWords(
  ctx: Ctx,
  trx: Trx,
  { personId, reader }: Actor,
  { event }: AskedEvent,
  check: presenceStore.CheckRow,
): Promise<string> {
  const [person] = await getPeople(ctx, trx, [personId])
  return wordsToSign(event, check, person, reader)
}

/**
 * Says by hand whether somebody was there at a check, or takes it back. What was answered stays in the history.
 *
 * @throws {NotFoundError} `presence-check-not-found`; {InvalidInputError} `presence-not-enrolled`; {StaleError} when
 * another answer is in force by now
 */
export async function correctPresence(
  ctx: Ctx,
  actor: Actor,
  target: { readonly eventId: EventId; readonly checkId: PresenceCheckId; readonly personId: PersonId },
  { isPresent, note, version }: z.output<typeof CorrectPresence>,
): Promise<void> {
  const { eventId, checkId } = target
  const taught = await getTaught(ctx, actor, eventId)
  assertTakesPlace(taught)
  await withTransaction(ctx.db, async (trx) => {
    const personId = (await holdAsNow(ctx, trx, [target.personId])).get(target.personId) ?? target.personId
    const asked = await findAsked(ctx, trx, eventId)
    const check = asked.checks.find(({ id }) => id === checkId)
    if (!check) throw new NotFoundError('presence-check-not-found')
    const people = await presenceStore.listPeople(trx, ctx.platform.id, asked.event)
    if (!people.some((person) => person.personId === personId))
      throw InvalidInputError.at('/personId', 'presence-not-enrolled')
    if (ctx.now() < check.opensAt) throw new ConflictError('presence-not-open')
    await keepHalfDay(ctx, trx, check)
    const now = ctx.now()
    const row = {
      ...{
        checkId,
        eventId,
        personId,
        answerId: ctx.newId<PresenceAnswerId>(),
        isPresent,
        way: 'hand' as const,
      },
      ...{ answeredAt: now, phoneAt: null, receivedAt: now, said: '', saidBy: actor.personId, note },
    }
    if (!(await answersStore.replaceAnswer(trx, ctx.platform.id, row, version)))
      throw new StaleError('changed-meanwhile')
    await happened(ctx, trx, {
      ...{ kind: 'presence-corrected', id: eventId, by: actor.personId, personId },
      ...{ changes: { isPresent, note } },
    })
  })
}
