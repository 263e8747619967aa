import { hueOf } from '@lectern/brand'
import type { Ctx } from '../../../ctx.ts'
import type { Db, Trx } from '../../../db/database.ts'
import type { PersonId } from '../../../domain/ids.ts'
import type { PastEvent } from '../../../domain/notification.ts'
import { type NotificationRule, notificationRules } from '../../../domain/notification-rules.ts'
import { pagesOf } from './nearest.ts'
import type { NotificationRow } from './notifications.store.ts'
import type { Situation, SituationEvent } from './situations.store.ts'
import * as situationsStore from './situations.store.ts'

/** What is left of a notification at this moment. */
export interface Truth {
  readonly isTrue: boolean
  /** Of the page of ours that it leads to, which is there. */
  readonly path: string
  readonly courseName: string
  /** Undefined = it is of no course, or of one that is gone. */
  readonly courseHue: number | undefined
  readonly sessionName: string
  /** Until when a place is held. */
  readonly offerExpiresAt: Date | null
  /** Those of which it is true. */
  readonly events: readonly SituationEvent[]
  /** Dates of another session that leave the calendar. */
  readonly gone: readonly SituationEvent[]
  /** Those that it was told about and of which it is not true any more. */
  readonly otherwise: readonly SituationEvent[]
}

type Told = Pick<NotificationRow, 'id' | 'kind' | 'sessionId' | 'eventIds' | 'params'>

/**
 * Compares what a person was told with what is so now.
 *
 * @param when `writing` leaves out what is over: nobody is mailed about it; `reading` still shows it
 */
export async function truthsOf(
  ctx: Ctx,
  db: Db | Trx,
  personId: PersonId,
  notifications: readonly Told[],
  when: 'writing' | 'reading',
): Promise<Map<string, Truth>> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const sessionIds = unique(notifications.flatMap(({ sessionId }) => sessionId ?? []))
  const told = unique(notifications.flatMap(({ eventIds }) => eventIds))
  const open = unique(
    notifications
      .filter(({ kind, eventIds }) => notificationRules[kind]?.events === 'all' && eventIds.length === 0)
      .flatMap(({ sessionId }) => sessionId ?? []),
  )
  const situations = await situationsStore.listSituations(db, platformId, personId, sessionIds)
  const events = await situationsStore.listEvents(db, platformId, { eventIds: told })
  const coming = await situationsStore.listEvents(db, platformId, {
    sessionIds: when === 'writing' ? open : [],
    endsAfter: now,
  })
  const accounts = unique(notifications.flatMap(({ params }) => params.accountId ?? []))
  const unpaired = new Set<string>(await situationsStore.listUnpaired(db, platformId, accounts))
  const checked = notifications.filter(({ kind }) => kind === 'room-not-ready')
  const red = new Set(
    await situationsStore.listRed(db, platformId, unique(checked.flatMap(({ eventIds }) => eventIds))),
  )
  const idsOf = (kind: Told['kind']) =>
    unique(notifications.flatMap((told) => (told.kind === kind ? told.eventIds : [])))
  const entered = new Set(await situationsStore.listEntered(db, platformId, personId, idsOf('nudge')))
  const asked = new Set(await situationsStore.listToEvaluate(db, platformId, personId, idsOf('survey')))
  const explained = new Set(await situationsStore.listExplained(db, platformId, idsOf('absence-explained')))
  const doors = new Set(await situationsStore.listDoors(db, platformId, personId, idsOf('registrar-named')))
  const started = new Set(await situationsStore.listStarted(db, platformId, idsOf('not-started')))
  const views = unique(notifications.flatMap(({ params }) => params.viewId ?? []))
  const sent = new Set<string>(await situationsStore.listSentViews(db, platformId, personId, views))
  const bySession = new Map(situations.map((situation) => [situation.sessionId, situation]))
  const pages = await pagesOf(db, { platformId, personId }, notifications, bySession)
  return new Map(
    notifications.map((notification) => {
      const { kind, sessionId, eventIds, params } = notification
      const path = pages.get(notification.id) ?? '/notifications'
      if (params.deleted) return [notification.id, { ...deletedTruth(ctx, params.deleted), path }]
      if (params.leaves) {
        const named = events.filter((event) => eventIds.includes(event.id) && event.endsAt > now)
        return [notification.id, { ...nothing, isTrue: true, path, events: named }]
      }
      const rule: NotificationRule | undefined = notificationRules[kind]
      const situation = sessionId ? bySession.get(sessionId) : undefined
      const own =
        eventIds.length > 0
          ? events.filter((event) => eventIds.includes(event.id))
          : rule?.events === 'all'
            ? coming.filter((event) => event.sessionId === sessionId)
            : []
      const wantsCancelled = rule?.events === 'cancelled'
      const isSo = (event: SituationEvent) =>
        // A learner without a place loses the cancelled events, too: perhaps nobody has told them of the cancellation yet.
        (kind === 'removed' || (event.cancelledAt !== null) === wantsCancelled) &&
        (when === 'reading' || event.endsAt > now || isOfPast(kind)) &&
        (kind !== 'survey' || asked.has(event.id)) &&
        (kind !== 'registrar-named' || doors.has(event.id)) &&
        (kind !== 'absence-explained' || explained.has(event.id)) &&
        (kind !== 'room-not-ready' || red.has(event.id)) &&
        (kind !== 'nudge' || !entered.has(event.id)) &&
        (kind !== 'not-started' || !started.has(event.id)) &&
        (kind !== 'reminder' || isToCome(event, params.startsAt, when === 'writing' ? now : undefined))
      const still = own.filter(isSo)
      const isTrue =
        rule !== undefined &&
        (sessionId === null || (situation !== undefined && holds(rule, situation))) &&
        (eventIds.length === 0 || still.length > 0) &&
        (kind !== 'account-needs-pairing' || unpaired.has(params.accountId ?? '')) &&
        (kind !== 'report' || sent.has(params.viewId ?? '')) &&
        (kind !== 'pairing-ends' || instantOf(params.values?.until) > now)
      return [
        notification.id,
        {
          isTrue,
          path,
          courseName: situation?.courseName ?? '',
          courseHue: situation && hueOf({ name: situation.courseName, hue: situation.courseOwnHue }),
          sessionName: situation?.sessionName ?? '',
          offerExpiresAt: situation?.offerExpiresAt ?? null,
          events: still,
          gone: pastEvents(ctx, situation?.courseName ?? '', params.gone ?? []),
          otherwise: own.filter((event) => !isSo(event)),
        },
      ]
    }),
  )
}

