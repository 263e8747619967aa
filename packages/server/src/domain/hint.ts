/** What to look at: the room itself, who is registered for it, or what learners did in it. */
export type HintSubject = 'room' | 'registrations' | 'engagement'

/** That something happened at a provider. It says where to look; what is there is asked for. */
export interface Hint {
  readonly about: HintSubject
  /** The service's key of the room. */
  readonly roomKey: string
  /** Of whose place it is, where it is of one. */
  readonly registrationKey: string | undefined
}
