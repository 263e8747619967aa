import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { RoomId } from '../../../domain/ids.ts'
import { outsideText } from '../../../domain/outside-text.ts'
import type { Telling, ToldPresence, ToldRun } from '../../../domain/telling.ts'
import type { PresentParticipant } from '../../../providers/provider.ts'
import { type AccountRow, listSharing } from '../accounts/accounts.service.ts'
import { findRoomByKey } from '../rooms/found-rooms.service.ts'
import * as toldStore from './told-runs.store.ts'

const KEY_MAX = 200
/** A run whose end was never told. */
const LONGEST_RUN_MS = 24 * 3_600_000

/**
 * Follows what a provider told: each room hears what is of it. Rooms of the same client of the service are told of at the
 * address of any of its accounts; others are nobody's.
 */
export async function follow(
  ctx: Ctx,
  trx: Trx,
  told: { account: AccountRow; body: string; tellings: readonly Telling[] },
): Promise<void> {
  if (told.tellings.length === 0) return
  const { account, body } = told
  const accountIds = await listSharing(ctx, trx, account)
  for (const [roomKey, tellings] of Map.groupBy(told.tellings, (one) => one.roomKey)) {
    const room = await findRoomByKey(ctx, trx, accountIds, roomKey)
    if (!room) continue
    const { id, eventId, accountId } = room
    const runs = tellings.filter((one) => one.about === 'run' || one.about === 'presence')
    for (const telling of runs) await keep(ctx, trx, id, telling)
    if (runs.length > 0) {
      const isOver = runs.some((one) => one.about === 'run' && one.endedAt !== undefined)
      await happened(ctx, trx, { kind: 'room-run-told', id, eventId, accountId, isOver })
    }
    for (const telling of tellings) {
      if (telling.about === 'run' || telling.about === 'presence') continue
      if (telling.about === 'recording') {
        const { recording, url, urlEndsAt } = telling
        const name = room.wanted?.subject ?? ''
        await happened(ctx, trx, {
          kind: 'room-recording-told',
          id,
          eventId,
          recording,
          name,
          url,
          urlEndsAt,
        })
      } else if (telling.about === 'report')
        await happened(ctx, trx, { kind: 'room-told', id, eventId, accountId, report: body })
      else {
        const { registrationKey } = telling
        const hint = { ...telling, registrationKey: registrationKey && outsideText(registrationKey, KEY_MAX) }
        await happened(ctx, trx, { kind: 'room-hinted', id, eventId, hint })
      }
    }
  }
}

async function keep(ctx: Ctx, trx: Trx, roomId: RoomId, telling: ToldRun | ToldPresence): Promise<void> {
  const { id: platformId } = ctx.platform
  const run = { platformId, roomId, runKey: outsideText(telling.runKey, KEY_MAX) }
  const toldAt = ctx.now()
  if (telling.about === 'run') {
    const { startedAt = null, endedAt = null } = telling
    return toldStore.keepRun(trx, { ...run, startedAt, endedAt, toldAt })
  }
  const { key, kind, registrationKey, externalId, joinedAt = null, leftAt = null } = telling.stay
  await toldStore.keepRun(trx, { ...run, startedAt: joinedAt, endedAt: null, toldAt })
  await toldStore.keepStay(trx, {
    ...{ ...run, stayKey: outsideText(key, KEY_MAX), kind, joinedAt, leftAt },
    registrationKey: registrationKey === undefined ? null : outsideText(registrationKey, KEY_MAX),
    externalId: externalId === undefined ? null : outsideText(externalId, KEY_MAX),
  })
}

interface ToldNow {
  readonly isRunning: boolean
  /** Undefined where nobody was told to be there: it may tell of no one. */
  readonly present: PresentParticipant[] | undefined
}

/** What its provider has told of who is in a room, and whether it runs; undefined where it told nothing. */
export async function findToldRun(ctx: Ctx, roomId: RoomId): Promise<ToldNow | undefined> {
  const runs = await toldStore.listRuns(ctx.db, ctx.platform.id, roomId)
  if (runs.length === 0) return undefined
  const now = ctx.now().getTime()
  const endOf = new Map(runs.map(({ runKey, endedAt }) => [runKey, endedAt]))
  const open = runs.filter(
    ({ startedAt, endedAt }) => !endedAt && startedAt && now - startedAt.getTime() < LONGEST_RUN_MS,
  )
  const stays = await toldStore.listStays(ctx.db, ctx.platform.id, roomId)
  const present = stays.flatMap(({ runKey, kind, registrationKey, externalId, joinedAt, leftAt }) =>
    // Who was told to have gone and not yet to have come, and who waits outside, is not inside.
    joinedAt === null || kind === 'waiting'
      ? []
      : [
          {
            registrationKey: registrationKey ?? undefined,
            externalId: externalId ?? undefined,
            email: '',
            joinedAt,
            leftAt: leftAt ?? endAfter(endOf.get(runKey), joinedAt),
          },
        ],
  )
  // A service that names its runs alike tells of an end, and of somebody who comes after it.
  const isRunning =
    open.length > 0 ||
    present.some(({ joinedAt, leftAt }) => !leftAt && now - joinedAt.getTime() < LONGEST_RUN_MS)
  return { isRunning, present: stays.length > 0 ? present : undefined }
}

/** An end closes what began before it. */
function endAfter(endedAt: Date | null | undefined, joinedAt: Date): Date | undefined {
  return endedAt && endedAt >= joinedAt ? endedAt : undefined
}
