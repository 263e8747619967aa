import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, withTransaction } from '../../../db/database.ts'
import type { PreflightsTable } from '../../../db/tables.ts'
import { normalizeEmail } from '../../../domain/email.ts'
import { ForbiddenError, ProviderError } from '../../../domain/errors.ts'
import type { EventId, PlatformId } from '../../../domain/ids.ts'
import { firstOf, inEachLanguage, type LocalizedText, type StoredMessage } from '../../../domain/message.ts'
import { specOf } from '../../../domain/room.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { eachAlone } from '../../../jobs/each.ts'
import { formatDate, type Reader, sentence, toMessage } from '../../../messages/messages.ts'
import { getAccountRow } from '../../rooms/accounts/accounts.service.ts'
import { endingSecretOf, findingParams } from '../../rooms/accounts/checks.service.ts'
import { findingMessage } from '../../rooms/accounts/findings.ts'
import { getConnection, type ReadyAccount } from '../../rooms/accounts/organizers.service.ts'
import { listLearnersOfEvent } from '../../rooms/registrations/registrations.service.ts'
import { differencesInWords } from '../../rooms/rooms/differences.ts'
import { findRoomOfEvent } from '../../rooms/rooms/found-rooms.service.ts'
import { orderOf } from '../../rooms/rooms/orders.service.ts'
import { RoomLog } from '../../rooms/rooms/room-log.ts'
import { findSpareOfEvent } from '../../rooms/rooms/spares.service.ts'
import { getEditable, getEvent, listEvents } from '../../training/events/events.service.ts'
import { followScope } from '../../training/room-options/following.service.ts'
import { unmetOfEvent } from '../../training/room-options/room-options.service.ts'
import { findProfiles } from '../evidence-profiles/evidence-profiles.service.ts'
import * as preflightStore from './preflight.store.ts'

type Stage = PreflightsTable['stage']
type Room = NonNullable<Awaited<ReturnType<typeof findRoomOfEvent>>>

/** How long before the start each stage looks, in minutes. */
export type CheckMinutes = Readonly<Record<Exclude<Stage, 'asked'>, number>>
const DEFAULT_MINUTES: CheckMinutes = { day: 24 * 60, hour: 60 }
const NAMED_PEOPLE = 5
/** What a provider is asked about one event, all together. */
const ASK_LIMIT_MS = 60_000
/** What *Tomorrow* shows. */
const SOON_HOURS = 48

/** Platforms on which {@link sweepPreflights} finds events. */
export function findPreflights(db: Sweeping, now: Date, minutes: CheckMinutes): Promise<PlatformId[]> {
  const startsBefore = { day: addMinutes(now, minutes.day), hour: addMinutes(now, minutes.hour) }
  return preflightStore.listPlatformsWithDue(db, now, startsBefore)
}

/** Looks at events whose time for it has come. */
export async function sweepPreflights(ctx: Ctx, minutes: CheckMinutes = DEFAULT_MINUTES): Promise<void> {
  const now = ctx.now()
  const looks: { id: EventId; stage: Stage }[] = []
  for (const stage of ['hour', 'day'] as const) {
    const startsBefore = addMinutes(now, minutes[stage])
    const due = await preflightStore.listDue(ctx.db, ctx.platform.id, stage, { now, startsBefore })
    looks.push(...due.map(({ id }) => ({ id, stage })))
  }
  await eachAlone(
    looks,
    ({ id }) => `event ${id}`,
    ({ id, stage }) => look(ctx, id, stage),
  )
}

/** Looks at one event now, as a planner asked. */
export async function lookNow(ctx: Ctx, actor: Actor, eventId: EventId) {
  await getEditable(ctx, actor, eventId)
  await look(ctx, eventId, 'asked')
  return getPreflight(ctx, actor, eventId)
}

/**
 * The newest look at an event; null before the first. It names learners, so it is for the instructors of the event.
 *
 * @throws {ForbiddenError} `not-instructor-of-event`
 */
