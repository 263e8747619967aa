import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { mayChangeAvailability } from '../../../access/people.policy.ts'
import { assertPlanner, isSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { inOrder, outsideHours } from '../../../domain/availability.ts'
import type { Booking } from '../../../domain/capacity.ts'
import { ForbiddenError, InvalidInputError, NotFoundError, StaleError } from '../../../domain/errors.ts'
import type { AbsenceId, PersonId } from '../../../domain/ids.ts'
import { instantOf } from '../../../domain/time.ts'
import { findTimeZone } from '../../../domain/time-zone.ts'
import type { Actor } from '../../../http/actor.ts'
import { getPeople } from '../../people/people/people.service.ts'
import type { Absence, Availability, NewAbsence, NewWeeklyHours } from './availability.schemas.ts'
import * as availabilityStore from './availability.store.ts'

type AbsenceRow = Awaited<ReturnType<typeof availabilityStore.listAbsences>>[number]

/** Weekly hours and absences to come. @throws {NotFoundError} `person-not-found` */
export async function getAvailability(
  ctx: Ctx,
  actor: Actor,
  personId: PersonId,
): Promise<z.output<typeof Availability>> {
  assertPlanner(actor)
  await getPeople(ctx, ctx.db, [personId])
  const { id: platformId } = ctx.platform
  const [hours] = await availabilityStore.listHours(ctx.db, platformId, [personId])
  const absences = await availabilityStore.listComingAbsences(ctx.db, { platformId, personId }, ctx.now())
  return {
    timeZone: hours?.timeZone ?? ctx.platform.timeZone,
    hours: hours ? [...hours.hours] : [],
    absences: absences.map((row) => toAbsence(row, mayReadReason(actor, personId))),
    may: { change: mayChangeAvailability(actor, personId) },
  }
}

/**
 * Says when somebody teaches, in place of what was said before; no hours = at any time.
 *
 * @throws {StaleError} when the hours are no longer those that these were made from
 */
export async function setWeeklyHours(
  ctx: Ctx,
  actor: Actor,
  personId: PersonId,
  input: z.output<typeof NewWeeklyHours>,
): Promise<z.output<typeof Availability>> {
  assertMayChange(actor, personId)
  const timeZone = findTimeZone(input.timeZone)
  if (!timeZone) throw InvalidInputError.at('/timeZone', 'time-zone-unknown', { timeZone: input.timeZone })
  const hours = inOrder(input.hours)
  const of = { platformId: ctx.platform.id, personId }
  await withTransaction(ctx.db, async (trx) => {
    await getPeople(ctx, trx, [personId])
    const known = await availabilityStore.lockHours(trx, of)
    if (input.was && !isDeepStrictEqual(input.was, [...known])) throw new StaleError('changed-meanwhile')
    if (hours.length === 0) await availabilityStore.deleteHours(trx, of)
    else await availabilityStore.setHours(trx, of, { timeZone, hours }, ctx.now())
    const changes = { timeZone, hours }
    await happened(ctx, trx, { kind: 'weekly-hours-changed', id: personId, by: actor.personId, changes })
  })
  return getAvailability(ctx, actor, personId)
}

/** Says when somebody does not teach. What is planned then stays, and is shown as a conflict. */
export async function addAbsence(
  ctx: Ctx,
  actor: Actor,
  personId: PersonId,
  input: z.output<typeof NewAbsence>,
): Promise<z.output<typeof Absence>> {
  assertMayChange(actor, personId)
  const { startsWall, endsWall, reason } = input
  const timeZone = findTimeZone(input.timeZone) ?? input.timeZone
  const startsAt = instantOf(startsWall, timeZone, '/startsWall')
  const endsAt = instantOf(endsWall, timeZone, '/endsWall')
  if (endsAt <= startsAt)
    throw InvalidInputError.at('/endsWall', 'absence-ends-before-start', {
      starts: { wall: startsWall },
      ends: { wall: endsWall },
    })
  const times = { startsWall, endsWall, timeZone, startsAt, endsAt }
  const row = { platformId: ctx.platform.id, id: ctx.newId<AbsenceId>(), personId, ...times, reason }
  await withTransaction(ctx.db, async (trx) => {
    await getPeople(ctx, trx, [personId])
    await availabilityStore.insertAbsence(trx, row)
    const changes = { startsWall, endsWall, timeZone }
    await happened(ctx, trx, { kind: 'absence-added', id: personId, by: actor.personId, changes })
  })
  return toAbsence(row, true)
}

/** @throws {NotFoundError} `absence-not-found` */
export async function removeAbsence(
  ctx: Ctx,
  actor: Actor,
  personId: PersonId,
  absenceId: AbsenceId,
): Promise<void> {
  assertMayChange(actor, personId)
  await withTransaction(ctx.db, async (trx) => {
    const changes = await availabilityStore.deleteAbsence(
      trx,
      { platformId: ctx.platform.id, personId },
      absenceId,
    )
    if (!changes) throw new NotFoundError('absence-not-found')
    await happened(ctx, trx, { kind: 'absence-removed', id: personId, by: actor.personId, changes })
  })
}

/** When people can't teach, by person. */
export interface Unavailable {
  readonly absences: ReadonlyMap<PersonId, readonly AbsenceRow[]>
  /** Nobody who has no weekly hours. */
  readonly outside: ReadonlyMap<PersonId, readonly Booking[]>
}

/**
 * When people can't teach in a stretch of time: two statements, whatever their number.
 *
 * @param personIds undefined = everybody
 */
export async function listUnavailable(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  span: Booking,
  personIds?: readonly PersonId[],
): Promise<Unavailable> {
  const { id: platformId } = ctx.platform
  const absences = await availabilityStore.listAbsences(db, platformId, span, personIds)
  const hours = await availabilityStore.listHours(db, platformId, personIds)
  const instants = new Map<string, Date>()
  return {
    absences: Map.groupBy(absences, ({ personId }) => personId),
    outside: new Map(hours.map((row) => [row.personId, outsideHours(row, span, instants)])),
  }
}

/** Why somebody is away is theirs to tell. */
export function mayReadReason(actor: Actor, personId: PersonId): boolean {
  return isSuperadmin(actor) || actor.personId === personId
}

function toAbsence(row: Omit<AbsenceRow, 'createdAt'>, withReason: boolean): z.output<typeof Absence> {
  const { id, startsWall, endsWall, timeZone } = row
  const times = { startsWall, endsWall, timeZone }
  const [startsAt, endsAt] = [row.startsAt.toISOString(), row.endsAt.toISOString()]
  return { id, ...times, startsAt, endsAt, reason: withReason ? row.reason : '' }
}

/** @throws {ForbiddenError} `role-superadmin-needed` */
function assertMayChange(actor: Actor, personId: PersonId): void {
  if (!mayChangeAvailability(actor, personId)) throw new ForbiddenError('role-superadmin-needed')
}
