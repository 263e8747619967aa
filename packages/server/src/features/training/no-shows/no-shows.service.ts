import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { CoolDownLiftId, CourseId, EventId, PersonId } from '../../../domain/ids.ts'
import {
  FARTHEST_DAYS,
  type KeptNoShowRule,
  type NoShowRules,
  type Standing,
  standingOf,
} from '../../../domain/no-show.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import type { Reader } from '../../../messages/messages.ts'
import { getPerson, lockPeople, nameOf } from '../../people/people/people.service.ts'
import { getAttended } from '../events/taught.service.ts'
import { listReasonsOn } from '../verdicts/effective.service.ts'
import type { ExplainAbsence, LiftCoolDown, NoShows, OwnNoShows } from './no-shows.schemas.ts'
import * as noShowsStore from './no-shows.store.ts'

type OwnView = z.output<typeof OwnNoShows>
type View = z.output<typeof NoShows>
type Missed = noShowsStore.MissedRow

/** Courses whose no-shows are counted together: one with a rule of its own, or all the others. */
type Scope = CourseId | null

const scopeOf = ({ courseId, courseRule }: Missed): Scope => (courseRule ? courseId : null)

/**
 * How somebody stands in courses: how many no-shows count, and until when they can't enroll themselves. Courses in which they
 * may are left out. Follows from what holds of their attendance at this moment; nothing of it is stored.
 *
 * @param courses with their rules, as whoever asks has read them
 */
export async function findCoolDowns(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  personId: PersonId,
  courses: ReadonlyMap<CourseId, NoShowRules>,
): Promise<Map<CourseId, CoolDown>> {
  const on = [...courses].filter(([, { own, platform }]) => (own ?? platform)?.isOn)
  // Where nothing is counted, nobody asks what there would be to count.
  if (on.length === 0) return new Map()
  const { missed, liftedAt } = await look(ctx, db, personId)
  return new Map(
    on.flatMap(([courseId, { own, platform }]) => {
      const scope = own ? courseId : null
      const { count, until } = stand(ctx, own ?? platform, { missed, liftedAt, scope })
      return until ? [[courseId, { count, until }] as const] : []
    }),
  )
}

/** Until when somebody can't enroll themselves, and how many no-shows count. */
export interface CoolDown {
  readonly count: number
  readonly until: Date
}

/** One's own no-shows, and what follows from them. */
export async function getOwnNoShows(ctx: Ctx, actor: Actor): Promise<OwnView> {
  const { isOn, standings, items } = await describe(ctx, actor.personId, actor.reader)
  return { isOn, standings, items: items.map(({ markVersion: _, ...item }) => item) }
}

/** Those of somebody, for superadmins. @throws {NotFoundError} `person-not-found` */
export async function getNoShows(ctx: Ctx, actor: Actor, personId: PersonId): Promise<View> {
  await getPerson(ctx, actor, personId)
  const lifts = await noShowsStore.listLifts(ctx.db, ctx.platform.id, personId)
  return {
    ...(await describe(ctx, personId, actor.reader)),
    lifts: lifts.map(({ liftedAt, reason, firstName, lastName }) => ({
      at: liftedAt.toISOString(),
      by: firstName === null ? null : nameOf({ firstName, lastName: lastName ?? '' }),
      reason,
    })),
  }
}

/**
 * Says why one could not come. Whoever teaches the event reads it beside the absence, and may excuse it.
 *
 * @throws {ConflictError} `absence-not-known`
 */
export async function explainAbsence(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  { explanation }: z.output<typeof ExplainAbsence>,
): Promise<OwnView> {
  const { id: platformId } = ctx.platform
  const { personId } = actor
  const { sessionId } = await getAttended(ctx, actor, eventId)
  await withTransaction(ctx.db, async (trx) => {
    const within = { ...reach(ctx), eventId }
    const [missed] = await noShowsStore.listMissed(trx, platformId, personId, within)
    if (missed?.status !== 'absent') throw new ConflictError('absence-not-known')
    await noShowsStore.setExplanation(trx, platformId, { eventId, personId, explanation, saidAt: ctx.now() })
    // What was said is between them and who teaches: no log and no other system gets it.
    await happened(ctx, trx, { kind: 'absence-explained', id: eventId, sessionId, by: personId })
  })
  return getOwnNoShows(ctx, actor)
}

/**
 * Lets somebody enroll themselves again: what they missed until now counts no more.
 *
 * @throws {NotFoundError} `person-not-found`; {ConflictError} `cool-down-none`
 */