export async function getPreflight(ctx: Ctx, actor: Actor, eventId: EventId) {
  assertPlanner(actor)
  const event = await getEvent(ctx, actor, eventId)
  if (!event.may.teach) throw new ForbiddenError('not-instructor-of-event')
  const [row] = await preflightStore.listNewest(ctx.db, ctx.platform.id, [eventId])
  return row ? toView(row, actor.reader) : null
}

/** Events of the next two days, each with what was found: what a planner looks at in the evening. */
export async function listSoon(ctx: Ctx, actor: Actor) {
  assertPlanner(actor)
  const from = ctx.now()
  const until = addMinutes(from, SOON_HOURS * 60)
  const ids = (await preflightStore.listSoon(ctx.db, ctx.platform.id, { from, until })).map((row) => row.id)
  const looks = await listPreflights(ctx, actor, ids)
  const events = await listEvents(ctx, actor, ids)
  return events
    .filter((event) => event.may.edit)
    .map((event) => ({ event, preflight: looks.get(event.id) ?? null }))
}

/** The newest look at each of several events. The caller has asked whether the reader may see them. */
export async function listPreflights(ctx: Ctx, { reader }: Actor, eventIds: readonly EventId[]) {
  const rows = await preflightStore.listNewest(ctx.db, ctx.platform.id, eventIds)
  return new Map(rows.map((row) => [row.eventId, toView(row, reader)]))
}

async function look(ctx: Ctx, eventId: EventId, stage: Stage): Promise<void> {
  // What options follow from is told by jobs, and a lost one is made good here.
  await followScope(ctx, { of: 'event', ids: [eventId] })
  const room = await findRoomOfEvent(ctx, eventId)
  const own = room ? await findingsOf(ctx, room) : [{ code: 'preflight-no-room' as const, params: {} }]
  const [profiled] = await findProfiles(ctx, [eventId])
  const faults = [...own, ...(await findingsOfSpare(ctx, eventId)), ...(profiled?.findings ?? [])]
  // Worth reading, and nothing that keeps anybody out.
  const findings = [...faults, ...(room ? await notesOf(ctx, room) : [])]
  const isGreen = faults.length === 0
  if (room) {
    const log = new RoomLog(ctx, room)
    log.add('state', { stage, isGreen, findings: findings.map(({ code }) => code) })
    await log.write()
  }
  await preflightStore.upsertPreflight(ctx.db, {
    platformId: ctx.platform.id,
    eventId,
    stage,
    checkedAt: ctx.now(),
    isGreen,
    findings,
  })
  const sessionId = await preflightStore.findSessionId(ctx.db, ctx.platform.id, eventId)
  await withTransaction(ctx.db, async (trx) => {
    // Who asked for the look sees it; nobody else is told of what is well.
    if (sessionId && !isGreen && stage !== 'asked')
      await happened(ctx, trx, { kind: 'room-found-unready', eventId, sessionId, stage, findings: faults })
    await happened(ctx, trx, { kind: 'event-looked-at', id: eventId })
  })
}

/** What is wrong with the room that is held ready, in one sentence for each thing; or that there is none, though the course wants one. */
async function findingsOfSpare(ctx: Ctx, eventId: EventId): Promise<StoredMessage[]> {
  const room = await findSpareOfEvent(ctx, eventId)
  if (!room) {
    const account = await preflightStore.findUnheldSpare(ctx.db, ctx.platform.id, eventId)
    return account ? [{ code: 'preflight-spare-missing', params: { account } }] : []
  }
  const { name: account } = await getAccountRow(ctx, room.accountId)
  return (await findingsOf(ctx, room)).map(({ code, params }) => ({
    code: 'preflight-spare',
    params: {
      account,
      finding: inEachLanguage((language) => sentence(code, params, { language, timeZone: 'UTC' })),
    },
  }))
}

/** What was asked of the room and its tool can't, and a secret of its account that ends soon: reports are asked for with it, too. */
async function notesOf(ctx: Ctx, room: Room): Promise<StoredMessage[]> {
  const unmet = await unmetOfEvent(ctx, ctx.db, room.eventId)
  const account = await getAccountRow(ctx, room.accountId)
  const { toolName: tool } = ctx.providers.app(account.appId).manifest
  const ending = endingSecretOf(ctx, account)
  return [
    ...(unmet.length > 0
      ? [{ code: 'preflight-options-unmet' as const, params: { tool, parts: differencesInWords(unmet) } }]
      : []),
    ...(ending ? [secretEnds(account.name, tool, ending.endsOn)] : []),
  ]
}

