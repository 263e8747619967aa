import { randomBytes } from 'node:crypto'
import type { Product, Registrant, WebinarHost } from './model.ts'
import type { World } from './world.ts'

/** Assumed: a host link works for some minutes. */
const HOST_LINK_MS = 10 * 60_000

/** A meeting, webinar or training as its page shows it. */
export interface Room {
  readonly product: Product
  readonly key: string
  readonly organizerKey: string
  readonly title: string
}

/** What a link that somebody holds lets them do. */
export interface Entry {
  readonly room: Room
  /** Opens the room by coming in, and may end it. */
  readonly isHost: boolean
  /** Who the link belongs to; undefined for a meeting's link, which all share. */
  readonly person?: { readonly name: string; readonly email: string; readonly registrantKey?: string }
}

export interface HostLink {
  readonly product: Product
  readonly roomKey: string
  readonly userKey: string
}

const hostLinks = new WeakMap<World, Map<string, HostLink & { until: number }>>()

/** A secret path that opens a room as its host, without a sign-in. */
export function hostLink(world: World, link: HostLink): string {
  const links = hostLinks.get(world) ?? new Map<string, HostLink & { until: number }>()
  hostLinks.set(world, links)
  const token = randomBytes(24).toString('base64url')
  links.set(token, { ...link, until: world.now() + HOST_LINK_MS })
  return `/room/host/${token}`
}

/** The end of a personal link: can't be guessed, and says nothing about its owner. */
export function newJoinCode(): string {
  return randomBytes(9).toString('base64url')
}

export function findRoom(world: World, product: Product, key: string): Room | undefined {
  const { meetings, webinars, trainings } = world.state
  if (product === 'meeting') {
    const meeting = meetings.find((entry) => entry.meetingId === key)
    return meeting && { product, key, organizerKey: meeting.organizerKey, title: meeting.subject }
  }
  if (product === 'webinar') {
    const webinar = webinars.find((entry) => entry.webinarKey === key)
    return webinar && { product, key, organizerKey: webinar.organizerKey, title: webinar.subject }
  }
  const training = trainings.find((entry) => entry.trainingKey === key)
  return training && { product, key, organizerKey: training.organizerKey, title: training.name }
}

/** Users who may open a room: its organizer, and co-organizers who are users of GoTo's. */
export function mayHost(world: World, room: Room, userKey: string): boolean {
  if (room.organizerKey === userKey) return true
  const { meetings, webinars, trainings } = world.state
  if (room.product === 'meeting')
    return meetings.find((entry) => entry.meetingId === room.key)?.coorganizerKeys.includes(userKey) ?? false
  if (room.product === 'training')
    return (
      trainings.find((entry) => entry.trainingKey === room.key)?.coorganizerKeys.includes(userKey) ?? false
    )
  const hosts = webinars.find((entry) => entry.webinarKey === room.key)?.coorganizers ?? []
  return hosts.some((host) => host.organizerKey === userKey)
}

/** What a code at the end of a link stands for: a host's, a meeting's, a registrant's, a co-organizer's or a panelist's. */
export function entryOf(world: World, code: string): Entry | undefined {
  return (
    hostEntry(world, code) ??
    meetingEntry(world, code) ??
    registrantEntry(world, code) ??
    staffEntry(world, code)
  )
}

function hostEntry(world: World, code: string): Entry | undefined {
  const link = hostLinks.get(world)?.get(code)
  if (!link || link.until <= world.now()) return undefined
  const room = findRoom(world, link.product, link.roomKey)
  const user = world.findUser(link.userKey)
  if (!room || !user) return undefined
  return { room, isHost: true, person: { name: fullName(user), email: user.email } }
}

function meetingEntry(world: World, code: string): Entry | undefined {
  const meeting = world.state.meetings.find((entry) => entry.joinCode === code)
  const room = meeting && findRoom(world, 'meeting', meeting.meetingId)
  return room && { room, isHost: false }
}

function registrantEntry(world: World, code: string): Entry | undefined {
  const registrant = findRegistrant(world, code)
  if (registrant?.status !== 'APPROVED') return undefined
  const room = findRoom(world, registrant.product, registrant.roomKey)
  if (!room) return undefined
  const { email, registrantKey } = registrant
  return { room, isHost: false, person: { name: fullName(registrant), email, registrantKey } }
}

function staffEntry(world: World, code: string): Entry | undefined {
  for (const webinar of world.state.webinars) {
    const host = [...webinar.coorganizers, ...webinar.panelists].find((entry) => entry.joinCode === code)
    const room = host && findRoom(world, 'webinar', webinar.webinarKey)
    // Documented: co-organizers from outside come in with rights; only users of GoTo's can start.
    if (room && host) return { room, isHost: host.organizerKey !== undefined, person: staffPerson(host) }
  }
  return undefined
}

export function findRegistrant(world: World, code: string): Registrant | undefined {
  return world.state.registrants.find((entry) => entry.joinCode === code)
}

function staffPerson(host: WebinarHost): { name: string; email: string } {
  return { name: `${host.givenName} ${host.surname}`.trim() || host.email, email: host.email }
}

function fullName({ firstName, lastName }: { firstName: string; lastName: string }): string {
  return `${firstName} ${lastName}`.trim()
}
