import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { AccountId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { type BookableAccount, lockToBook } from '../../rooms/accounts/organizers.service.ts'
import { listBriefs, listBriefsAsked, type SessionBrief } from '../sessions/session-briefs.service.ts'
import { type HeldPeople, holdInstructors } from '../teaching/teaching.service.ts'

/** What planning has locked until its transaction ends, and what was read after that: handed on, and asked once. */
export interface Held {
  readonly people: HeldPeople
  readonly accounts: ReadonlyMap<AccountId, BookableAccount>
}

/** The same with the sessions in which events are to be planned. */
export interface HeldToPlan extends Held {
  readonly sessions: ReadonlyMap<SessionId, SessionBrief>
}

export interface ToHold {
  readonly sessionIds: readonly SessionId[]
  /** Events that may have instructors of their own. */
  readonly eventIds?: readonly EventId[] | undefined
  /** Who shall teach. */
  readonly personIds?: readonly PersonId[] | undefined
  /** Accounts that rooms are to be booked of; one that is gone is refused where its room is booked. */
  readonly accountIds: readonly (AccountId | null)[]
}

/**
 * Takes the locks of everything that is to be planned before the first of it, in the order that all planning has
 * (sessions, people, accounts, events, each by id), so that two who plan the same things never wait for each other in a
 * circle. Not in a step that may be taken back: its locks would go with it.
 */
export async function hold(ctx: Ctx, trx: Trx, of: ToHold): Promise<Held> {
  const { eventIds, personIds } = of
  const people = await holdInstructors(ctx, trx, {
    sessionIds: [...new Set(of.sessionIds)],
    eventIds,
    personIds,
  })
  const accountIds = new Set(of.accountIds.filter((id) => id !== null))
  return { people, accounts: await lockToBook(ctx, trx, [...accountIds]) }
}

/** {@link holdToPlan} for who was asked already, and may plan in the sessions by another right than a role. */
export async function holdAsked(ctx: Ctx, trx: Trx, actor: Actor, of: ToHold): Promise<HeldToPlan> {
  const held = await hold(ctx, trx, of)
  return { ...held, sessions: await listBriefsAsked(ctx, trx, actor, [...new Set(of.sessionIds)]) }
}

/** {@link hold}, and then reads who may plan in the sessions and whether they take place. */
export async function holdToPlan(ctx: Ctx, trx: Trx, actor: Actor, of: ToHold): Promise<HeldToPlan> {
  const held = await hold(ctx, trx, of)
  return { ...held, sessions: await listBriefs(ctx, trx, actor, [...new Set(of.sessionIds)]) }
}
