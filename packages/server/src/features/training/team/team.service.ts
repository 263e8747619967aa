import type { z } from 'zod'
import { assertDuty } from '../../../access/duties.policy.ts'
import type { Ctx } from '../../../ctx.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { listExpiringOfTeam } from '../completions/expiring.service.ts'
import type { FindTeam, TeamMember, TeamMemberDetails } from './team.schemas.ts'
import * as teamStore from './team.store.ts'

const DAY = 24 * 60
const ABSENT_DAYS = 180

const sinceOf = (now: Date) => ({ now, absentSince: addMinutes(now, -ABSENT_DAYS * DAY) })

/** The people of one's own team, by name. */
export async function listTeam(ctx: Ctx, actor: Actor, { limit, cursor }: z.output<typeof FindTeam>) {
  assertDuty(actor, 'manager')
  const rows = await teamStore.listMembers(ctx.db, ctx.platform.id, actor.personId, {
    ...sinceOf(ctx.now()),
    after: fromCursor(cursor, ['text', 'id']),
    limit: limit + 1,
  })
  const page = toPage(rows, limit, (row) => [row.sortName, row.personId])
  const expiring = await listExpiringOfTeam(
    ctx,
    actor.personId,
    page.items.map(({ personId }) => personId),
  )
  const counts = Map.groupBy(expiring, ({ personId }) => personId)
  return {
    ...page,
    items: page.items.map((row): z.output<typeof TeamMember> => {
      const { personId, email, bookings, absences } = row
      return {
        ...{ personId, email, bookings, absences, name: nameOf(row) },
        nextStartsAt: row.nextStartsAt?.toISOString() ?? null,
        expiring: counts.get(personId)?.length ?? 0,
      }
    }),
  }
}

/** One of them. @throws {NotFoundError} `person-not-found`: also of somebody who is there, and in another team */
export async function getMember(
  ctx: Ctx,
  actor: Actor,
  personId: PersonId,
): Promise<z.output<typeof TeamMemberDetails>> {
  assertDuty(actor, 'manager')
  const { id: platformId } = ctx.platform
  const asked = { ...sinceOf(ctx.now()), personId }
  const [row] = await teamStore.listMembers(ctx.db, platformId, actor.personId, { ...asked, limit: 1 })
  if (!row) throw new NotFoundError('person-not-found')
  const bookings = await teamStore.listBookings(ctx.db, platformId, actor.personId, asked)
  const absences = await teamStore.listAbsences(ctx.db, platformId, actor.personId, asked)
  const expiring = await listExpiringOfTeam(ctx, actor.personId, [personId])
  return {
    ...{ personId, name: nameOf(row), email: row.email },
    bookings: bookings.map(({ nextStartsAt, lastEndsAt, ...booking }) => ({
      ...booking,
      nextStartsAt: nextStartsAt?.toISOString() ?? null,
      lastEndsAt: lastEndsAt?.toISOString() ?? null,
    })),
    absences: absences.map(({ startsAt, ...absence }) => ({ ...absence, startsAt: startsAt.toISOString() })),
    expiring: expiring.map(({ courseId, courseName, validUntil, isEnrolledAgain }) => ({
      ...{ courseId, courseName, isEnrolledAgain },
      validUntil: validUntil.toISOString(),
    })),
  }
}
