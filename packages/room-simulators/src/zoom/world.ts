import { createHmac, randomBytes } from 'node:crypto'
import { Buckets, Keeper, type SimulatorOptions } from '@lectern/goto-simulator/kit'
import { type Behavior, defaultBehavior } from './behavior.ts'
import {
  emptyState,
  type Instance,
  type Kind,
  type Person,
  type Room,
  type State,
  type User,
} from './model.ts'
import { PageTokens } from './wire.ts'

const DAY_MS = 86_400_000
const FIRST_MEETING_ID = 84_000_000_007
const MEETING_ID_STEP = 40_099_877

/** The simulator's state with its clock, its switches and its file. */
export class World extends Keeper<State, Behavior> {
  readonly pages = new PageTokens()
  readonly buckets = new Buckets()
  /** Who hears that something happened; see `events.ts`. */
  heard: (event: string, room: Room, more?: object) => void = () => {}
  /** Reports and recordings are refused from now on, and with what. */
  withheld: { reports?: 'scope' | 'licence' | undefined; recordings?: 'scope' | undefined } = {}

  constructor(options: SimulatorOptions<Behavior>) {
    const behavior = { ...defaultBehavior, ...options.behavior }
    super(() => emptyState(randomBytes(24).toString('base64url')), behavior, options)
  }

  /** Documented: eleven digits at most, below 2^53. */
  newMeetingId(): string {
    this.state.serial += 1
    return String(FIRST_MEETING_ID + this.state.serial * MEETING_ID_STEP)
  }

  /** Documented: base64 of 16 bytes, so that a slash may stand anywhere in it. */
  newUuid(): string {
    const uuid = randomBytes(16).toString('base64')
    return this.behavior.awkwardUuids ? `/${uuid.slice(1, 8)}//${uuid.slice(10)}` : uuid
  }

  newToken(length = 22): string {
    return randomBytes(length).toString('base64url').slice(0, length)
  }

  /** What proves that a text was made here. */
  sign(text: string): string {
    return createHmac('sha256', this.state.secret).update(text).digest('base64url').slice(0, 22)
  }

  findUser(idOrEmail: string): User | undefined {
    const email = idOrEmail.toLowerCase()
    return this.state.users.find((user) => user.id === idOrEmail || user.email.toLowerCase() === email)
  }

  /** A room that is there: not deleted, and not long over. */
  findRoom(kind: Kind, id: string): Room | undefined {
    return this.state.rooms.find((room) => room.kind === kind && room.id === id && this.isAlive(room))
  }

  isAlive(room: Room): boolean {
    if (room.deletedAt !== undefined) return false
    const last = Math.max(room.createdAt, room.startsAt ?? 0, room.usedAt ?? 0)
    return last + this.behavior.meetingLifeDays * DAY_MS > this.now()
  }

  instancesOf({ kind, id }: Pick<Room, 'kind' | 'id'>): Instance[] {
    this.settle()
    return this.state.instances.filter((instance) => instance.kind === kind && instance.roomId === id)
  }

  findRunning(room: Pick<Room, 'kind' | 'id'>): Instance | undefined {
    return this.instancesOf(room).find(({ endedAt }) => endedAt === undefined)
  }

  /** People whose page was not heard of have left; an instance that nobody is in has ended. */
  override settle(): void {
    const deadline = this.now() - this.behavior.heartbeatSeconds * 1000
    for (const instance of this.state.instances) {
      if (instance.endedAt !== undefined) continue
      for (const person of instance.people)
        if (person.seenAt !== undefined && person.seenAt < deadline)
          this.left(instance, person, person.seenAt)
      if (instance.people.length > 0 && !instance.people.some(isIn)) this.end(instance, lastSeen(instance))
    }
  }

  end(instance: Instance, at = this.now()): void {
    if (instance.endedAt !== undefined) return
    for (const person of instance.people) this.left(instance, person, at)
    instance.endedAt = at
    this.save()
    const room = this.roomOf(instance)
    if (!room) return
    room.usedAt = at
    this.heard('ended', room, { end_time: new Date(at).toISOString() })
  }

  left(instance: Instance, person: Person, at = this.now()): void {
    const open = person.stays.at(-1)
    if (!open || open.to !== undefined) return
    open.to = at
    const room = this.roomOf(instance)
    if (room && open.where === 'in_meeting') this.heard('participant_left', room, { person, at })
  }

  roomOf({ kind, roomId }: Instance): Room | undefined {
    return this.state.rooms.find((room) => room.kind === kind && room.id === roomId)
  }

  override reset(): void {
    const { secret } = this.state
    this.withheld = {}
    super.reset()
    this.state.secret = secret
    this.save()
  }
}

export function isIn(person: Person): boolean {
  const last = person.stays.at(-1)
  return last !== undefined && last.to === undefined
}

function lastSeen({ people, startedAt }: Instance): number {
  return Math.max(startedAt, ...people.flatMap(({ stays }) => stays.map(({ to }) => to ?? 0)))
}

/** The day of an instant, as budgets are counted. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
