import type { RoomSpec } from '../../domain/room.ts'
import type { RoomOption } from '../../domain/room-options.ts'
import type { Call, Connection, Host } from './connection.ts'
import type { RoomOrder } from './room-order.ts'

/** A room as the service has it. */
export interface ProviderRoom {
  /** The service's key: an opaque text for us. */
  readonly key: string
  readonly spec: RoomSpec
  /** The link for all participants; undefined where only a create or a registration gives links. */
  readonly joinUrl: string | undefined
  /** Most people that the plan lets register; undefined when the service doesn't say. */
  readonly seats?: number | undefined
  /** Options that were ordered and that the service keeps otherwise: an account locks them, a licence lacks them. */
  readonly refused?: readonly RoomOption[]
  /** Links of before let nobody in any more: those that are stored are asked for again. */
  readonly hasNewLinks?: boolean
}

/** The service has an object for each room, from planning until it is deleted: it can be read, found, changed and lost. */
export interface KeptRooms {
  readonly life: 'kept'
  /**
   * How a room whose create was interrupted is found again. `marker`: a text of ours that travels in it, another one with each
   * try. `own-id`: the service takes an id of ours and makes no second room under it, so that a create is simply repeated.
   */
  readonly identity: 'marker' | 'own-id'
  /** A room that an interrupted create left behind can be taken over. Without, it is deleted and made again. */
  readonly canAdopt: boolean
  /**
   * The service knows no other way to find a room under an id of ours than to make it where it is not there, so that
   * `findByMarker` always finds one. Default: no.
   */
  readonly findsByMaking?: boolean
  /**
   * Makes a room that carries the marker. What it gives says how the room is: the next step changes what is not as wanted.
   * Options that go along with a create are sent with it; the next step looks at them all the same.
   */
  createRoom(connection: Connection, spec: RoomOrder, marker: string, call: Call): Promise<ProviderRoom>
  /** Finds rooms that an interrupted create may have left behind. */
  findByMarker(connection: Connection, marker: string, call: Call): Promise<ProviderRoom[]>
  /** @throws {ProviderError} `not-found` */
  getRoom(connection: Connection, key: string, call: Call): Promise<ProviderRoom>
  /**
   * Sends what differs, then reads back: a service may accept a field and drop it. A room whose create is known needs
   * its marker no more; it keeps it where people don't read it. An option that is dropped is told (`refused`) and breaks
   * nothing: the class can take place.
   */
  updateRoom(
    connection: Connection,
    key: string,
    spec: RoomOrder,
    marker: string,
    call: Call,
  ): Promise<ProviderRoom>
  /**
   * What somebody changed at the service: where the room is not as it was wanted.
   *
   * @throws {ProviderError} `not-found` when it was deleted there
   */
  differences(
    connection: Connection,
    key: string,
    spec: RoomOrder,
    marker: string,
    call: Call,
  ): Promise<RoomDifference[]>
  /** Succeeds when the room is already gone. */
  deleteRoom(connection: Connection, key: string, call: Call): Promise<void>
  /**
   * Gives a room to another host, who then owns it under the same key, with its links. Absent: the room is made anew at the
   * next host, and deleted at the first.
   *
   * @param connection of the host who has it now
   * @returns false when the service left it where it is: then it is made anew, too
   */
  readonly moveHost?: (connection: Connection, key: string, to: Host, call: Call) => Promise<boolean>
  /** Every room of the host's that is planned or running there, ours or not. Absent: the service has no list. */
  readonly listRooms?: (connection: Connection, call: Call) => Promise<ProviderRoom[]>
}

/** A part of a room that a person can change at the service. */
export type RoomDifference = 'subject' | 'description' | 'times' | RoomOption

/**
 * There is nothing at the service until somebody comes: a room is its key, which is ours, and Join and Start make it or find it
 * made. A plan is made, changed and given up without a call.
 */
export interface RoomsAtClick {
  readonly life: 'at-click'
  /** Ends what runs under a key; succeeds when nothing does. Absent: what runs ends when everybody has left. */
  readonly endRoom?: (connection: Connection, key: string, call: Call) => Promise<void>
}

/** A room that is planned, as Join and Start get it. */
export interface PlannedRoom {
  /** The service's, where it keeps rooms. Else ours: 25 lower-case letters and digits or so, that nobody guesses, for the life of the room. */
  readonly key: string
  readonly spec: RoomOrder
  /** Where it is made at the click. */
  readonly opening?: Opening | undefined
}

/** What a room that is made at the click is made with, besides what was planned. */
export interface Opening {
  /** People were told that it is recorded: hosts may. */
  readonly isRecorded: boolean
  /** A page of ours, for a browser that leaves or is not let in. */
  readonly backUrl: string
  /** Addresses of ours that begin with it are for what the service tells the account; undefined = none that it reaches. */
  readonly tellUrl: string | undefined
}
