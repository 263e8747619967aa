import type { Ctx } from '../../../ctx.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { listEventRows } from '../events/events.service.ts'
import { listInstructorsOfEvents } from '../teaching/teaching.service.ts'
import { accountNamer } from './account-names.ts'
import { isId } from './directory.ts'
import type { Cells } from './table.ts'

/** Events that rows name by their ids. Whether the actor may change one is asked of its session. */
export interface NamedEvents {
  /** By id, in lower case; without those that there are not. */
  readonly events: ReadonlyMap<string, Awaited<ReturnType<typeof listEventRows>>[number]>
  /** Instructors of their own. */
  readonly own: ReadonlyMap<string, readonly { id: PersonId; name: string; email: string }[]>
  /** Accounts as the export names them. */
  readonly accounts: ReadonlyMap<string, string>
}

export async function readNamedEvents(
  ctx: Ctx,
  actor: Actor,
  rows: readonly { cells: Cells }[],
): Promise<NamedEvents> {
  const ids = [...new Set(rows.map(({ cells }) => cells.event_id.toLowerCase()))].filter(isId<EventId>)
  const events = await listEventRows(ctx, actor, ids)
  const withOwn = events.filter((one) => one.hasOwnInstructors)
  const instructors = await listInstructorsOfEvents(
    ctx,
    ctx.db,
    withOwn.map((one) => one.id),
  )
  const nameOfAccount = await accountNamer(ctx)
  return {
    events: new Map(events.map((one) => [one.id as string, one])),
    own: Map.groupBy(instructors, (one) => one.eventId as string),
    accounts: new Map(events.map((one) => [one.id as string, nameOfAccount(one.accountId)])),
  }
}
