import type { Ctx } from './ctx.ts'
import type { PlatformId } from './domain/ids.ts'
import type { JobKind } from './jobs/jobs.ts'
import type { Sweep } from './jobs/sweep.ts'

/** What a feature does in the background. Each says its own in a `<noun>.work.ts`; `worker.ts` collects them. */
export interface Work {
  readonly jobs?: readonly Job[]
  /** What is looked after again and again on the platforms, so that nothing is lost with a job. Twice is harmless. */
  readonly sweeps?: readonly Sweep<Ctx>[]
}

/** A kind of job of one platform, with what it does. */
export interface Job {
  readonly kind: JobKind<{ platformId: PlatformId }>
  readonly run: (ctx: Ctx, payload: never) => Promise<void>
}

export function job<Payload extends { platformId: PlatformId }>(
  kind: JobKind<Payload>,
  run: (ctx: Ctx, payload: Payload) => Promise<void>,
): Job {
  return { kind, run }
}