function secretEnds(account: string, tool: LocalizedText, endsOn: string): StoredMessage {
  const until = inEachLanguage((language) => formatDate(endsOn, { language, timeZone: 'UTC' }))
  return { code: 'preflight-secret-ends', params: { account, tool, until } }
}

/** Everything that would keep people out, each as a sentence; none = green. */
async function findingsOf(ctx: Ctx, room: Room): Promise<StoredMessage[]> {
  const ready = await getConnection(ctx, room.accountId, room.organizerId)
  const provider = ctx.providers.app(ready.account.appId).manifest.vendor
  if (!ready.connection) return [{ code: 'account-not-paired', params: { account: ready.account.name } }]
  if (room.state !== 'ready' || !room.providerKey || !specOf(room)) {
    return [room.reason ?? { code: 'preflight-room-not-ready', params: {} }]
  }
  const log = new RoomLog(ctx, room)
  try {
    return await ask(ctx, room, { ...ready, connection: ready.connection }, log)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return [{ code: error.code, params: { provider, detail: error.params.detail ?? '' } }]
  } finally {
    await log.write()
  }
}

/** Asks the provider: is the room there as wanted, are the right people in it, can it be started? */
async function ask(
  ctx: Ctx,
  room: Room,
  { account, provider, connection }: ReadyAccount & { connection: NonNullable<ReadyAccount['connection']> },
  log: RoomLog,
): Promise<StoredMessage[]> {
  const vendor = ctx.providers.app(account.appId).manifest.vendor
  const call = log.call(ASK_LIMIT_MS)
  const key = room.providerKey ?? ''
  const order = await orderOf(ctx, room)
  const findings: StoredMessage[] = []
  const unusable = await provider.checkAccount(connection, call)
  for (const finding of unusable) findings.push(findingMessage(finding, findingParams(ctx, account)))
  const { rooms, join } = provider
  const different =
    order && rooms.life === 'kept'
      ? await rooms.differences(connection, key, order, room.marker ?? '', call)
      : []
  if (different.length > 0)
    findings.push({
      code: 'preflight-changed',
      params: { provider: vendor, parts: differencesInWords(different) },
    })
  const learners = await listLearnersOfEvent(ctx, room.eventId)
  if (room.seats !== null && learners.length > room.seats) {
    findings.push({ code: 'preflight-seats', params: { seats: room.seats, learners: learners.length } })
  }
  // Nobody is registered in a spare before people are led there.
  if (join.kind === 'registered' && room.wanted) {
    const there = await join.listRegistrations(connection, key, call)
    const addresses = new Set(there.map((entry) => normalizeEmail(entry.email)))
    const missing = learners.filter((learner) => !addresses.has(learner.email))
    if (missing.length > 0) findings.push(peopleFinding('preflight-not-registered', missing))
  }
  // A room that is made at the click would be made now.
  if (provider.start && order && rooms.life === 'kept') {
    const nobody = { id: '', email: '', firstName: '', lastName: '', language: 'en' }
    const self = { ...nobody, userKey: connection.host?.userKey }
    await provider.start.startLinks(connection, { key, spec: order }, self, call)
  }
  return findings
}

function peopleFinding(
  code: 'preflight-not-registered',
  people: readonly { firstName: string; lastName: string }[],
): StoredMessage {
  const names = people.map((person) => `${person.firstName} ${person.lastName}`.trim())
  return { code, params: { count: people.length, names: firstOf(names, NAMED_PEOPLE) } }
}

function toView(row: Awaited<ReturnType<typeof preflightStore.listNewest>>[number], reader: Reader) {
  return {
    checkedAt: row.checkedAt.toISOString(),
    isGreen: row.isGreen,
    findings: row.findings.flatMap((finding) => toMessage(finding, reader) ?? []),
  }
}
