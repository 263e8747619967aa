import type { z } from 'zod'
import type { Tried } from '../../../db/steps.ts'
import { AppError, ConflictError } from '../../../domain/errors.ts'
import type { AccountId, CourseId, EventId, SeriesId, SessionId } from '../../../domain/ids.ts'
import { instantOf } from '../../../domain/time.ts'
import { type Reader, sentence } from '../../../messages/messages.ts'
import type { PlanningResult } from './planning.schemas.ts'

/** What came of planning something. */
export type ResultOf<Made> = Omit<z.output<typeof PlanningResult>, 'id'> & { id: Made | null }

/** What a rule made of a date that was not possible. */
export type Instead = 'skipped' | 'changed' | null

/** An event as it is to be, of which something is told. */
export interface Wish {
  readonly eventId?: EventId
  readonly sessionName: string
  readonly accountName: string | null
  readonly name: string
  readonly startsWall: string
  readonly endsWall: string
  readonly timeZone: string
}

/** Planned events as wishes of which something is told. */
export function toWishes(
  wishes: readonly {
    session: { name: string }
    event: Omit<Wish, 'sessionName' | 'accountName'> & { accountId: AccountId | null }
  }[],
  accountName: (id: string | null) => string | null,
): Wish[] {
  return wishes.map(({ session, event: { name, startsWall, endsWall, timeZone, accountId } }) => ({
    name,
    startsWall,
    endsWall,
    timeZone,
    sessionName: session.name,
    accountName: accountName(accountId),
  }))
}

/** What became of each wish, in the reader's words. */
export function toResult<Made extends SeriesId | SessionId | CourseId | EventId>(
  { reader }: { reader: Reader },
  id: Made | null,
  wishes: readonly Wish[],
  tried: readonly Tried<EventId>[],
  instead: readonly Instead[] = [],
): ResultOf<Made> {
  const saved = id !== null
  return {
    saved,
    id,
    refused: tried.filter((one, index) => 'refused' in one && instead[index] !== 'skipped').length,
    items: wishes.map((wish, index) => {
      const one = tried[index]
      const refused = one && 'refused' in one ? one.refused : undefined
      // All of a row is by the clocks of its event.
      const here = { ...reader, timeZone: wish.timeZone }
      const made = saved && one && 'done' in one ? one.done : null
      return {
        eventId: wish.eventId ?? made,
        session: wish.sessionName,
        name: wish.name,
        startsWall: wish.startsWall,
        endsWall: wish.endsWall,
        timeZone: wish.timeZone,
        startsAt: startOf(wish),
        account: wish.accountName,
        outcome: refused ? ('refused' as const) : ('possible' as const),
        reason: refused ? { code: refused.code, text: sentence(refused.code, refused.params, here) } : null,
        suggestions: refused ? toSuggestions(refused, here) : [],
        instead: instead[index] ?? null,
      }
    }),
  }
}

export function toSuggestions({ suggestions }: AppError, reader: Reader) {
  return suggestions.map(({ code, params, change }) => ({
    code,
    text: sentence(code, params, reader),
    change: { ...change },
  }))
}

function startOf({ startsWall, timeZone }: Wish): string | null {
  try {
    return instantOf(startsWall, timeZone, '/startsWall').toISOString()
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** All or none: a save of which a part is refused leaves nothing behind. @throws {ConflictError} that names all of them */
export function assertNoneRefused(save: boolean, tried: readonly Tried<unknown>[]): void {
  if (!save) return
  const fields = tried.flatMap((one, index) =>
    'refused' in one
      ? [{ pointer: `/items/${index}`, code: one.refused.code, params: one.refused.params }]
      : [],
  )
  if (fields.length === 0) return
  const params = { refused: fields.length, total: tried.length }
  throw new ConflictError('planning-conflicts', params, { fields })
}
