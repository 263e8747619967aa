import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import { phrase, type Reader, toMessage } from '../../../messages/messages.ts'
import { nameOf } from '../../people/people/people.service.ts'
import type { EffectiveAttendance, Verdict } from './verdicts.schemas.ts'
import * as verdictsStore from './verdicts.store.ts'

type Effective = z.output<typeof EffectiveAttendance>
type VerdictView = z.output<typeof Verdict>

/** What holds of somebody who is neither marked nor judged. */
export const notKnown: Effective = { status: 'not-set', source: null, seconds: null }

/**
 * What holds of everybody in an event: the mark that a person made, else the verdict in force. Whoever is left out is
 * neither. The caller has asked whether the reader may see it.
 */
export async function listEffective(ctx: Ctx, eventId: EventId): Promise<Map<PersonId, Effective>> {
  return (await listEffectiveOf(ctx, [eventId])).get(eventId) ?? new Map()
}

/** The same of several events, by event. */
export async function listEffectiveOf(
  ctx: Ctx,
  eventIds: readonly EventId[],
): Promise<Map<EventId, Map<PersonId, Effective>>> {
  const rows = await verdictsStore.listEffective(ctx.db, ctx.platform.id, eventIds)
  const byEvent = Map.groupBy(rows, (row) => row.eventId)
  return new Map(
    [...byEvent].map(([eventId, own]) => [
      eventId,
      new Map(own.map(({ personId, status, source, seconds }) => [personId, { status, source, seconds }])),
    ]),
  )
}

/** The verdicts in force of an event by person; of one person alone where one is named. */
export async function listVerdictsInForce(
  ctx: Ctx,
  reader: Reader,
  eventId: EventId,
  personIds?: readonly PersonId[],
): Promise<Map<PersonId, VerdictView>> {
  const rows = await verdictsStore.listInForce(ctx.db, ctx.platform.id, eventId, personIds)
  return new Map(rows.map((row) => [row.personId, toView(row, reader)]))
}

/** Why the verdicts in force on somebody are what they are, by event. */
export async function listReasonsOn(
  ctx: Ctx,
  reader: Reader,
  personId: PersonId,
  eventIds: readonly EventId[],
): Promise<Map<EventId, VerdictView['reason']>> {
  if (eventIds.length === 0) return new Map()
  const rows = await verdictsStore.listInForceOn(ctx.db, ctx.platform.id, personId, eventIds)
  return new Map(rows.map((row) => [row.eventId, reasonOf(row, reader)]))
}

/** Every verdict that there was on a person in an event, newest first. */
export async function listVerdictsOn(
  ctx: Ctx,
  reader: Reader,
  eventId: EventId,
  personId: PersonId,
): Promise<VerdictView[]> {
  const rows = await verdictsStore.listVerdicts(ctx.db, ctx.platform.id, eventId, personId)
  return rows.map((row) => toView(row, reader))
}

/** Every verdict that there was on anybody in an event, by name and in order. */
export async function listVerdictsOfEvent(ctx: Ctx, reader: Reader, eventId: EventId) {
  const rows = await verdictsStore.listAll(ctx.db, ctx.platform.id, eventId)
  return rows.map(({ firstName, lastName, email, ...row }) => ({
    ...toView(row, reader),
    name: nameOf({ firstName, lastName }),
    email,
  }))
}

function toView({ personId: _, ...row }: verdictsStore.VerdictRow, reader: Reader): VerdictView {
  const { seconds, windowSeconds } = row
  return {
    ...row,
    percent: seconds === null || windowSeconds === 0 ? null : Math.floor((seconds * 100) / windowSeconds),
    reason: reasonOf(row, reader),
    firstJoinedAt: row.firstJoinedAt?.toISOString() ?? null,
    lastLeftAt: row.lastLeftAt?.toISOString() ?? null,
    madeAt: row.madeAt.toISOString(),
    supersededAt: row.supersededAt?.toISOString() ?? null,
  }
}

/** Why, in a sentence, and what the rule asked for besides in further ones. */
function reasonOf({ reason, ...row }: Omit<verdictsStore.VerdictRow, 'personId'>, reader: Reader) {
  // A reason of another release has no words here: then its code says it.
  const { code, text } = toMessage(reason, reader) ?? { code: reason.code, text: reason.code }
  const besides: string[] = []
  if (row.madeUpSeconds !== null) {
    const live = Math.floor(((row.seconds ?? 0) - row.madeUpSeconds) / 60)
    const params = { live, madeUp: Math.floor(row.madeUpSeconds / 60) }
    besides.push(phrase('verdict-made-up', params, reader))
  }
  if (row.checksAsked !== null) {
    const params = { asked: row.checksAsked, answered: row.checksAnswered ?? 0 }
    besides.push(phrase('verdict-checks', params, reader))
  }
  if (row.halfDays !== null) {
    const params = { of: row.halfDays, signed: row.halfDaysSigned ?? 0 }
    besides.push(phrase('verdict-signatures', params, reader))
  }
  if (besides.length > 0) besides.push(phrase('verdict-in-all', { status: row.status }, reader))
  return { code, text: [text, ...besides].join(' ') }
}
