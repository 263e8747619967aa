import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { getPeople, holdAsNow, nameOf } from '../../people/people/people.service.ts'
import { getEditable } from '../events/events.service.ts'
import type { Registrar } from './registrars.schemas.ts'
import * as registrarsStore from './registrars.store.ts'

type RegistrarView = z.output<typeof Registrar>

/** At the door of one event; more are a list of people that nobody keeps in mind. */
const MOST = 50

/** Who marks at the door of an event who is there, for whoever plans it. */
export async function listRegistrars(ctx: Ctx, actor: Actor, eventId: EventId): Promise<RegistrarView[]> {
  await getEditable(ctx, actor, eventId)
  return viewsOf(ctx, eventId)
}

/**
 * Gives the list of an event to somebody. Who has it keeps it.
 *
 * @throws {NotFoundError} `person-not-found`, {ConflictError} `registrars-too-many`
 */
export async function giveDoor(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  wish: { readonly personId: PersonId; readonly wholeSession: boolean },
): Promise<RegistrarView[]> {
  const { sessionId, id } = await getEditable(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const personId = (await holdAsNow(ctx, trx, [wish.personId])).get(wish.personId) ?? wish.personId
    await getPeople(ctx, trx, [personId])
    const span = { wholeSession: wish.wholeSession, now: ctx.now() }
    const eventIds = await registrarsStore.listEventIds(trx, platformId, { id, sessionId }, span)
    const given = await registrarsStore.give(trx, platformId, personId, eventIds)
    const { length } = await registrarsStore.listRegistrars(trx, platformId, eventId)
    if (length > MOST) throw new ConflictError('registrars-too-many', { max: MOST })
    for (const one of given) {
      await happened(ctx, trx, {
        ...{ kind: 'door-given', id: one, by: actor.personId },
        changes: { personId },
      })
    }
    if (given.length > 0)
      await happened(ctx, trx, {
        ...{ kind: 'registrar-named', sessionId, eventIds: given, personId, by: actor.personId },
      })
  })
  return viewsOf(ctx, eventId)
}

/** Takes it from them. @throws {NotFoundError} `registrar-not-found` */
export async function takeDoor(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  { personId, wholeSession }: { readonly personId: PersonId; readonly wholeSession: boolean },
): Promise<void> {
  const { sessionId, id } = await getEditable(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const span = { wholeSession, now: ctx.now() }
    const eventIds = await registrarsStore.listEventIds(trx, platformId, { id, sessionId }, span)
    const taken = await registrarsStore.take(trx, platformId, personId, eventIds)
    if (taken.length === 0) throw new NotFoundError('registrar-not-found')
    for (const one of taken) {
      await happened(ctx, trx, {
        ...{ kind: 'door-taken', id: one, by: actor.personId },
        changes: { personId },
      })
    }
  })
}

async function viewsOf(ctx: Ctx, eventId: EventId): Promise<RegistrarView[]> {
  const rows = await registrarsStore.listRegistrars(ctx.db, ctx.platform.id, eventId)
  return rows.map(({ personId, email, ...person }) => ({ personId, email, name: nameOf(person) }))
}
