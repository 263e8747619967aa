import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { Keeper, type SimulatorOptions } from '@lectern/goto-simulator/kit'
import { type Behavior, defaultBehavior } from './behavior.ts'
import {
  emptyState,
  type Jaas,
  type Occupant,
  type OwnServer,
  type Room,
  type Seat,
  type State,
} from './model.ts'
import { tellDestroyed, tellLeft, tellRecordingEnded } from './told.ts'

/** The simulator's state with its clock, its switches and its file. */
export class World extends Keeper<State, Behavior> {
  constructor(options: SimulatorOptions<Behavior>) {
    const behavior = { ...defaultBehavior, ...options.behavior }
    const { clock = Date.now } = options
    const [own, jaas] = [newServer(), newCustomer()]
    super(() => emptyState({ ...own }, { ...jaas }), behavior, {
      ...options,
      clock: () => clock() + behavior.clockSkewSeconds * 1000,
    })
  }

  newId(length: number): string {
    return randomBytes(length).toString('hex').slice(0, length)
  }

  findRoom(site: Room['site'], name: string): Room | undefined {
    this.settle()
    return this.state.rooms.find((room) => room.site === site && room.name === name)
  }

  findSeat(id: string | undefined): Seat | undefined {
    return this.state.seats.find((seat) => seat.id === id)
  }

  /** Time does everything here: pages go silent, reservations end. */
  override settle(): void {
    const now = this.now()
    for (const seat of this.state.seats) {
      const { seenAt } = seat
      if (seenAt === undefined || seenAt >= now - this.behavior.heartbeatSeconds * 1000) continue
      for (const room of [...this.state.rooms])
        for (const one of room.occupants)
          if (one.seatId === seat.id && isIn(one)) this.leave(room, one, seenAt, 'unknown')
    }
    for (const room of [...this.state.rooms]) {
      const closing = room.closesAt && room.closesAt + this.behavior.expiryCheckSeconds * 1000
      if (closing !== undefined && now > closing) this.end(room, closing)
    }
  }

  /** Somebody has gone; the last one ends the room. */
  leave(room: Room, occupant: Occupant, at: number, because: string): void {
    this.close(room, occupant, at, because)
    if (!room.occupants.some(isIn)) this.end(room, at)
    this.save()
  }

  /** The same, with the room left as it is: for who goes from one of its parts to another. */
  close(room: Room, occupant: Occupant, at: number, because: string): void {
    occupant.leftAt = at
    occupant.leftBecause = because
    tellLeft(this, room, occupant)
  }

  end(room: Room, at: number): void {
    if (room.endedAt !== undefined) return
    room.endedAt = at
    for (const one of room.occupants) if (isIn(one)) this.close(room, one, at, 'unknown')
    this.stopRecording(room, at)
    tellDestroyed(this, room)
    this.state.rooms = this.state.rooms.filter((other) => other !== room)
    this.state.ended.push(room)
    this.save()
  }

  stopRecording(room: Room, at: number): void {
    const { recording } = room
    if (!recording) return
    delete room.recording
    const users = new Map(room.occupants.map(({ user }) => [user.id, user]))
    const { recordingDelaySeconds } = this.behavior
    this.state.recordings.push({
      ...{ ...recording, roomName: room.name, sessionId: room.sessionId, participants: [...users.values()] },
      ...{ endedAt: at, readyAt: at + recordingDelaySeconds * 1000, token: this.newId(32), isTold: false },
    })
    tellRecordingEnded(this, room)
  }

  override reset(): void {
    const { own, jaas } = this.state
    super.reset()
    Object.assign(this.state, { own, jaas })
    this.save()
  }
}

export function isIn({ leftAt }: Occupant): boolean {
  return leftAt === undefined
}

function newServer(): OwnServer {
  return { appId: 'lectern', appSecret: randomBytes(20).toString('base64url'), publicKeys: {} }
}

function newCustomer(): Jaas {
  const appId = `vpaas-magic-cookie-${randomUUID().replaceAll('-', '')}`
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { appId, keyId: `${appId}/${randomBytes(3).toString('hex')}`, publicKey, privateKey }
}
