import { isDeepStrictEqual } from 'node:util'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import { type AttendanceRule, usualRule } from '../../../domain/attendance-rule.ts'
import { halfDaysOf } from '../../../domain/half-days.ts'
import type { EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { Interval } from '../../../domain/presence.ts'
import { likelyInstantOf } from '../../../domain/time.ts'
import { type JudgedEvent, judge, type ReportState, type Verdict } from '../../../domain/verdict.ts'
import { givesOwnLinks } from '../../../providers/provider.ts'
import { listMadeUp } from './made-up.ts'
import * as rulesStore from './rules.store.ts'
import { judgeEventJob } from './verdicts.job.ts'
import * as verdictsStore from './verdicts.store.ts'

/** So many at a time; a sweep takes the next ones until its time is over. */
const BATCH = 50
const SWEEP_MS = 30_000

/** What events of these are over is judged anew: what their verdicts are made of has changed. @returns whether there are any */
export async function judgeAnew(
  ctx: Ctx,
  trx: Trx,
  about: { readonly eventIds: readonly EventId[] } | { readonly sessionIds: readonly SessionId[] },
): Promise<boolean> {
  const { id: platformId } = ctx.platform
  const eventIds = await verdictsStore.judgeEventsAnew(trx, platformId, about, ctx.now())
  await ctx.jobs.enqueueAll(
    trx,
    judgeEventJob,
    eventIds.map((eventId) => ({ platformId, eventId })),
  )
  return eventIds.length > 0
}

export function findToJudge(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return verdictsStore.listPlatformsWithDue(db, now)
}

/** Judges what is due and whose job was lost, or had none. */
export async function sweepJudgings(ctx: Ctx): Promise<void> {
  const until = performance.now() + SWEEP_MS
  while (performance.now() < until) {
    const due = await verdictsStore.listDue(ctx.db, ctx.platform.id, ctx.now(), BATCH)
    for (const eventId of due) await judgeEvent(ctx, eventId)
    if (due.length < BATCH) return
  }
}

/**
 * Gives verdicts on everybody of an event that is over. Whoever has the same verdict by the same rule as before keeps it;
 * another one is a version more. Twice is harmless.
 */
export async function judgeEvent(ctx: Ctx, eventId: EventId): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  await withTransaction(ctx.db, async (trx) => {
    if (!(await verdictsStore.takeJudging(trx, platformId, eventId, now))) return
    const event = await verdictsStore.findEvent(trx, platformId, eventId)
    if (!event || event.endsAt > now) return
    const before = await verdictsStore.listNewest(trx, platformId, eventId)
    const rule = (await rulesStore.findRuleFor(trx, platformId, event)) ?? {
      ...usualRule,
      version: 0,
    }
    const found = event.cancelledAt ? new Map<PersonId, Verdict>() : await findVerdicts(ctx, trx, event, rule)
    const last = new Map(before.map((row) => [row.personId, row]))
    const made = [...found].flatMap(([personId, verdict]) => {
      const row = last.get(personId)
      const next = { ...verdict, personId, ruleVersion: rule.version, version: (row?.version ?? 0) + 1 }
      return row && !row.supersededAt && isSame(row, next) ? [] : [next]
    })
    const gone = before.filter((row) => !row.supersededAt && !found.has(row.personId))
    const changed = [...made, ...gone].map(({ personId }) => personId)
    await verdictsStore.setJudged(trx, platformId, eventId, now)
    if (changed.length === 0) return
    await verdictsStore.replaceVerdicts(trx, { platformId, eventId, at: now }, { ended: changed, made })
    await happened(ctx, trx, { kind: 'attendance-judged', id: eventId, personIds: changed })
  })
}

async function findVerdicts(
  ctx: Ctx,
  trx: Trx,
  event: verdictsStore.EventToJudge,
  rule: AttendanceRule,
): Promise<Map<PersonId, Verdict>> {
  const { id: platformId } = ctx.platform
  const stays = await verdictsStore.listStays(trx, platformId, event.id)
  const places = await verdictsStore.listPlaces(trx, platformId, event)
  const presence = await verdictsStore.listPresence(trx, platformId, event)
  const madeUp = await listMadeUp(trx, platformId, event.id)
  const judged = toJudged(ctx, event, { stays, presence })
  const ofPeople = Map.groupBy(
    stays.filter(({ role }) => role !== 'host'),
    ({ personId }) => personId,
  )
  return new Map(
    places.flatMap(({ personId, isEnrolled, firstEnteredAt }): [PersonId, Verdict][] => {
      const own = ofPeople.get(personId) ?? []
      const answered = presence.answered.get(personId) ?? 0
      const signed = signedOf(event, presence.signed.get(personId) ?? [])
      return isEnrolled || own.length > 0 || answered + signed > 0
        ? [
            [
              personId,
              judge(
                judged,
                { stays: own, firstEnteredAt, answered, signed, madeUp: madeUp.get(personId) ?? [] },
                rule,
              ),
            ],
          ]
        : []
    }),
  )
}

