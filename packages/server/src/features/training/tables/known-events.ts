import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { type AppError, ConflictError, InvalidInputError } from '../../../domain/errors.ts'
import type { EventTimes } from '../../../domain/event.ts'
import type { AccountId, PersonId, SessionId } from '../../../domain/ids.ts'
import { instantOf } from '../../../domain/time.ts'
import { toLine } from '../../../domain/words.ts'
import { isSameCell } from './table.ts'
import * as tablesStore from './tables.store.ts'

type KnownEvent = Awaited<ReturnType<typeof tablesStore.listKnown>>[number]

/** What a row says of an event; what it leaves out is undefined. */
export interface Said {
  readonly name: string
  readonly times: EventTimes
  readonly description: string | undefined
  readonly place: string | undefined
  readonly accountId: AccountId | undefined
  readonly instructorIds: readonly PersonId[] | undefined
}

/** Events that sessions have already, by session, name and start: a table that is read again plans nothing twice. */
export interface KnownEvents {
  /**
   * The event that a row says again, with no difference.
   *
   * @throws {InvalidInputError} `plan-row-twice`, `import-event-twice`, `import-event-differs`
   * @throws {ConflictError} `import-event-cancelled`
   */
  find(sessionId: SessionId, said: Said): KnownEvent | undefined
  /** An event that a line of the same table planned. */
  keep(sessionId: SessionId, said: Pick<Said, 'name' | 'times'>, line: number): void
}

/** The events of sessions with what a table says of them, in no order. */
export function listKnown(ctx: Ctx, trx: Trx, sessionIds: readonly SessionId[]) {
  return tablesStore.listKnown(trx, ctx.platform.id, sessionIds)
}

/** The caller holds the locks of the sessions, so that nobody plans in them meanwhile. */
export async function readKnownEvents(
  ctx: Ctx,
  trx: Trx,
  sessionIds: readonly SessionId[],
): Promise<KnownEvents> {
  const events = await tablesStore.listKnown(trx, ctx.platform.id, [...new Set(sessionIds)])
  const byKey = Map.groupBy(events, (event) => keyOf(event.sessionId, event.name, event.startsAt))
  const lines = new Map<string, number>()
  const keyOfSaid = (sessionId: SessionId, { name, times }: Pick<Said, 'name' | 'times'>) =>
    keyOf(sessionId, name, instantOf(times.startsWall, times.timeZone, '/startsWall'))
  return {
    find(sessionId, said) {
      const key = keyOfSaid(sessionId, said)
      const line = lines.get(key)
      if (line !== undefined) throw new InvalidInputError('plan-row-twice', { line })
      const found = byKey.get(key) ?? []
      const standing = found.filter((event) => !event.cancelledAt)
      if (standing.length > 1) {
        const choices = standing.map((event) => event.id)
        throw new InvalidInputError('import-event-twice', {
          found: said.name,
          count: standing.length,
          choices: { anyOf: choices },
        })
      }
      const [event] = standing
      if (event) {
        const columns = differences(event, said)
        if (columns.length === 0) return event
        throw new InvalidInputError('import-event-differs', { columns, id: event.id })
      }
      if (found.length > 0) throw cancelledRefusal()
      return undefined
    },
    keep: (sessionId, said, line) => void lines.set(keyOfSaid(sessionId, said), line),
  }
}

/**
 * Why an event can't be planned where one of this name begins at the same time; undefined when there is none.
 * The caller holds the lock of the session.
 */
export async function knownRefusal(
  ctx: Ctx,
  trx: Trx,
  sessionId: SessionId,
  { name, times }: Pick<Said, 'name' | 'times'>,
): Promise<AppError | undefined> {
  const key = keyOf(sessionId, name, instantOf(times.startsWall, times.timeZone, '/startsWall'))
  const events = await tablesStore.listKnown(trx, ctx.platform.id, [sessionId])
  const found = events.filter((event) => keyOf(sessionId, event.name, event.startsAt) === key)
  if (found.some((event) => !event.cancelledAt)) return new ConflictError('plan-event-known')
  return found.length > 0 ? cancelledRefusal() : undefined
}

export function cancelledRefusal(): ConflictError {
  return new ConflictError('import-event-cancelled')
}

export function keyOf(sessionId: SessionId, name: string, startsAt: Date): string {
  return `${sessionId} ${startsAt.getTime()} ${toLine(name).toLowerCase()}`
}

function differences(event: KnownEvent, said: Said): string[] {
  const { times } = said
  const endsAt = instantOf(times.endsWall, times.timeZone, '/endsWall')
  const isOtherText = (known: string, text: string | undefined) =>
    text !== undefined && !isSameCell(known, text)
  const isOther = {
    end: endsAt.getTime() !== event.endsAt.getTime(),
    description: isOtherText(event.description, said.description),
    place: isOtherText(event.place, said.place),
    account: said.accountId !== undefined && said.accountId !== event.accountId,
    event_instructors:
      said.instructorIds !== undefined && !isSameIds(said.instructorIds, event.instructorIds),
  }
  return Object.entries(isOther).flatMap(([column, is]) => (is ? column : []))
}

export function isSameIds(some: readonly string[], others: readonly string[]): boolean {
  return [...some].sort().join() === [...others].sort().join()
}
