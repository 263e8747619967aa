import type { Ctx } from '../../../ctx.ts'
import { normalizeEmail } from '../../../domain/email.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { PresentParticipant } from '../../../providers/provider.ts'
import { getConnection } from '../../rooms/accounts/organizers.service.ts'
import { PERSON_LIMIT_MS } from '../../rooms/accounts/provider-calls.ts'
import { findRoomOfEvent } from '../../rooms/rooms/found-rooms.service.ts'
import { RoomLog } from '../../rooms/rooms/room-log.ts'
import { findToldRun } from '../../rooms/tellings/tellings.service.ts'
import type { TaughtEvent } from '../../training/events/taught.service.ts'
import { lookAtRunJob } from './looks.job.ts'
import * as looksStore from './looks.store.ts'

/** The provider is asked about a running event no more often than this, however many look at its roster. */
const LOOK_EVERY_MINUTES = 1

/** What the provider said last. */
export interface Look {
  readonly run: { isRunning: boolean; lookedAt: string } | null
  /** Undefined where it does not tell people while a room runs. */
  readonly stays: Stays | undefined
}

export type Stays = Readonly<Record<PersonId, readonly { joinedAt: string; leftAt: string | null }[]>>

/** What is known of a run; has it looked up again when that is old, as long as somebody wants to see it. */
export async function askForLook(ctx: Ctx, event: TaughtEvent): Promise<Look> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const provider = event.appId && event.sessionType && ctx.providers.provider(event.appId, event.sessionType)
  const tells = event.appId !== null && ctx.providers.app(event.appId).inbound !== undefined
  if (!provider || !(provider.running || provider.presence || tells)) return { run: null, stays: undefined }
  if (!event.cancelledAt && event.roomId && now >= event.startsAt && now < event.endsAt) {
    const look = { platformId, eventId: event.id, askedAt: now }
    const isDue = await looksStore.takeLook(ctx.db, look, addMinutes(now, -LOOK_EVERY_MINUTES))
    if (isDue) await ctx.jobs.enqueue(ctx.db, lookAtRunJob, { platformId, eventId: event.id })
  }
  const row = await looksStore.findLook(ctx.db, platformId, event.id)
  if (!row?.lookedAt || row.isRunning === null) return { run: null, stays: undefined }
  return {
    run: { isRunning: row.isRunning, lookedAt: row.lookedAt.toISOString() },
    stays: row.stays ?? undefined,
  }
}

/** Looks once. A provider that fails tells nothing: what was known stays. @returns what was found, undefined then */
export async function lookAtRun(
  ctx: Ctx,
  eventId: EventId,
): Promise<{ isRunning: boolean; stays: Stays | null } | undefined> {
  const found = await askProvider(ctx, eventId)
  if (!found) return undefined
  const names = await looksStore.listNames(ctx.db, ctx.platform.id, eventId)
  const before = await looksStore.findLook(ctx.db, ctx.platform.id, eventId)
  const now = ctx.now()
  const stays = found.present ? toStays(found.present, names, { stays: before?.stays ?? {}, now }) : null
  const { isRunning } = found
  await looksStore.setLook(ctx.db, ctx.platform.id, eventId, { lookedAt: now, isRunning, stays })
  return { isRunning, stays }
}

/**
 * Whether the room of an event runs, as its provider says when it is asked, or else as it has told by itself; undefined where
 * it does neither.
 */
export async function askProvider(
  ctx: Ctx,
  eventId: EventId,
): Promise<{ isRunning: boolean; present: PresentParticipant[] | undefined } | undefined> {
  const room = await findRoomOfEvent(ctx, eventId)
  if (!room?.providerKey) return undefined
  const told = await findToldRun(ctx, room.id)
  const { connection, provider } = await getConnection(ctx, room.accountId, room.organizerId)
  if (!connection) return told
  const log = new RoomLog(ctx, room)
  try {
    const call = log.call(PERSON_LIMIT_MS)
    const listed = await provider.presence?.listPresent(connection, room.providerKey, call)
    const isRunning =
      (await provider.running?.isRunning(connection, room.providerKey, call)) ??
      (listed ? listed.length > 0 : told?.isRunning)
    return isRunning === undefined ? undefined : { isRunning, present: listed ?? told?.present }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    await log.write()
    return told
  }
}

/** @param before where the provider does not say since when somebody is there: what was seen in the look before this one */
function toStays(
  present: readonly PresentParticipant[],
  names: Awaited<ReturnType<typeof looksStore.listNames>>,
  before: { readonly stays: Stays; readonly now: Date },
): Stays {
  const byKey = new Map(names.map((name) => [name.registrationKey, name.personId]))
  const byEmail = new Map(names.map((name) => [name.email, name.personId]))
  const byId = new Map<string, PersonId>(names.map(({ personId }) => [personId, personId]))
  const seen = new Map<PersonId, PresentParticipant[]>()
  for (const one of present) {
    const personId =
      (one.registrationKey && byKey.get(one.registrationKey)) ||
      (one.externalId && byId.get(one.externalId)) ||
      byEmail.get(normalizeEmail(one.email))
    if (personId) seen.set(personId, [...(seen.get(personId) ?? []), one])
  }
  const stays: Record<PersonId, Stays[PersonId]> = {}
  for (const [personId, all] of seen) {
    const told = all.flatMap(({ joinedAt, leftAt }) =>
      joinedAt ? [{ joinedAt: joinedAt.toISOString(), leftAt: leftAt?.toISOString() ?? null }] : [],
    )
    stays[personId] = told.length > 0 ? told : goOn(before.stays[personId], before.now)
  }
  if (present.some(({ joinedAt }) => joinedAt)) return stays
  // Who is seen no more has left since.
  const leftAt = before.now.toISOString()
  for (const [personId, earlier] of Object.entries(before.stays) as [PersonId, Stays[PersonId]][])
    stays[personId] ??= earlier?.map((stay) => ({ ...stay, leftAt: stay.leftAt ?? leftAt }))
  return stays
}

/** Somebody is there: still, or again since now. */
function goOn(earlier: Stays[PersonId] | undefined, now: Date): Stays[PersonId] {
  if (earlier?.at(-1)?.leftAt === null) return earlier
  return [...(earlier ?? []), { joinedAt: now.toISOString(), leftAt: null }]
}