/** What verdicts need to know of an event. */
export function toJudged(
  ctx: Ctx,
  event: verdictsStore.EventToJudge,
  {
    stays,
    presence,
  }: { readonly stays: readonly verdictsStore.StayRow[]; readonly presence: verdictsStore.PresenceRows },
): JudgedEvent {
  const { startsAt, endsAt, appId, sessionType } = event
  const provider = appId && sessionType ? ctx.providers.app(appId).sessionTypes.get(sessionType) : undefined
  const app = appId ? ctx.providers.app(appId).manifest : undefined
  // An event that went on with another tool was begun with one that may tell.
  const tellsNothing = event.reading ? event.reason === 'attendance-tool-silent' : !provider?.attendance
  return {
    startsAt,
    endsAt,
    breaks: breaksOf(event),
    hasJoin: appId !== null,
    isHybrid: appId !== null && event.place !== '',
    report: tellsNothing ? 'none' : reportOf(event),
    identifies: event.identifies ?? (provider !== undefined && givesOwnLinks(provider)),
    provider: app ? (app.vendorName ?? app.vendor) : '',
    hostStays: stays.filter(({ role }) => role === 'host'),
    unmatched: stays.filter((stay) => isUnmatched(stay, event)).length,
    checks: presence.checks,
    halfDays: halfDaysOfEvent(event).length,
  }
}

/** The half-days of an event as it is planned. */
export function halfDaysOfEvent(
  event: Pick<verdictsStore.EventToJudge, 'startsAt' | 'endsAt' | 'timeZone' | 'breaks'>,
): Interval[] {
  return halfDaysOf({ ...event, breaks: breaksOf(event) })
}

/** How many of an event's half-days are signed: what was signed for times that it had before counts for none. */
export function signedOf(event: verdictsStore.EventToJudge, signed: readonly Interval[]): number {
  return halfDaysOfEvent(event).filter(({ from, to }) =>
    signed.some((one) => one.from === from && one.to === to),
  ).length
}

/** Breaks as instants, also where the rules of the zone are others than when they were planned. */
export function breaksOf({
  breaks,
  timeZone,
}: Pick<verdictsStore.EventToJudge, 'breaks' | 'timeZone'>): Interval[] {
  const at = (wall: string) => likelyInstantOf(wall.slice(0, 10), wall.slice(11, 16), timeZone).getTime()
  return breaks.map(({ startsWall, endsWall }) => ({ from: at(startsWall), to: at(endsWall) }))
}

/** A stay within the class that could be anybody's. */
function isUnmatched(stay: verdictsStore.StayRow, { startsAt, endsAt }: verdictsStore.EventToJudge): boolean {
  const { personId, isNobody, role, joinedAt, leftAt } = stay
  const isWithin = joinedAt < endsAt && (leftAt === null || leftAt > startsAt)
  return personId === null && !isNobody && role !== 'host' && isWithin
}

/** What was given up is whole where something came of it, and never came where nothing did. */
function reportOf({ reading, runs }: verdictsStore.EventToJudge): ReportState {
  switch (reading) {
    case null:
    case 'waiting':
      return 'awaited'
    case 'read':
      return 'growing'
    case 'settled':
      return 'final'
    case 'withheld':
      return 'withheld'
    case 'given-up':
      return runs ? 'final' : 'never'
  }
}

/** Whether nothing of a verdict is another, whatever the order in which PostgreSQL keeps the words of its reason. */
function isSame(row: verdictsStore.VerdictRow, next: verdictsStore.NewVerdict): boolean {
  const { madeAt: _, supersededAt: __, version: ___, ...was } = row
  const { version: ____, ...is } = next
  const plain = (value: object) => JSON.parse(JSON.stringify(value))
  return isDeepStrictEqual(plain(was), plain(is))
}
