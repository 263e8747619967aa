import type { Ctx } from '../../../ctx.ts'
import { insertRows } from '../../../db/lists.ts'
import type { RoomLogTable } from '../../../db/tables.ts'
import type { EventId, RoomId } from '../../../domain/ids.ts'
import type { RoomSpec } from '../../../domain/room.ts'
import type { Call, CallEntry } from '../../../providers/provider.ts'

/** A call goes on the timeline with at most so much of what the provider said. */
const ERROR_MAX = 500

interface LoggedRoom {
  readonly id: RoomId
  readonly eventId: EventId
  readonly wanted?: RoomSpec | null
}

/** Collects what happens to a room in one piece of work, and writes it down at the end of it. */
export class RoomLog {
  readonly #ctx: Ctx
  readonly #room: LoggedRoom
  #entries: { id: string; at: Date; kind: RoomLogTable['kind']; data: Record<string, unknown> }[] = []

  constructor(ctx: Ctx, room: LoggedRoom) {
    this.#ctx = ctx
    this.#room = room
  }

  /**
   * Options for a provider's calls that are written down.
   *
   * @param limitMs all calls with them end within this time from now; left out = each by itself, as long as a job waits
   */
  call(limitMs?: number): Call {
    const log = (entry: CallEntry) => this.add('call', toData(entry))
    const { wanted } = this.#room
    const needed = wanted ? { neededAt: new Date(wanted.startsAt) } : {}
    return { log, ...needed, ...(limitMs === undefined ? {} : { signal: AbortSignal.timeout(limitMs) }) }
  }

  add(kind: RoomLogTable['kind'], data: Record<string, unknown>): void {
    this.#entries.push({ id: this.#ctx.newId(), at: this.#ctx.now(), kind, data })
  }

  async write(): Promise<void> {
    const entries = this.#entries
    this.#entries = []
    if (entries.length === 0) return
    const { id: roomId, eventId } = this.#room
    const platformId = this.#ctx.platform.id
    const rows = entries.map(({ data, ...entry }) => ({
      ...entry,
      platformId,
      roomId,
      eventId,
      data: JSON.stringify(data),
    }))
    await insertRows(this.#ctx.db, 'roomLog', rows, ['data']).execute()
  }
}

function toData({ operation, status, durationMs, error }: CallEntry): Record<string, unknown> {
  return {
    operation,
    status: status ?? null,
    durationMs: Math.round(durationMs),
    ...(error ? { error: error.slice(0, ERROR_MAX) } : {}),
  }
}
