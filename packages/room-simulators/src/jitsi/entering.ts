import { randomUUID } from 'node:crypto'
import type { Occupant, Room, Seat, Site } from './model.ts'
import { reserve } from './reservations.ts'
import { askSettings } from './settings.ts'
import { admit } from './tokens.ts'
import { tellCreated, tellJoined } from './told.ts'
import { isIn, type World } from './world.ts'

/** Rooms that are being asked for: whoever comes meanwhile waits for the same answer. */
const openings = new WeakMap<World, Map<string, Promise<Room>>>()

/**
 * A browser comes to a room with its token: it is looked at, the room is opened if it may, and they are inside, or before its
 * lobby.
 *
 * @throws {NotAllowed}
 */
export async function comeIn(
  world: World,
  {
    site,
    name,
    token,
    startsMuted = false,
  }: {
    readonly site: Site
    readonly name: string
    readonly token: string | undefined
    /** As the link says it to the page. */
    readonly startsMuted?: boolean
  },
): Promise<Seat> {
  const { user, isModerator, mayRecord, expiresAt } = await admit(world, site, token, name)
  const room = await openRoom(world, site, name)
  const seat: Seat = {
    ...{ id: world.newId(24), site, roomName: name, user, mayRecord, expiresAt, startsMuted },
    isModerator: moderates(world, room, isModerator),
    state: 'in',
  }
  if (room.isLobbyOn && !seat.isModerator) seat.state = 'waiting'
  world.state.seats.push(seat)
  if (seat.state === 'in') sitDown(world, room, seat)
  world.save()
  return seat
}

/** A browser that is let in is inside from now on; twice is once. */
export function sitDown(world: World, room: Room, seat: Seat, breakoutId?: string): Occupant {
  const known = room.occupants.find((one) => one.seatId === seat.id && isIn(one))
  if (known) return known
  // The connection of a browser has one name, also when it goes to another part of the room.
  const before = room.occupants.findLast((one) => one.seatId === seat.id && one.leftBecause === 'switch_room')
  const occupant: Occupant = {
    seatId: seat.id,
    jid: before?.jid ?? `${randomUUID()}@${world.behavior.domain}/${world.newId(8)}`,
    participantId: before?.participantId ?? world.newId(8),
    ...{ user: seat.user, isModerator: seat.isModerator, joinedAt: world.now() },
    ...(breakoutId === undefined ? {} : { breakoutId }),
  }
  room.occupants.push(occupant)
  tellJoined(world, room, occupant)
  return occupant
}

/** A browser goes to a breakout room, or back. */
export function moveTo(world: World, seat: Seat, breakoutId: string | undefined): void {
  const room = world.findRoom(seat.site, seat.roomName)
  const here = room?.occupants.find((one) => one.seatId === seat.id && isIn(one))
  if (!room || !here) throw new Error('They are not inside.')
  world.close(room, here, world.now(), 'switch_room')
  sitDown(world, room, seat, breakoutId)
  world.save()
}

export function standUp(world: World, seat: Seat, because = 'left'): void {
  const room = world.findRoom(seat.site, seat.roomName)
  const here = room?.occupants.find((one) => one.seatId === seat.id && isIn(one))
  if (room && here) world.leave(room, here, world.now(), because)
}

async function openRoom(world: World, site: Site, name: string): Promise<Room> {
  const known = world.findRoom(site, name)
  if (known) return known
  const underway = openings.get(world) ?? new Map<string, Promise<Room>>()
  openings.set(world, underway)
  const key = `${site} ${name}`
  const opening = underway.get(key) ?? makeRoom(world, site, name).finally(() => underway.delete(key))
  underway.set(key, opening)
  return opening
}

async function makeRoom(world: World, site: Site, name: string): Promise<Room> {
  const isReserved = site === 'own' && world.state.own.reservationsPrefix !== undefined
  const reservation = isReserved ? await reserve(world, { name }) : undefined
  const sessionId = randomUUID()
  const settings = site === 'jaas' ? await askSettings(world, { name, sessionId }) : undefined
  const room: Room = {
    ...{ site, name, sessionId, createdAt: world.now(), occupants: [] },
    isLobbyOn: settings?.isLobbyOn ?? reservation?.isLobbyOn ?? false,
    ...(reservation ? { reservationId: reservation.id, closesAt: reservation.closesAt } : {}),
  }
  world.state.rooms.push(room)
  tellCreated(world, room)
  return room
}

function moderates({ behavior }: World, { site, occupants }: Room, byToken: boolean): boolean {
  if (site === 'jaas') return byToken
  return (behavior.tokenAffiliation && byToken) || (behavior.autoOwner && !occupants.some(isIn))
}
