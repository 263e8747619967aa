import { randomInt } from 'node:crypto'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { AccountId, EventId } from '../../../domain/ids.ts'
import { specOf } from '../../../domain/room.ts'
import type { WantedOptions } from '../../../domain/room-options.ts'
import type { OrderedOptions, RoomOrder } from '../../../providers/provider.ts'
import { findUserKeys } from '../accounts/organizers.service.ts'
import * as ordersStore from './orders.store.ts'
import type { RoomRow } from './rooms.store.ts'
import { passcodeSlot } from './sealing.ts'

// What is wanted of a room names people by our ids and says that there is a passcode. What a service is asked for has addresses
// and the passcode itself, which are looked up for the one call and stand nowhere else.

/** How a room is asked for at its service; undefined when it is not wanted. */
export async function orderOf(ctx: Ctx, room: RoomRow): Promise<RoomOrder | undefined> {
  const wanted = specOf(room)
  if (!wanted) return undefined
  const { options, ...plan } = wanted
  if (!options) return plan
  const startedBy =
    options.alternativeHosts && (await ordersStore.listStarters(ctx.db, ctx.platform.id, room.eventId))
  return { ...plan, options: await orderOptions(ctx, room, options), ...(startedBy && { startedBy }) }
}

/** Events of some that somebody started who may no more: what their room was told of them is to go. */
export async function findLeftByStarters(
  ctx: Ctx,
  trx: Trx,
  eventIds: readonly EventId[],
): Promise<ReadonlySet<EventId>> {
  return new Set(await ordersStore.listLeftByStarters(trx, ctx.platform.id, eventIds))
}

async function orderOptions(ctx: Ctx, room: RoomRow, wanted: WantedOptions): Promise<OrderedOptions> {
  const { passcode, alternativeHosts, breakoutGroups, ...same } = wanted
  return {
    ...same,
    ...(passcode === undefined ? {} : { passcode: passcode ? await passcodeOf(ctx, room) : '' }),
    ...(alternativeHosts && {
      alternativeHosts: await hostsOf(ctx, room.accountId, alternativeHosts),
    }),
    ...(breakoutGroups && { breakoutGroups: await groupsOf(ctx, breakoutGroups) }),
  }
}

async function hostsOf(
  ctx: Ctx,
  accountId: AccountId,
  personIds: NonNullable<WantedOptions['alternativeHosts']>,
) {
  const people = await ordersStore.listOrderedPeople(ctx.db, ctx.platform.id, personIds)
  const userKeyOf = people.length > 0 ? await findUserKeys(ctx, accountId) : () => undefined
  return people.map((person) => ({ ...person, userKey: userKeyOf(person.email) }))
}

async function groupsOf(ctx: Ctx, groups: NonNullable<WantedOptions['breakoutGroups']>) {
  const ids = groups.flatMap(({ personIds }) => personIds)
  const people = await ordersStore.listOrderedPeople(ctx.db, ctx.platform.id, ids)
  return groups.map(({ name, personIds }) => ({
    name,
    people: people.filter(({ id }) => personIds.includes(id)).map(({ id, email }) => ({ id, email })),
  }))
}

/** The one that the room has, or else a new one: of two who make one at the same time, both get the first. */
async function passcodeOf(ctx: Ctx, { id, passcodeSealed }: RoomRow): Promise<string> {
  const { id: platformId } = ctx.platform
  const slot = passcodeSlot(platformId, id)
  const sealed =
    passcodeSealed ??
    (await ordersStore.keepPasscode(ctx.db, platformId, id, ctx.vault.seal(newPasscode(), slot)))
  if (!sealed) throw new Error('the room is gone')
  return ctx.vault.open(sealed, slot)
}

const LOWER = 'abcdefghijkmnopqrstuvwxyz'
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const DIGITS = '23456789'
const SIGNS = '@*_-'
const PASSCODE_LENGTH = 10

/** One of each kind and six more: what the strictest services ask for, in as many characters as the shortest take. 56 bits or more. */
export function newPasscode(): string {
  const pick = (from: string) => from[randomInt(from.length)] ?? ''
  const picked = [LOWER, UPPER, DIGITS, SIGNS].map(pick)
  while (picked.length < PASSCODE_LENGTH) picked.push(pick(LOWER + UPPER + DIGITS))
  for (let at = picked.length - 1; at > 0; at--) {
    const other = randomInt(at + 1)
    ;[picked[at], picked[other]] = [picked[other] ?? '', picked[at] ?? '']
  }
  return picked.join('')
}
