import type { ProviderError } from '../../domain/errors.ts'
import type { Call, Connection } from './connection.ts'
import type { PlannedRoom } from './rooms.ts'

/** A person of ours who enters. */
export interface Participant {
  /** Our id: what goes into the link where the tool allows it, and what attendance matches first (`externalId` of a stay). */
  readonly id: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly language: string
}

/** A person as a service gets to know them. Nothing else is sent. */
export interface Learner {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
}

/** All share the link that came with the room, which is stored. */
export interface SharedLink {
  readonly kind: 'shared'
}

/** A link for one person, made at the click and stored nowhere. */
export interface JoinAtClick {
  readonly kind: 'at-click'
  /** Reports give our id of the person back. */
  readonly carriesId: boolean
  /** Makes the room where that is done by who comes first. @throws {ProviderError} */
  joinLink(connection: Connection, room: PlannedRoom, participant: Participant, call: Call): Promise<JoinLink>
}

export interface JoinLink {
  readonly url: string
  /** After this nobody gets in by it; undefined = it has no end of its own. */
  readonly expiresAt: Date | undefined
}

/** Learners are registered at the service, and get links of their own, which are stored. */
export interface RegistrationPart {
  readonly kind: 'registered'
  /**
   * Gives a learner a place. Somebody who has one keeps it: then this is a look-up, so that it is safe to
   * repeat after an unknown outcome.
   */
  register(connection: Connection, roomKey: string, learner: Learner, call: Call): Promise<Registration>
  /** Many at once. Absent: the service takes one at a time. */
  readonly batch?: RegistrationBatch
  /** Succeeds when the place, or the room, is already gone. */
  unregister(connection: Connection, roomKey: string, registrationKey: string, call: Call): Promise<void>
  /** Everybody with a place. May lag behind changes. @throws {ProviderError} `not-found` */
  listRegistrations(connection: Connection, roomKey: string, call: Call): Promise<Registration[]>
}

/** Places for many learners by one request: cheaper, but nothing is known of who was in one that failed. */
export interface RegistrationBatch {
  /** Learners of one request. */
  readonly max: number
  /**
   * Gives learners places, no more than {@link max}, each with another address.
   *
   * @returns for each of them in their order the place, why that person gets none, or undefined where the service says
   *   nothing of them: then they are registered by themselves
   * @throws {ProviderError} for all of them: not carried out, or its outcome unknown
   */
  registerAll(
    connection: Connection,
    roomKey: string,
    learners: readonly Learner[],
    call: Call,
  ): Promise<readonly (Registration | ProviderError | undefined)[]>
}

/** A learner's place at the service. */
export interface Registration {
  /** The service's key: an opaque text for us. */
  readonly key: string
  readonly email: string
  /** The learner's personal link: a secret. Undefined while the service wants a person's approval first. */
  readonly joinUrl: string | undefined
}

export interface StartPart {
  startLinks(
    connection: Connection,
    room: PlannedRoom,
    instructor: Instructor,
    call: Call,
  ): Promise<StartLinks>
}

/** Who wants to start a room. */
export interface Instructor extends Participant {
  /** Their user at the service, when they are paired with the account. */
  readonly userKey: string | undefined
}

/** Short-lived secret links: asked for at the click, never stored. */
export interface StartLinks {
  /** Opens the room as host; makes it where it is made at the click. */
  readonly url: string
  /** What the service asks for on the way. */
  readonly needs: 'nothing' | 'own-sign-in' | 'organizer-sign-in'
  /** Lets somebody without the organizer's sign-in come in with a host's rights, once the room is open. */
  readonly coHostUrl?: string
}