/** What is told of an event that is over. */
const isOfPast = (kind: Told['kind']) => kind === 'survey' || kind === 'absence-explained'

/** A reminder is about one start, and comes before it. */
function isToCome({ startsAt }: SituationEvent, about: string | undefined, now: Date | undefined): boolean {
  return startsAt.toISOString() === about && (now === undefined || startsAt > now)
}

function holds(rule: NotificationRule, situation: Situation): boolean {
  return isAsTold(rule, situation) && isAsFar(rule, situation) && isFor(rule, situation)
}

function isAsTold({ session }: NotificationRule, { isCancelled, decision }: Situation): boolean {
  if (session === undefined) return true
  if (session === 'cancelled') return isCancelled
  return !isCancelled && (session === 'standing' || session === decision)
}

function isAsFar({ completion: wanted }: NotificationRule, { completion }: Situation): boolean {
  if (wanted === undefined) return true
  return wanted === 'not-completed' ? completion !== 'completed' : completion === wanted
}

function isFor({ holdsFor }: NotificationRule, { status, teaches }: Situation): boolean {
  if (holdsFor === 'everybody') return true
  if (holdsFor !== 'people-of-session') return holdsFor.includes(status ?? 'cancelled')
  return teaches || status === 'enrolled'
}

const nothing = {
  courseName: '',
  courseHue: undefined,
  sessionName: '',
  offerExpiresAt: null,
  gone: [],
  otherwise: [],
}

function deletedTruth(
  ctx: Ctx,
  deleted: NonNullable<NotificationRow['params']['deleted']>,
): Omit<Truth, 'path'> {
  const { courseName, sessionName } = deleted
  const events = pastEvents(ctx, courseName, deleted.events)
  return { ...nothing, isTrue: true, courseName, sessionName, events }
}

function pastEvents(ctx: Ctx, courseName: string, events: readonly PastEvent[]): SituationEvent[] {
  return events.map((event) => ({
    ...event,
    id: event.id as SituationEvent['id'],
    sessionId: '' as SituationEvent['sessionId'],
    description: '',
    place: '',
    accountId: null,
    courseName,
    startsAt: new Date(event.startsAt),
    endsAt: new Date(event.endsAt),
    cancelledAt: null,
    cancelReason: '',
    createdAt: ctx.now(),
  }))
}

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)]

/** When a stored value is: long ago when it is none. */
const instantOf = (value: unknown) => new Date(typeof value === 'string' ? value : 0)
