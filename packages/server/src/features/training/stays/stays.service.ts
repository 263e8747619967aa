import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { EventId, PersonId, StayId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { type ReadingReason, readingReasons } from '../../../domain/reading.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { holdAsNow, nameOf } from '../../people/people/people.service.ts'
import { getTaught, mayMark, type TaughtEvent } from '../events/taught.service.ts'
import { whoIs } from './matching.ts'
import { findReading } from './readings.store.ts'
import type { AttendanceReading, Stays, StaysMatched } from './stays.schemas.ts'
import * as staysStore from './stays.store.ts'
import { type Suggestion, suggesterOf } from './suggestions.ts'
import { loadKnown } from './written-stays.service.ts'

type ReadingView = z.output<typeof AttendanceReading>
type StaysView = z.output<typeof Stays>
type MatchedView = z.output<typeof StaysMatched>

/** More in one event are not shown; its report is kept whole. */
const MOST_SHOWN = 5000

/** The stays of an event with whose they are, for who may mark attendance. */
export async function listStays(ctx: Ctx, actor: Actor, eventId: EventId): Promise<StaysView> {
  const event = await getTaught(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  const rows = mayMark(ctx, event) ? await staysStore.listStays(ctx.db, platformId, eventId, MOST_SHOWN) : []
  const unmatched = rows.filter(isUnmatched)
  const suggest = unmatched.length > 0 ? await suggesterFor(ctx, event, rows) : () => []
  const items = rows.map((row): StaysView['items'][number] => {
    const { id, roomId, runKey, runStartedAt, runEndedAt, kind, role, name, email, joinedAt, leftAt } = row
    return {
      ...{ id, roomId, runKey, kind, role, name, email, matchedBy: row.matchedBy },
      runStartedAt: runStartedAt.toISOString(),
      runEndedAt: runEndedAt?.toISOString() ?? null,
      joinedAt: joinedAt.toISOString(),
      leftAt: leftAt?.toISOString() ?? null,
      person: row.personId && { id: row.personId, name: nameOrEmpty(row.firstName, row.lastName) },
      matchedByName:
        row.matcherFirstName === null ? null : nameOrEmpty(row.matcherFirstName, row.matcherLastName),
      suggestions: isUnmatched(row) ? suggest(row) : [],
    }
  })
  return {
    eventId,
    reading: await readingView(ctx, actor, event),
    counts: { stays: rows.length, unmatched: unmatched.length },
    items,
  }
}

function isUnmatched({ personId, role }: staysStore.StayRow): boolean {
  return personId === null && role === 'learner'
}

function nameOrEmpty(firstName: string | null, lastName: string | null): string {
  return nameOf({ firstName: firstName ?? '', lastName: lastName ?? '' })
}

async function suggesterFor(
  ctx: Ctx,
  event: TaughtEvent,
  rows: readonly staysStore.StayRow[],
): Promise<(stay: { name: string; joinedAt: Date }) => Suggestion[]> {
  const matched = new Set(rows.map((row) => row.personId))
  const candidates = await staysStore.listCandidates(ctx.db, ctx.platform.id, event)
  return suggesterOf(
    candidates.map(({ personId, enteredAt, ...person }) => ({
      ...{ personId, enteredAt, name: nameOf(person) },
      isMatched: matched.has(personId),
    })),
  )
}

/** How far the reading of an event's reports is, for the reader. */
export async function readingView(ctx: Ctx, actor: Actor, event: TaughtEvent): Promise<ReadingView> {
  const row = await findReading(ctx.db, ctx.platform.id, event.id)
  const provider =
    event.appId && event.sessionType ? ctx.providers.provider(event.appId, event.sessionType) : undefined
  const isOfNow =
    row &&
    row.startsAt.getTime() === event.startsAt.getTime() &&
    row.endsAt.getTime() === event.endsAt.getTime()
  if (!row || !isOfNow)
    return {
      ...{ state: 'none', reason: null, runs: 0, readAt: null, nextReadAt: null, settledAt: null },
      identifies: provider?.attendance?.identifies ?? false,
    }
  return {
    state: row.state,
    reason: toMessage(reasonOf(ctx, event, row.reason), actor.reader),
    identifies: row.identifies,
    runs: row.runs,
    readAt: row.readAt?.toISOString() ?? null,
    nextReadAt: row.nextReadAt?.toISOString() ?? null,
    settledAt: row.settledAt?.toISOString() ?? null,
  }
}

function reasonOf(ctx: Ctx, event: TaughtEvent, reason: string | null): StoredMessage | null {
  const isKnown = (code: string | null): code is ReadingReason =>
    (readingReasons as readonly (string | null)[]).includes(code)
  if (!isKnown(reason)) return null
  const app = event.appId ? ctx.providers.app(event.appId).manifest : undefined
  return { code: reason, params: { provider: app?.vendorName ?? app?.vendor ?? '' } }
}

/**
 * Says by hand whose a stay is. The stays of the event under the same name and address follow, and the address is
 * theirs from now on, where it is nobody's own and one name alone came under it.
 *
 * @throws {NotFoundError} `stay-not-found`
 * @throws {InvalidInputError} `attendance-not-enrolled`: then nothing is matched
 */
export async function matchStay(
  ctx: Ctx,
  actor: Actor,
  target: { eventId: EventId; stayId: StayId },
  { personId: said, also }: { personId: PersonId; also: readonly StayId[] },
): Promise<MatchedView> {
  const event = await getMarked(ctx, actor, target.eventId)
  const { id: platformId } = ctx.platform
  return withTransaction(ctx.db, async (trx) => {
    const personId = (await holdAsNow(ctx, trx, [said])).get(said) ?? said
    const rows = await hold(ctx, trx, target.eventId)
    const stay = find(rows, target.stayId)
    const named = [stay, ...also.map((id) => find(rows, id))]
    const role = await staysStore.canBeThere(trx, platformId, event, personId)
    if (!role) throw InvalidInputError.at('/personId', 'attendance-not-enrolled')
    const all = [...named, ...namesakesOf(stay, rows)].filter(
      (row) => row.personId !== personId || row.matchedBy !== 'hand',
    )
    const ids = [...new Set(all.map((row) => row.id))]
    if (ids.length > 0) {
      const by = { platformId, ids, actorId: actor.personId, at: ctx.now() }
      await staysStore.setByHand(trx, by, { personId, role })
    }
    const taught = await teach(ctx, trx, actor, { stay, rows, personId })
    if (ids.length > 0 || taught)
      await sayMatched(ctx, trx, actor, { eventId: event.id, kind: 'stay-matched', stay, personId })
    return { changed: ids.length, taught }
  })
}

/**
 * Takes back whose a stay is. What was said by hand is forgotten, with the address that it taught, and the report
 * decides again; what the report decided is nobody's of ours from now on.
 *
 * @throws {NotFoundError} `stay-not-found`
 */
export async function unmatchStay(
  ctx: Ctx,
  actor: Actor,
  { eventId, stayId }: { eventId: EventId; stayId: StayId },
): Promise<MatchedView> {
  const event = await getMarked(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  return withTransaction(ctx.db, async (trx) => {
    const rows = await hold(ctx, trx, eventId)
    const stay = find(rows, stayId)
    const before = stay.personId
    const all = [stay, ...namesakesOf(stay, rows)].filter(
      (row) => row.personId === before && row.matchedBy === stay.matchedBy,
    )
    const ids = all.map((row) => row.id)
    if (stay.matchedBy === 'hand') {
      if (stay.email) await staysStore.forgetAddress(trx, platformId, stay.email, ids)
      const known = await loadKnown(ctx, trx, eventId, rows)
      // Others whom the address had matched follow what is known without it.
      const followers = rows.filter((row) => row.matchedBy === 'alias' && row.email === stay.email)
      const matches = [...all, ...followers].map(({ id, ...row }) => ({
        id,
        ...whoIs({ ...row, isHost: false }, known),
      }))
      const isNow = await holdAsNow(ctx, trx, [...new Set(matches.flatMap((one) => one.personId ?? []))])
      for (const { id, ...match } of matches) {
        const personId = match.personId && (isNow.get(match.personId) ?? null)
        await staysStore.setByItself(trx, platformId, id, { ...match, personId, at: ctx.now() })
      }
    } else {
      const by = { platformId, ids, actorId: actor.personId, at: ctx.now() }
      await staysStore.setByHand(trx, by, { personId: null, role: 'guest' })
    }
    await sayMatched(ctx, trx, actor, { eventId: event.id, kind: 'stay-unmatched', stay, personId: before })
    return { changed: ids.length, taught: null }
  })
}

/** The stays under the same name and address. Without an address nobody follows: people share names. */
function namesakesOf(
  stay: staysStore.ListedStay,
  rows: readonly staysStore.ListedStay[],
): staysStore.ListedStay[] {
  const isSame = (row: staysStore.ListedStay) =>
    stay.registrationKey !== null
      ? row.registrationKey === stay.registrationKey
      : stay.email !== '' && row.email === stay.email && row.name === stay.name && !row.registrationKey
  return rows.filter((row) => row.id !== stay.id && isSame(row))
}

async function teach(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  {
    stay,
    rows,
    personId,
  }: {
    stay: staysStore.ListedStay
    rows: readonly staysStore.ListedStay[]
    personId: PersonId
  },
): Promise<string | null> {
  const { id: platformId } = ctx.platform
  const { email } = stay
  // One address under several names is one of many people.
  const names = new Set(rows.filter((row) => row.email === email).map((row) => row.name))
  if (email === '' || names.size > 1 || (await staysStore.isOwnAddress(trx, platformId, email))) return null
  await staysStore.rememberAddress(trx, {
    ...{ platformId, email, personId, stayId: stay.id },
    ...{ taughtBy: actor.personId, taughtAt: ctx.now() },
  })
  return email
}

/** Stays are matched by who may mark attendance, from when they may. @throws {ConflictError} `event-cancelled` */
async function getMarked(ctx: Ctx, actor: Actor, eventId: EventId): Promise<TaughtEvent> {
  const event = await getTaught(ctx, actor, eventId)
  if (event.cancelledAt) throw new ConflictError('event-cancelled', { at: event.cancelledAt, reason: '' })
  return event
}

async function hold(ctx: Ctx, trx: Trx, eventId: EventId): Promise<staysStore.ListedStay[]> {
  if (!(await staysStore.lockStays(trx, ctx.platform.id, eventId))) throw new NotFoundError('stay-not-found')
  return staysStore.listStays(trx, ctx.platform.id, eventId, 100_000)
}

function find(rows: readonly staysStore.ListedStay[], id: StayId): staysStore.ListedStay {
  const found = rows.find((row) => row.id === id)
  if (!found) throw new NotFoundError('stay-not-found')
  return found
}

/** Names and addresses from a report are kept with the stay, not in the audit log, which nobody can change. */
async function sayMatched(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  what: {
    eventId: EventId
    kind: 'stay-matched' | 'stay-unmatched'
    stay: staysStore.ListedStay
    personId: PersonId | null
  },
): Promise<void> {
  const { eventId: id, kind, stay, personId } = what
  await happened(ctx, trx, { kind, id, by: actor.personId, changes: { stayId: stay.id, personId } })
  await happened(ctx, trx, { kind: 'attendance-read', id })
}
