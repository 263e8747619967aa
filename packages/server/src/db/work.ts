import { AsyncLocalStorage } from 'node:async_hooks'
import type { Span } from '../tracing/tracing.ts'

/** One piece of work, such as a request or a job, as the database and the log see it. */
export interface Work {
  /** Something was saved in its course: whatever fails from now on, it must not be told that nothing was done. */
  hasSaved: boolean
  /** What is done once it has ended, whatever became of it: also where all else was rolled back. Undefined = nothing is. */
  readonly afterwards?: (() => Promise<void>)[]
  /** Under which what it leads to is traced. */
  readonly span?: Span
  /** Stands in each line of the log that comes of it. */
  readonly told?: Readonly<Record<string, string>>
}

const current = new AsyncLocalStorage<Work>()

/** All that `go` leads to is part of this work. */
export function within<T>(work: Work, go: () => T): T {
  return current.run(work, go)
}

/** The work for which something is asked at this moment; undefined outside of any. */
export function currentWork(): Work | undefined {
  return current.getStore()
}
