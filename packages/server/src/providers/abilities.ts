import { type ConferencingApp, type ConferencingProvider, givesOwnLinks } from './provider.ts'

/** What people choose a tool by: what one of its session types can do, made of its parts and capabilities. */
export interface Abilities {
  /** Each learner gets in by a link of their own. */
  readonly personalLinks: boolean
  /** Who was there is told: by name, as what people typed, or not at all. */
  readonly attendance: 'by-person' | 'by-typed-name' | 'none'
  readonly recordings: 'with-transcript' | 'film' | 'none'
  /** Instructors open the room without signing in at the service. */
  readonly startsWithoutSignIn: boolean
  /** Who is inside is seen while it runs: whenever that is asked, where the service calls us to tell it, or not at all. */
  readonly presence: 'asked' | 'told' | 'none'
  /** Rooms of one host at the same time; null = the service sets no rule. */
  readonly roomsAtOnce: number | null
  /** The room exists before the first person comes. */
  readonly keepsRooms: boolean
}

export function abilitiesOf(
  provider: ConferencingProvider,
  { inbound }: Pick<ConferencingApp, 'inbound'>,
): Abilities {
  const { attendance, capabilities, presence, recordings, rooms } = provider
  return {
    personalLinks: givesOwnLinks(provider),
    attendance: attendance ? (attendance.identifies ? 'by-person' : 'by-typed-name') : 'none',
    recordings: recordings ? (recordings.gives.transcripts ? 'with-transcript' : 'film') : 'none',
    startsWithoutSignIn: provider.start !== undefined && capabilities.start === 'host-link',
    presence: presence ? 'asked' : inbound ? 'told' : 'none',
    roomsAtOnce: capabilities.roomsPerOrganizer ?? null,
    keepsRooms: rooms.life === 'kept',
  }
}
