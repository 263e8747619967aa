import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { AccountsTable, OrganizersTable } from '../../../db/tables.ts'
import type { EventId } from '../../../domain/ids.ts'
import { firstOf, type StoredMessage } from '../../../domain/message.ts'
import { addMinutes } from '../../../domain/time.ts'
import { type Reader, toMessage } from '../../../messages/messages.ts'
import type { Account } from './accounts.schemas.ts'
import * as accountsStore from './accounts.store.ts'
import { listOrganizers } from './organizers.store.ts'

type AccountRow = Selectable<AccountsTable>
type AccountView = z.output<typeof Account>

/** Names of this many events are told when they are over a limit. */
const NAMED_EVENTS = 5

/** Accounts as superadmins see them, with what they hold and who hosts it. */
export async function toAccountViews(
  ctx: Ctx,
  rows: readonly AccountRow[],
  reader: Reader,
): Promise<AccountView[]> {
  const ids = rows.map((row) => row.id)
  const usage = await accountsStore.countUsage(ctx.db, ctx.platform.id, ids, ctx.now())
  const organizers = await listOrganizers(ctx.db, ctx.platform.id, ids)
  const over = await accountsStore.listOverLimit(ctx.db, ctx.platform.id, ids, ctx.now())
  const stuck = await accountsStore.listStuckRooms(ctx.db, ctx.platform.id, ids)
  return rows.map((row) => ({
    id: row.id,
    appId: row.appId,
    name: row.name,
    description: row.description,
    fields: row.settings,
    sessionType: row.sessionType,
    limits: {
      sessionsPerCourse: row.maxSessionsPerCourse,
      totalSessions: row.maxTotalSessions,
      concurrentRooms: row.maxConcurrentRooms,
    },
    rooms: {
      perOrganizer: row.roomsPerOrganizer,
      marginBeforeMinutes: row.marginBeforeMinutes,
      marginAfterMinutes: row.marginAfterMinutes,
    },
    roomOptions: row.roomOptions,
    ableOptions: [...ctx.providers.provider(row.appId, row.sessionType).capabilities.options],
    overLimit: toMessage(overLimitOf(row, over.get(row.id)), reader),
    pairing: {
      state: row.pairingState,
      reason: toMessage(row.pairingReason, reader),
      organizers: organizers
        .filter((organizer) => organizer.accountId === row.id)
        .map((organizer) => toOrganizerView(standing(ctx, organizer, row), lifetimeOf(ctx, row), reader)),
    },
    hostsFrom: hostsFromOf(ctx, row),
    lastError: lastErrorOf(stuck.get(row.id), reader),
    usage: usage.get(row.id) ?? { comingEvents: 0, roomsBusyNow: 0 },
    version: row.version,
  }))
}

/** Where the account is not paired, nobody of it is: a changed client has ended their consents, or is about to. */
function standing(
  ctx: Ctx,
  organizer: Selectable<OrganizersTable>,
  { appId, pairingState }: AccountRow,
): Selectable<OrganizersTable> {
  if (ctx.providers.app(appId).auth.kind !== 'oauth-user') return organizer
  const isOut = pairingState !== 'paired' && organizer.state === 'paired'
  return isOut ? { ...organizer, state: 'needs-pairing' } : organizer
}

function hostsFromOf(ctx: Ctx, { appId, sessionType }: AccountRow): AccountView['hostsFrom'] {
  if (ctx.providers.provider(appId, sessionType).hosts) return 'directory'
  return ctx.providers.app(appId).auth.kind === 'oauth-user' ? 'consent' : 'none'
}

function lifetimeOf(ctx: Ctx, { appId }: AccountRow): number | undefined {
  const { auth } = ctx.providers.app(appId)
  return auth.kind === 'oauth-user' ? auth.pairing.lifetimeDays : undefined
}

/** @param lifetimeDays undefined where nobody consents */
function toOrganizerView(row: Selectable<OrganizersTable>, lifetimeDays: number | undefined, reader: Reader) {
  const endsAt = lifetimeDays === undefined ? null : addMinutes(row.refreshedAt, lifetimeDays * 24 * 60)
  return {
    endsAt: row.state === 'paired' ? (endsAt?.toISOString() ?? null) : null,
    id: row.id,
    email: row.email,
    displayName: row.displayName,
    pairedAt: row.pairedAt.toISOString(),
    state: row.state,
    reason: toMessage(row.finding, reader),
  }
}

function lastErrorOf(
  stuck: { changedAt: Date; reason: StoredMessage | null; eventId: EventId } | undefined,
  reader: Reader,
): AccountView['lastError'] {
  const message = toMessage(stuck?.reason ?? null, reader)
  return stuck && message ? { at: stuck.changedAt.toISOString(), message, eventId: stuck.eventId } : null
}

/** Limits may be lowered below what is booked; the account then says what is over them. */
function overLimitOf(
  row: AccountRow,
  events: { total: number; names: string[] } | undefined,
): StoredMessage | null {
  const isOverTotal = row.maxTotalSessions !== null && (events?.total ?? 0) > row.maxTotalSessions
  if (!events || (events.names.length === 0 && !isOverTotal)) return null
  if (isOverTotal)
    return { code: 'account-over-total', params: { limit: row.maxTotalSessions ?? 0, count: events.total } }
  const params = { limit: row.maxConcurrentRooms ?? 0, events: firstOf(events.names, NAMED_EVENTS) }
  return { code: 'account-over-limit', params }
}