export async function liftCoolDown(
  ctx: Ctx,
  actor: Actor,
  personId: PersonId,
  { reason }: z.output<typeof LiftCoolDown>,
): Promise<View> {
  assertSuperadmin(actor)
  const { standings, lifts } = await getNoShows(ctx, actor, personId)
  if (!standings.some(({ count, until }) => count > 0 || until)) throw new ConflictError('cool-down-none')
  await withTransaction(ctx.db, async (trx) => {
    await lockPeople(ctx, trx, [personId])
    const known = await noShowsStore.listLifts(trx, ctx.platform.id, personId)
    if (known.length > lifts.length) throw new ConflictError('cool-down-none') // somebody was faster
    const lift = { id: ctx.newId<CoolDownLiftId>(), personId, liftedBy: actor.personId, liftedAt: ctx.now() }
    await noShowsStore.insertLift(trx, ctx.platform.id, { ...lift, reason })
    await happened(ctx, trx, {
      ...{ kind: 'cool-down-lifted', id: personId, by: actor.personId },
      changes: { reason },
    })
  })
  return getNoShows(ctx, actor, personId)
}

/** What people, or one of them, said of an event that they missed. The caller has asked whether the reader may see it. */
export function listExplanations(
  ctx: Ctx,
  eventId: EventId,
  personId?: PersonId,
): Promise<ReadonlyMap<PersonId, string>> {
  return noShowsStore.listExplanations(ctx.db, ctx.platform.id, eventId, personId)
}

const reach = (ctx: Ctx) => ({ from: addMinutes(ctx.now(), -FARTHEST_DAYS * 24 * 60), to: ctx.now() })

interface Looked {
  readonly missed: readonly Missed[]
  readonly liftedAt: Date | null
}

async function look(ctx: Ctx, db: Ctx['db'] | Trx, personId: PersonId): Promise<Looked> {
  const { id: platformId } = ctx.platform
  const missed = await noShowsStore.listMissed(db, platformId, personId, reach(ctx))
  const [lift] = missed.length > 0 ? await noShowsStore.listLifts(db, platformId, personId) : []
  return { missed, liftedAt: lift?.liftedAt ?? null }
}

function stand(
  ctx: Ctx,
  rule: KeptNoShowRule | null,
  { missed, liftedAt, scope }: Looked & { readonly scope: Scope },
): Standing {
  const ends = missed
    .filter((one) => one.status === 'absent' && scopeOf(one) === scope)
    .map(({ endsAt }) => endsAt)
  return standingOf(rule, ends, { liftedAt, now: ctx.now() })
}

/** Every course scope in which somebody missed something, and all of it. */
async function describe(
  ctx: Ctx,
  personId: PersonId,
  reader: Reader,
): Promise<Pick<View, 'isOn' | 'standings' | 'items'>> {
  const platform = await noShowsStore.findPlatformRule(ctx.db, ctx.platform.id)
  const looked = await look(ctx, ctx.db, personId)
  const ruleOf = ({ courseRule }: Missed) => courseRule ?? platform
  const told = looked.missed.filter((one) => {
    const rule = ruleOf(one)
    return rule?.isOn && one.endsAt > new Date(rule.since)
  })
  const ofCourses = new Map(told.flatMap((one) => (one.courseRule ? [[one.courseId, one] as const] : [])))
  const scopes = [
    ...(platform?.isOn ? [{ courseId: null, courseName: null, rule: platform }] : []),
    ...[...ofCourses.values()].flatMap(({ courseId, courseName, courseRule }) =>
      courseRule ? [{ courseId, courseName, rule: courseRule }] : [],
    ),
  ]
  const standings = scopes.map(({ courseId, courseName, rule }) => {
    const { count, until } = stand(ctx, rule, { ...looked, scope: courseId })
    const { fromCount, withinDays, coolDownDays } = rule
    return {
      ...{ courseId, courseName, fromCount, withinDays, coolDownDays, count },
      until: until?.toISOString() ?? null,
    }
  })
  const eventIds = told.map(({ eventId }) => eventId)
  const reasons = await listReasonsOn(ctx, reader, personId, eventIds)
  const items = told.map((one) => ({
    ...{ eventId: one.eventId, eventName: one.eventName, sessionName: one.sessionName },
    ...{ courseId: one.courseId, courseName: one.courseName, hasOwnRule: one.courseRule !== null },
    startsAt: one.startsAt.toISOString(),
    state: stateOf(ctx, one, { rule: ruleOf(one), liftedAt: looked.liftedAt }),
    reason: one.source === 'verdict' ? (reasons.get(one.eventId) ?? null) : null,
    explanation: one.explanation ?? '',
    saidAt: one.saidAt?.toISOString() ?? null,
    isOpen: one.isOpen,
    markVersion: one.markVersion,
  }))
  return { isOn: scopes.length > 0, standings, items }
}

function stateOf(
  ctx: Ctx,
  { status, endsAt }: Missed,
  { rule, liftedAt }: { readonly rule: KeptNoShowRule | null; readonly liftedAt: Date | null },
): View['items'][number]['state'] {
  if (status === 'excused') return 'excused'
  if (liftedAt && endsAt <= liftedAt) return 'lifted'
  // Alone it counts as long as the rule looks back at it.
  return standingOf(rule, [endsAt], { liftedAt, now: ctx.now() }).count > 0 ? 'counts' : 'past'
}
