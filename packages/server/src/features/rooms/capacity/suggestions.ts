import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { type Booking, nearestFree, peakWithin } from '../../../domain/capacity.ts'
import type { Suggestion } from '../../../domain/errors.ts'
import { addMinutes, wallTimeOf } from '../../../domain/time.ts'
import type { AccountRow } from '../accounts/accounts.service.ts'
import { type BookableAccount, listBookable } from '../accounts/organizers.service.ts'
import * as capacityStore from './capacity.store.ts'
import { type RoomWish, roomsOf, withMargins } from './room-wish.ts'

/** Free times are looked for so many days around what was asked. */
const LOOK_AROUND_DAYS = 14
const SUGGESTED_ACCOUNTS = 3
const SUGGESTED_TIMES = 3

/** An account with what stands in the way of an event there. */
interface Look {
  readonly account: BookableAccount
  /** It holds as many sessions as it may, at any time. */
  readonly isFull: boolean
  readonly others: readonly Booking[]
}

/**
 * What would be possible in place of a room that an account does not have: its own nearest free time, accounts of any tool
 * that can hold the event as it is, and of every tool that has none the nearest free time. Advice: nothing is locked for it.
 *
 * @param isAboutTime another time would help
 */
export async function suggestInstead(
  ctx: Ctx,
  trx: Trx,
  account: AccountRow,
  wish: RoomWish,
  isAboutTime: boolean,
): Promise<Suggestion[]> {
  const looks = await lookAround(ctx, trx, wish)
  const own = looks.find((look) => look.account.id === account.id)
  const others = looks.filter(({ account: { id, appId, pairingState, isAppActive } }) => {
    const { retired } = ctx.providers.app(appId).manifest
    return (
      id !== account.id && !wish.without?.includes(id) && isAppActive && pairingState === 'paired' && !retired
    )
  })
  // Those of the tool that was asked for come first.
  others.sort(
    (one, other) =>
      Number(other.account.appId === account.appId) - Number(one.account.appId === account.appId),
  )
  const free = others.filter((look) => isFree(look, wish))
  const busy = Map.groupBy(
    others.filter(({ account: { appId }, isFull }) => !isFull && appId !== account.appId),
    (look) => look.account.appId,
  )
  const freeTools = new Set(free.map((look) => look.account.appId))
  const times = [...busy].flatMap(([appId, all]) => {
    if (freeTools.has(appId)) return []
    const found = all.flatMap((look) => freeTimeOf(ctx, look, wish) ?? [])
    return found
      .sort((one, other) => distance(one.startsAt, wish) - distance(other.startsAt, wish))
      .slice(0, 1)
  })
  const ownTime = isAboutTime && own ? freeTimeOf(ctx, own, wish) : undefined
  return [
    ...(ownTime
      ? [{ code: 'suggest-time' as const, params: { startsAt: ownTime.startsAt }, change: ownTime.walls }]
      : []),
    ...oneOfEachTool(free).map(({ account: { id, name } }) => ({
      code: 'suggest-account' as const,
      params: { account: name },
      change: { accountId: id },
    })),
    ...times.slice(0, SUGGESTED_TIMES).map(({ account: { id, name }, startsAt, walls }) => ({
      code: 'suggest-account-time' as const,
      params: { account: name, startsAt },
      change: { accountId: id, ...walls },
    })),
  ]
}

/** All accounts with the events around a wish, in three reads whatever their number. */
async function lookAround(ctx: Ctx, trx: Trx, wish: RoomWish): Promise<Look[]> {
  const days = LOOK_AROUND_DAYS * 24 * 60
  const span = { startsAt: addMinutes(wish.startsAt, -days), endsAt: addMinutes(wish.endsAt, days) }
  const key = { platformId: ctx.platform.id, exceptEventId: wish.eventId, now: ctx.now() }
  const accounts = await listBookable(ctx, trx)
  const counts = await capacityStore.countComingOfAll(trx, key, wish.courseId)
  const held = Map.groupBy(await capacityStore.listHeldOfAll(trx, key, span), ({ accountId }) => accountId)
  return accounts.map((account) => {
    const { maxSessionsPerCourse, maxTotalSessions } = account
    const { total = 0, ofCourse = 0 } = counts.find(({ accountId }) => accountId === account.id) ?? {}
    return {
      account,
      isFull:
        (maxSessionsPerCourse !== null && ofCourse >= maxSessionsPerCourse) ||
        (maxTotalSessions !== null && total >= maxTotalSessions),
      others: (held.get(account.id) ?? []).map((event) => withMargins(account, event)),
    }
  })
}

function isFree({ account, isFull, others }: Look, wish: RoomWish): boolean {
  const rooms = roomsOf(account)
  return !isFull && (rooms === undefined || peakWithin(withMargins(account, wish), others).rooms < rooms)
}

/** The nearest time at which an account has a room, before or after what was asked. */
function freeTimeOf(ctx: Ctx, { account, others }: Look, wish: RoomWish) {
  const { marginBeforeMinutes, marginAfterMinutes } = account
  const notBefore = addMinutes(ctx.now(), -marginBeforeMinutes)
  const free = nearestFree(withMargins(account, wish), others, roomsOf(account), notBefore)
  if (!free) return undefined
  const startsAt = addMinutes(free.startsAt, marginBeforeMinutes)
  const endsAt = addMinutes(free.endsAt, -marginAfterMinutes)
  const walls = {
    startsWall: wallTimeOf(startsAt, wish.timeZone),
    endsWall: wallTimeOf(endsAt, wish.timeZone),
  }
  return { account, startsAt, walls }
}

/** The first few, as many tools among them as there are. */
function oneOfEachTool(looks: readonly Look[]): readonly Look[] {
  const first = [...Map.groupBy(looks, (look) => look.account.appId).values()].flatMap(([look]) => look ?? [])
  const rest = looks.filter((look) => !first.includes(look))
  const most = Math.max(SUGGESTED_ACCOUNTS, first.length)
  return [...first, ...rest].slice(0, most).sort((one, other) => looks.indexOf(one) - looks.indexOf(other))
}

const distance = (at: Date, { startsAt }: RoomWish) => Math.abs(at.getTime() - startsAt.getTime())
