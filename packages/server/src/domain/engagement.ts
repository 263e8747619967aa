/** What everybody answered to one question of a poll or survey. */
export interface AnsweredQuestion {
  readonly question: string
  /** How many answered. */
  readonly answers: number
  readonly shares: readonly { readonly text: string; readonly percent: number }[]
}

/** What somebody asked in a run, and what was answered. */
export interface AskedQuestion {
  readonly question: string
  /** Undefined where the service has no registrations, or does not tell. */
  readonly registrationKey: string | undefined
  /** Empty = the service does not say. */
  readonly email: string
  readonly askedAt: Date | undefined
  readonly answers: readonly { readonly text: string; readonly by: string; readonly at: Date | undefined }[]
}

/** What learners did in a run besides being there, as far as the service tells. */
export interface RunEngagement {
  readonly runKey: string
  /** Mean of all, in percent; undefined = the service does not say, or took no measure. */
  readonly attentiveness: number | undefined
  /** Mean of all, in percent. */
  readonly interest: number | undefined
  readonly polls: readonly AnsweredQuestion[]
  readonly surveys: readonly AnsweredQuestion[]
  readonly questions: readonly AskedQuestion[]
}

/** As a `jsonb` gives it back: moments are texts, what is undefined is left out. */
export type Stored<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Stored<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Stored<T[Key]> }
      : T
