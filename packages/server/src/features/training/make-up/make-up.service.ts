import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { EventId, PersonId, RecordingId } from '../../../domain/ids.ts'
import {
  allowanceOf,
  allowedOf,
  FIRST_SECONDS,
  type FilmRange,
  missedOf,
  secondsOf,
  toClass,
  toFilm,
} from '../../../domain/make-up.ts'
import { clip, type Interval, presenceOf, subtract, union } from '../../../domain/presence.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { holdAsNow, nameOf } from '../../people/people/people.service.ts'
import { getAttended, getTaught } from '../events/taught.service.ts'
import { assertSees, listSeen } from '../recordings/recordings.service.ts'
import { listVerdictsInForce } from '../verdicts/effective.service.ts'
import { describeJudging } from '../verdicts/judging.service.ts'
import { listClocks } from '../verdicts/made-up.ts'
import type { OwnMakeUp, RecordingClock, TellWatched } from './make-up.schemas.ts'
import * as makeUpStore from './make-up.store.ts'

type View = z.output<typeof OwnMakeUp>
interface Target {
  readonly eventId: EventId
  readonly recordingId: RecordingId
}

/** Reasons by which it is known how long somebody was there, or that they were not. */
const known = new Set([
  'verdict-by-report',
  'verdict-not-reported',
  'verdict-joined-not-reported',
  'verdict-not-joined',
])

/** What a person missed of an event, where in its films that is, and what of it they have watched. */
export async function getOwnMakeUp(ctx: Ctx, actor: Actor, eventId: EventId): Promise<View> {
  await getAttended(ctx, actor, eventId)
  const { personId, reader } = actor
  const judging = await describeJudging(ctx, reader, eventId)
  const verdict = (await listVerdictsInForce(ctx, reader, eventId, [personId])).get(personId)
  const nothing = { until: null, missedSeconds: 0, madeUpSeconds: 0, recordings: [] }
  if (judging.rule.makeUpDays === 0) return { state: 'off', ...nothing }
  if (!verdict || verdict.status === 'unknown' || !known.has(verdict.reason.code))
    return { state: 'unknown', ...nothing }
  const missed = missedBy(judging, personId)
  if (secondsOf(missed) === 0) return { state: 'nothing', ...nothing }
  const films = await listSeen(ctx, actor, eventId)
  if (films.length === 0) return { state: 'awaited', ...nothing, missedSeconds: secondsOf(missed) }
  const until = deadlineOf(judging, films)
  const clocks = await listClocks(ctx.db, ctx.platform.id, eventId)
  const watched = await makeUpStore.listParts(ctx.db, { platformId: ctx.platform.id, eventId, personId })
  const seen = union(
    films.flatMap(({ id }) => {
      const clock = clocks.get(id)
      const own = watched.filter(({ recordingId }) => recordingId === id)
      return clock ? toClass(clock, own.map(toRange)) : []
    }),
  )
  const recordings = films.flatMap(({ id }) => {
    const clock = clocks.get(id)
    if (!clock) return []
    const open = subtract(missed, seen)
    const parts = [...toParts(clock, open, false), ...toParts(clock, overlapOf(missed, seen), true)].sort(
      (one, other) => one.fromSeconds - other.fromSeconds,
    )
    return parts.length > 0 ? [{ recordingId: id, parts }] : []
  })
  const state = recordings.length === 0 ? 'nothing' : ctx.now() > until ? 'over' : 'open'
  return {
    ...{ state, recordings, until: until.toISOString() },
    missedSeconds: secondsOf(missed),
    madeUpSeconds: secondsOf(overlapOf(missed, seen)),
  }
}

const toRange = ({ fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number }): FilmRange => ({
  from: fromSeconds,
  to: toSeconds,
})

const overlapOf = (some: readonly Interval[], others: readonly Interval[]): Interval[] =>
  some.flatMap((one) => clip(union(others), one))

function toParts(clock: Parameters<typeof toFilm>[0], intervals: readonly Interval[], isWatched: boolean) {
  return toFilm(clock, intervals).flatMap((range) => {
    const [at] = toClass(clock, [range])
    // Less than a second is the edge of another part.
    if (!at || range.to - range.from < 1) return []
    return [
      {
        ...{ fromSeconds: range.from, toSeconds: range.to, isWatched },
        startsAt: new Date(at.from).toISOString(),
        endsAt: new Date(at.to).toISOString(),
      },
    ]
  })
}

type Judging = Awaited<ReturnType<typeof describeJudging>>

/** What of the class a report does not show somebody in. */
function missedBy({ window, breaks, rule, staysOf }: Judging, personId: PersonId): Interval[] {
  const stays = (staysOf.get(personId) ?? []).flatMap(({ joinedAt, leftAt }) =>
    leftAt ? [{ from: joinedAt.getTime(), to: leftAt.getTime() }] : [],
  )
  const { intervals } = presenceOf(stays, { window, breaks, gapSeconds: rule.gapSeconds })
  return missedOf(window, breaks, intervals)
}

