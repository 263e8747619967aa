/** What to look at: the room itself, who is registered for it, what learners did in it, or what was recorded. */
export type HintSubject = 'room' | 'registrations' | 'engagement' | 'recordings'

/** That something happened at a provider. It says where to look; what is there is asked for. */
export interface Hint {
  readonly about: HintSubject
  /** The service's key of the room. */
  readonly roomKey: string
  /** Of whose place it is, where it is of one. */
  readonly registrationKey: string | undefined
}

/** Whether providers can call an address of ours: none calls one without TLS. One of this very machine is for tries. */
export function isCallable(origin: string): boolean {
  return origin.startsWith('https://') || /^http:\/\/(127\.0\.0\.1|localhost)(:|$)/.test(origin)
}
