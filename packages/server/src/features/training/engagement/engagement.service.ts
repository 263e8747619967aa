import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { AnsweredQuestion, RunEngagement } from '../../../domain/engagement.ts'
import type { EventId, PersonId, RoomId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { getTaught, mayMark } from '../events/taught.service.ts'
import type { Engagement } from './engagement.schemas.ts'
import * as engagementStore from './engagement.store.ts'

/** Writes what a reading found, in its transaction. */
export async function keepEngagement(
  ctx: Ctx,
  trx: Trx,
  of: { eventId: EventId; roomId: RoomId },
  runs: readonly (RunEngagement & { startedAt: Date })[],
): Promise<void> {
  for (const run of runs)
    await engagementStore.keepEngagement(trx, { platformId: ctx.platform.id, ...of }, run, ctx.now())
}

/** What learners did in an event besides being there, for who may mark its attendance. */
export async function getEngagement(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof Engagement>> {
  const event = await getTaught(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  const provider =
    event.appId && event.sessionType ? ctx.providers.provider(event.appId, event.sessionType) : undefined
  const rows = mayMark(ctx, event) ? await engagementStore.listEngagement(ctx.db, platformId, eventId) : []
  const whoAsked = rows.length > 0 ? await askersOf(ctx, eventId) : () => null
  return {
    eventId,
    isTold: provider?.engagement !== undefined || rows.length > 0,
    runs: rows.map((row) => ({
      ...{ runKey: row.runKey, attentiveness: row.attentiveness, interest: row.interest },
      runStartedAt: row.runStartedAt.toISOString(),
      readAt: row.readAt.toISOString(),
      polls: row.polls.map(answeredView),
      surveys: row.surveys.map(answeredView),
      questions: row.questions.map(({ registrationKey, askedAt = null, answers, ...asked }) => ({
        ...asked,
        askedAt,
        answers: answers.map(({ at = null, ...answer }) => ({ ...answer, at })),
        person: whoAsked(registrationKey, asked.email),
      })),
    })),
  }
}

function answeredView({ shares, ...question }: AnsweredQuestion) {
  return { ...question, shares: [...shares] }
}

/** By the registration, else by the address: as the stays of the event were matched. */
async function askersOf(ctx: Ctx, eventId: EventId) {
  const rows = await engagementStore.listAskers(ctx.db, ctx.platform.id, eventId)
  const people = new Map<string, { id: PersonId; name: string }>()
  for (const { registrationKey, email, personId: id, ...person } of rows) {
    const known = { id, name: nameOf(person) }
    if (email) people.set(`email ${email}`, known)
    if (registrationKey) people.set(`key ${registrationKey}`, known)
  }
  return (registrationKey: string | undefined, email: string) =>
    people.get(`key ${registrationKey}`) ?? people.get(`email ${email}`) ?? null
}
