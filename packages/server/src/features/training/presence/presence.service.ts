import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import { startWindow } from '../../../domain/event.ts'
import type { EventId, PersonId, PresenceCheckId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { getPeople, nameOf } from '../../people/people/people.service.ts'
import { getAttended, getTaught } from '../events/taught.service.ts'
import { findRuleOf } from '../verdicts/rules.service.ts'
import * as answersStore from './answers.store.ts'
import { findAsked } from './checks.service.ts'
import type { EventPresence, OwnPresence } from './presence.schemas.ts'
import * as presenceStore from './presence.store.ts'
import { type AnswerView, toAnswer, toCheck, toOwnCheck } from './presence.view.ts'

/** What was asked during an event, and what everybody answered, for who teaches it. */
export async function getPresence(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof EventPresence>> {
  const taught = await getTaught(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const { event, checks } = await findAsked(ctx, ctx.db, eventId)
  const people = await presenceStore.listPeople(ctx.db, platformId, event)
  const answers = await answersStore.listAnswers(ctx.db, platformId, eventId)
  const { checksPercent, checksPerHour, signsHalfDays } = await findRuleOf(ctx, ctx.db, event)
  const ofPeople = Map.groupBy(answers, ({ personId }) => personId)
  const learners = new Set(people.filter(({ isInstructor }) => !isInstructor).map(({ personId }) => personId))
  const countOf = (checkId: PresenceCheckId) =>
    answers.filter((one) => one.checkId === checkId && one.isPresent && learners.has(one.personId)).length
  return {
    ...{ eventId, sessionId: event.sessionId, name: event.name, timeZone: event.timeZone },
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
    serverAt: now.toISOString(),
    rule: { checksPercent, checksPerHour, signsHalfDays },
    plan: { checksPerHour: event.checksPerHour, version: event.planVersion, isDrawn: event.isDrawn },
    checks: checks
      .filter(({ kind, id }) => kind === 'check' || signsHalfDays || countOf(id) > 0)
      .map((check) => toCheck(check, countOf(check.id), now)),
    people: people.map(({ firstName, lastName, ...person }) => ({
      ...person,
      name: nameOf({ firstName, lastName }),
      answers: byCheck(ofPeople.get(person.personId) ?? []),
    })),
    may: { ask: !event.cancelledAt && now >= startWindow(taught).opensAt && now < event.endsAt },
  }
}

const byCheck = (rows: readonly answersStore.AnswerRow[]): Record<string, AnswerView> =>
  Object.fromEntries(rows.map((row) => [row.checkId, toAnswer(row)]))

/** What a person is asked in an event, and what they have answered. */
export async function getOwnPresence(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof OwnPresence>> {
  await getAttended(ctx, actor, eventId)
  const now = ctx.now()
  const { event, checks } = await findAsked(ctx, ctx.db, eventId)
  const { signsHalfDays: signs } = await findRuleOf(ctx, ctx.db, event)
  const answers = await answersStore.listAnswers(ctx.db, ctx.platform.id, eventId, actor.personId)
  const [person] = await getPeople(ctx, ctx.db, [actor.personId])
  const answerTo = new Map(answers.map((row) => [row.checkId, row]))
  return {
    ...{ eventId, name: event.name, timeZone: event.timeZone, signs },
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
    serverAt: now.toISOString(),
    checks: checks
      .filter(({ kind, id }) => kind === 'check' || signs || answerTo.has(id))
      .map((check) =>
        toOwnCheck(event, check, { person, answer: answerTo.get(check.id), reader: actor.reader, now }),
      ),
  }
}

/** Every answer of a person to a check, the newest first. */
export async function listAnswersOf(
  ctx: Ctx,
  actor: Actor,
  target: { readonly eventId: EventId; readonly checkId: PresenceCheckId; readonly personId: PersonId },
): Promise<AnswerView[]> {
  await getTaught(ctx, actor, target.eventId)
  return (await answersStore.listAnswersOf(ctx.db, ctx.platform.id, target)).map(toAnswer)
}

/** Everything that was asked in an event, and every answer that there ever was. The caller has asked who may see it. */
export async function listPresenceEvidence(ctx: Ctx, eventId: EventId) {
  const now = ctx.now()
  const { checks } = await findAsked(ctx, ctx.db, eventId)
  const rows = await answersStore.listEveryAnswer(ctx.db, ctx.platform.id, eventId)
  return {
    checks: checks.map((check) => toCheck(check, rows.filter((row) => isYes(row, check.id)).length, now)),
    answers: rows.map(({ firstName, lastName, email, ...row }) => ({
      ...toAnswer(row),
      ...{ checkId: row.checkId, personId: row.personId, name: nameOf({ firstName, lastName }), email },
    })),
  }
}

const isYes = (row: answersStore.AnswerRow, checkId: PresenceCheckId) =>
  row.checkId === checkId && row.isPresent && row.supersededAt === null