/** Days after the end, or after the film was there, whichever is later. */
function deadlineOf({ window, rule }: Judging, films: readonly { readonly foundAt: Date }[]): Date {
  const from = Math.max(window.to, ...films.map(({ foundAt }) => foundAt.getTime()))
  return addMinutes(new Date(from), rule.makeUpDays * 1440)
}

/**
 * Takes what a player showed since it told before: no more than time has passed on the server's clock at its speed,
 * whatever it says, and however many tabs there are. What was watched twice counts once.
 *
 * @throws {NotFoundError} `recording-not-found`; {ConflictError} `make-up-not-open`
 */
export async function tellWatched(
  ctx: Ctx,
  actor: Actor,
  target: Target,
  { rate, ranges }: z.output<typeof TellWatched>,
): Promise<View> {
  const { eventId, recordingId } = target
  await assertSees(ctx, actor, target)
  const before = await getOwnMakeUp(ctx, actor, eventId)
  if (before.state !== 'open') throw new ConflictError('make-up-not-open')
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  await withTransaction(ctx.db, async (trx) => {
    const personId = (await holdAsNow(ctx, trx, [actor.personId])).get(actor.personId) ?? actor.personId
    const watcher = { platformId, eventId, personId }
    const beat = await makeUpStore.lockBeat(trx, watcher, { beatAt: now, leftSeconds: FIRST_SECONDS })
    const watched = await makeUpStore.listParts(trx, watcher)
    const own = watched.filter((part) => part.recordingId === recordingId).map(toRange)
    const sinceMs = now.getTime() - beat.beatAt.getTime()
    const seconds = allowanceOf(beat.leftSeconds, { rate, sinceMs })
    const shown = ranges.filter(({ fromSeconds, toSeconds }) => toSeconds > fromSeconds).map(toRange)
    const { parts, left } = allowedOf(shown, { known: own, seconds })
    await makeUpStore.setBeat(trx, watcher, { beatAt: now, leftSeconds: left })
    await makeUpStore.insertParts(
      trx,
      watcher,
      recordingId,
      parts.map((part) => ({ ...part, id: ctx.newId() })),
      now,
    )
    if (parts.length > 0) await happened(ctx, trx, { kind: 'part-made-up', id: eventId, personId })
  })
  return getOwnMakeUp(ctx, actor, eventId)
}

/** When of the class a film was recorded: as somebody has set it, else as the tool tells. */
export async function getClock(
  ctx: Ctx,
  actor: Actor,
  target: Target,
): Promise<z.output<typeof RecordingClock>> {
  await getTaught(ctx, actor, target.eventId)
  await assertSees(ctx, actor, target)
  const clock = (await listClocks(ctx.db, ctx.platform.id, target.eventId)).get(target.recordingId)
  return {
    beginsAt: (clock?.beginsAt ?? ctx.now()).toISOString(),
    pauses: [...(clock?.pauses ?? [])],
    version: clock?.version ?? 0,
  }
}

/** Sets it; what was watched counts by it from now on. @throws {StaleError} when somebody else has set it meanwhile */
export async function setClock(
  ctx: Ctx,
  actor: Actor,
  target: Target,
  { beginsAt, pauses, version }: z.output<typeof RecordingClock>,
): Promise<z.output<typeof RecordingClock>> {
  await getTaught(ctx, actor, target.eventId)
  await assertSees(ctx, actor, target)
  await withTransaction(ctx.db, async (trx: Trx) => {
    const clock = { beginsAt: new Date(beginsAt), pauses, version, setBy: actor.personId, setAt: ctx.now() }
    assertUpdated(await makeUpStore.setClock(trx, ctx.platform.id, target.recordingId, clock))
    await happened(ctx, trx, {
      ...{ kind: 'recording-clock-set', id: target.eventId, by: actor.personId },
      changes: { beginsAt, pauses: pauses.length },
    })
  })
  return getClock(ctx, actor, target)
}

/** Every part that anybody watched to make up an event. The caller has asked who may see it. */
export async function listMadeUp(ctx: Ctx, eventId: EventId) {
  const clocks = await listClocks(ctx.db, ctx.platform.id, eventId)
  const rows = await makeUpStore.listEveryPart(ctx.db, ctx.platform.id, eventId)
  return rows.map(({ firstName, lastName, watchedAt, ...row }) => {
    const clock = clocks.get(row.recordingId)
    const of = clock ? toClass(clock, [toRange(row)]) : []
    return {
      ...row,
      name: nameOf({ firstName, lastName }),
      watchedAt: watchedAt.toISOString(),
      startsAt: of[0] ? new Date(of[0].from).toISOString() : null,
      endsAt: of.at(-1) ? new Date(of.at(-1)?.to ?? 0).toISOString() : null,
    }
  })
}
