/** What is counted of the work in the background, for whoever watches over it. */
export interface Counts {
  jobFailed(kind: string): void
  putAside(kind: string): void
  /** A sweep looked for platforms with work. */
  swept(sweep: string, found: { readonly platforms: number; readonly seconds: number }): void
  /** @param where while it looked for platforms, or on one of them */
  sweepFailed(sweep: string, where: 'finding' | 'platform'): void
}

export const uncounted: Counts = {
  jobFailed: () => {},
  putAside: () => {},
  swept: () => {},
  sweepFailed: () => {},
}
