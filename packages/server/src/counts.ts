/** What is counted of the work of this process, for whoever watches over it. Nothing tells platforms or people apart. */
export interface Counts {
  /** This process works off jobs of a kind: their failures are counted from 0, so that the first one is a rise. */
  worksOff(kind: string): void
  /** @param took in seconds */
  jobDone(kind: string, took: number): void
  jobFailed(kind: string): void
  putAside(kind: string): void
  /** A sweep looked for platforms with work. */
  swept(sweep: string, found: { readonly platforms: number; readonly seconds: number }): void
  /** @param where while it looked for platforms, or on one of them */
  sweepFailed(sweep: string, where: 'finding' | 'platform'): void
  answered(answer: Answered): void
  providerCalled(call: ProviderCalled): void
  streamOpened(): void
  streamClosed(): void
}

/** A request that was answered. */
export interface Answered {
  readonly method: string
  /** Its pattern, without what stands in an address. */
  readonly route: string
  readonly status: number
  readonly seconds: number
  /** The code of the problem it was answered with; undefined = none. */
  readonly refusedWith: string | undefined
}

/** An operation at a provider, with its turns and repetitions. */
export interface ProviderCalled {
  readonly provider: string
  readonly operation: string
  /** `unknown` = it may have been carried out although no answer came. */
  readonly outcome: 'ok' | 'failed' | 'unknown'
  /** Of the failure, as `ProviderError` has it; `none` when it went well, `other` for what is none of the provider’s. */
  readonly failure: string
  readonly seconds: number
}

export const uncounted: Counts = {
  worksOff: () => {},
  jobDone: () => {},
  jobFailed: () => {},
  putAside: () => {},
  swept: () => {},
  sweepFailed: () => {},
  answered: () => {},
  providerCalled: () => {},
  streamOpened: () => {},
  streamClosed: () => {},
}
