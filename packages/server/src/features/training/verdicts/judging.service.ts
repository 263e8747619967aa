import type { Ctx } from '../../../ctx.ts'
import { type AttendanceRule, usualRule } from '../../../domain/attendance-rule.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import type { Interval } from '../../../domain/presence.ts'
import { firstReading } from '../../../domain/reading.ts'
import { type JudgedStay, type ReportState, windowOf } from '../../../domain/verdict.ts'
import { isMessageCode, type Reader, toMessage } from '../../../messages/messages.ts'
import * as rulesStore from './rules.store.ts'
import { signedOf, toJudged } from './verdicts.service.ts'
import * as verdictsStore from './verdicts.store.ts'

/** What verdicts of an event are made of, to be shown beside them. */
export interface Judging {
  readonly rule: AttendanceRule & { readonly version: number }
  readonly window: Interval
  readonly windowKind: AttendanceRule['window']
  readonly breaks: readonly Interval[]
  readonly report: {
    readonly state: ReportState
    readonly identifies: boolean
    readonly provider: string | null
    readonly reason: { code: string; text: string } | null
    readonly readAt: string | null
    readonly expectedAt: string | null
    readonly unmatched: number
  }
  /** Presence checks that count, and half-days. */
  readonly checks: number
  readonly halfDays: number
  readonly answered: ReadonlyMap<PersonId, number>
  readonly signed: ReadonlyMap<PersonId, number>
  /** Of learners; hosts are none. */
  readonly staysOf: ReadonlyMap<PersonId, readonly JudgedStay[]>
}

/** When the report is asked for next; undefined while that goes on. */
function expectedAt(ctx: Ctx, event: verdictsStore.EventToJudge): Date | undefined {
  const { appId, sessionType, endsAt, nextReadAt } = event
  const tool = appId && sessionType ? ctx.providers.app(appId).sessionTypes.get(sessionType) : undefined
  const at = nextReadAt ?? firstReading(endsAt, tool?.attendance?.readyAfterMinutes ?? 0)
  return at > ctx.now() ? at : undefined
}

/** The caller has asked whether the reader may see it. @throws {NotFoundError} `event-not-found` */
export async function describeJudging(ctx: Ctx, reader: Reader, eventId: EventId): Promise<Judging> {
  const { id: platformId } = ctx.platform
  const event = await verdictsStore.findEvent(ctx.db, platformId, eventId)
  if (!event) throw new NotFoundError('event-not-found')
  const stays = await verdictsStore.listStays(ctx.db, platformId, eventId)
  const {
    version,
    thresholdPercent,
    partlyFromPercent,
    window: counted,
    gapSeconds,
    graceMinutes,
    checksPercent,
    checksPerHour,
    signsHalfDays,
    makeUpDays,
  } = (await rulesStore.findRuleFor(ctx.db, platformId, event)) ?? { ...usualRule, version: 0 }
  const presence = await verdictsStore.listPresence(ctx.db, platformId, event)
  const judged = toJudged(ctx, event, { stays, presence })
  const { window, kind } = windowOf(judged, counted)
  const { reason } = event
  const named = judged.provider
  const staysOf = new Map<PersonId, JudgedStay[]>()
  for (const { personId, role, ...stay } of stays) {
    if (personId && role !== 'host') staysOf.set(personId, [...(staysOf.get(personId) ?? []), stay])
  }
  return {
    rule: {
      ...{ version, thresholdPercent, partlyFromPercent, window: counted, gapSeconds, graceMinutes },
      ...{ checksPercent, checksPerHour, signsHalfDays, makeUpDays },
    },
    checks: judged.checks,
    halfDays: judged.halfDays,
    answered: presence.answered,
    signed: new Map([...presence.signed].map(([id, own]) => [id, signedOf(event, own)])),
    window,
    windowKind: kind,
    breaks: judged.breaks,
    report: {
      state: judged.report,
      identifies: judged.identifies,
      provider: typeof named === 'string' ? named || null : named[reader.language],
      reason: reason && isMessageCode(reason) ? toMessage({ code: reason, params: {} }, reader) : null,
      readAt: event.readAt?.toISOString() ?? null,
      expectedAt: judged.report === 'awaited' ? (expectedAt(ctx, event)?.toISOString() ?? null) : null,
      unmatched: judged.unmatched,
    },
    staysOf,
  }
}
