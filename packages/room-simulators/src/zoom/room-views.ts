import type { Room } from './model.ts'
import { joinUrl, pwdOf, startUrl } from './room-links.ts'
import { instant, numberOf } from './wire.ts'
import type { World } from './world.ts'

/** A room as a list tells of it: without settings, and with no more than the beginning of its agenda. */
export function listedView(world: World, room: Room): object {
  return {
    uuid: room.uuid,
    id: numberOf(room.id),
    host_id: room.hostId,
    topic: room.topic,
    type: room.type,
    ...(room.startsAt === undefined ? {} : { start_time: instant(room.startsAt) }),
    duration: room.duration,
    timezone: room.timezone,
    ...(room.agenda === '' ? {} : { agenda: room.agenda.slice(0, world.behavior.listedAgendaMax) }),
    created_at: instant(room.createdAt),
    join_url: joinUrl(world, room),
  }
}

/** A room with all that is known of it. */
export function roomView(world: World, room: Room): object {
  return {
    ...listedView(world, room),
    ...(room.agenda === '' ? {} : { agenda: room.agenda }),
    host_email: world.findUser(room.hostId)?.email,
    // Documented: of meetings alone.
    ...(room.kind === 'meeting' ? { status: world.findRunning(room) ? 'started' : 'waiting' } : {}),
    start_url: startUrl(world, room),
    ...(room.password === '' ? {} : { password: room.password }),
    ...(room.kind === 'meeting' ? { encrypted_password: pwdOf(world, room) } : {}),
    settings: room.settings,
    ...(room.kind === 'meeting' ? { pre_schedule: false } : {}),
  }
}

/** A room that was just made. Documented: whose it is, and what it does, come with the first reading. */
export function madeView(world: World, room: Room): object {
  return { ...roomView(world, room), uuid: undefined, host_id: undefined, status: undefined }
}
