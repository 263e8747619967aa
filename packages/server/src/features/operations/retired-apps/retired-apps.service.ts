import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { AccountId, RoomId } from '../../../domain/ids.ts'
import { firstOf } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import type { Retirement } from '../../../providers/manifest.ts'
import { planSwitch, setAppRemoved } from '../../platform/apps/apps.service.ts'
import { findAppState } from '../../platform/apps/state.service.ts'
import { listLeftRooms } from '../../rooms/rooms/found-rooms.service.ts'
import { markDeletedByHand } from '../../rooms/rooms/rooms.service.ts'
import { listComingOf } from '../moves/moves.service.ts'
import type { RetiredApp } from './retired-apps.schemas.ts'
import * as retiredAppsStore from './retired-apps.store.ts'

/** Names of this many events are told when an app can't be removed. */
const NAMED_EVENTS = 5

/** How far a retired app's way out is. @throws {ConflictError} `app-not-retired` */
export async function getRetiredApp(
  ctx: Ctx,
  actor: Actor,
  appId: string,
): Promise<z.output<typeof RetiredApp>> {
  assertSuperadmin(actor)
  const { successorAppId } = retirementOf(ctx, appId)
  const { id: platformId } = ctx.platform
  const accounts = await retiredAppsStore.listAccounts(ctx.db, platformId, appId)
  const targets = await retiredAppsStore.listAccounts(ctx.db, platformId, successorAppId)
  const ids = accounts.map((account) => account.id)
  const remaining = await listComingOf(ctx, ctx.db, ids)
  const left = await listLeftRooms(ctx, ctx.db, ids)
  const switchAt = (await findAppState(ctx, appId))?.switchAt ?? null
  const isAfter = (event: { startsAt: Date }) => switchAt === null || event.startsAt >= switchAt
  return {
    switchAt: switchAt?.toISOString() ?? null,
    accounts: accounts.map((account) => {
      const own = remaining.filter((event) => event.accountId === account.id)
      const sameType = targets.filter((target) => target.sessionType === account.sessionType)
      const sameOrganizer = sameType.find((target) =>
        target.emails?.some((email) => account.emails?.includes(email)),
      )
      return {
        id: account.id,
        name: account.name,
        sessionType: account.sessionType,
        before: own.filter((event) => !isAfter(event)).length,
        after: own.filter(isAfter).length,
        suggestedAccountId: (sameOrganizer ?? (sameType.length === 1 ? sameType[0] : undefined))?.id ?? null,
      }
    }),
    targets: targets.map(({ id, name, sessionType, pairingState }) => ({
      id,
      name,
      sessionType,
      usable: pairingState === 'paired',
    })),
    remaining: remaining.map((event) => ({
      id: event.id,
      name: event.name,
      startsAt: event.startsAt.toISOString(),
      accountId: event.accountId as AccountId, // the query is by account
    })),
    leftRooms: left.map((room) => ({
      id: room.id,
      key: room.providerKey ?? '',
      subject: room.applied?.subject ?? '',
      organizer: room.organizerEmail ?? '',
      byHand: room.state === 'blocked',
    })),
    mayRemove: remaining.length === 0 && left.length === 0,
  }
}

/** Says when everybody will have left a retired app; null = not planned. @throws {ConflictError} `app-not-retired` */
export async function planSwitchOf(ctx: Ctx, actor: Actor, appId: string, switchAt: Date | null) {
  assertSuperadmin(actor)
  retirementOf(ctx, appId)
  await planSwitch(ctx, actor, { appId, switchAt })
  return getRetiredApp(ctx, actor, appId)
}

/**
 * Removes a retired app for good: its accounts go, its past events stay in the history.
 *
 * @throws {ConflictError} `app-has-events` while any event is to come, `app-has-rooms` while rooms are to be deleted
 */
export async function removeRetiredApp(ctx: Ctx, actor: Actor, appId: string): Promise<void> {
  assertSuperadmin(actor)
  retirementOf(ctx, appId)
  const { id: platformId } = ctx.platform
  const state = await findAppState(ctx, appId)
  if (!state || state.removedAt) throw new ConflictError('app-not-active', { app: appId })
  await withTransaction(ctx.db, async (trx) => {
    const ids = (await retiredAppsStore.listAccounts(trx, platformId, appId)).map((account) => account.id)
    const remaining = await listComingOf(ctx, trx, ids)
    if (remaining.length > 0) {
      const names = remaining.map((event) => event.name)
      const params = { count: names.length, events: firstOf(names, NAMED_EVENTS) }
      throw new ConflictError('app-has-events', params)
    }
    const left = await listLeftRooms(ctx, trx, ids)
    if (left.length > 0) throw new ConflictError('app-has-rooms', { count: left.length })
    await retiredAppsStore.retireAccounts(trx, platformId, appId, ctx.now())
    await setAppRemoved(ctx, trx, actor, appId)
  })
}

/** A superadmin says that a room was deleted at the provider by hand. */
export async function confirmDeletedByHand(ctx: Ctx, actor: Actor, roomId: RoomId): Promise<void> {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    await markDeletedByHand(ctx, trx, roomId)
    await happened(ctx, trx, { kind: 'room-deleted-by-hand', id: roomId, by: actor.personId })
  })
}

/** @throws {ConflictError} `app-not-retired` */
export function retirementOf(ctx: Ctx, appId: string): Retirement {
  const { retired, name } = ctx.providers.app(appId).manifest
  if (!retired) throw new ConflictError('app-not-retired', { app: name })
  return retired
}
