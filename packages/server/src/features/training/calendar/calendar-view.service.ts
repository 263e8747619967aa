import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { maySeePlans } from '../../../access/courses.policy.ts'
import { assertPlanner } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import type { Agenda, CalendarEntries, CalendarEntry, FindCalendarEntries } from './calendar-view.schemas.ts'
import { type CalendarFilter, calendarEntries, listOwnEntries } from './calendar-view.store.ts'

const DAY_MINUTES = 24 * 60
const MAX_DAYS = 45
const MAX_ENTRIES = 1000
const AGENDA_DAYS = 30

type Entries = z.output<typeof CalendarEntries>

/**
 * The events of a stretch of time.
 *
 * @throws {InvalidInputError} `calendar-span`
 * @throws {ForbiddenError} when somebody who is no planner asks for the events of all
 */
export async function listCalendarEntries(
  ctx: Ctx,
  actor: Actor,
  filter: z.output<typeof FindCalendarEntries>,
): Promise<Entries> {
  const [from, until] = [new Date(filter.from), new Date(filter.until)]
  if (until <= from || until > addMinutes(from, MAX_DAYS * DAY_MINUTES)) {
    throw InvalidInputError.at('/until', 'calendar-span', { days: MAX_DAYS })
  }
  if (filter.scope === 'all') assertPlanner(actor)
  return readEntries(ctx, actor, {
    from,
    until,
    scope: filter.scope,
    courseId: filter.courseId,
    instructorId: filter.instructorId,
    accountId: filter.accountId,
  })
}

/** One's own events of the next 30 days, as browsers keep them for times without a connection. */
export async function getAgenda(ctx: Ctx, actor: Actor): Promise<z.output<typeof Agenda>> {
  const now = ctx.now()
  const span = { from: now, until: addMinutes(now, AGENDA_DAYS * DAY_MINUTES) }
  const entries = await readEntries(ctx, actor, { ...span, scope: 'mine' })
  return { ...entries, readAt: now.toISOString(), timeZone: actor.reader.timeZone }
}

async function readEntries(ctx: Ctx, actor: Actor, filter: Omit<CalendarFilter, 'limit'>): Promise<Entries> {
  const query = { ...filter, limit: MAX_ENTRIES + 1 }
  const isPlain = query.scope === 'mine' && !query.courseId && !query.accountId && !query.instructorId
  const [{ id: platformId }, { personId }] = [ctx.platform, actor]
  const rows = isPlain
    ? await listOwnEntries(ctx.db, { platformId, personId, ...query })
    : await calendarEntries(ctx.db, platformId, personId, query).execute()
  const shownUntil = rows[MAX_ENTRIES]?.startsAt
  // Events that begin at the same moment are shown all or none: nobody sees a part of an hour.
  const shown = shownUntil ? rows.filter((row) => row.startsAt < shownUntil) : rows
  return {
    items: shown.map((row) => toEntry(ctx, actor, row)),
    shownUntil: shownUntil?.toISOString() ?? null,
  }
}

type Row = Awaited<ReturnType<ReturnType<typeof calendarEntries>['execute']>>[number]

function toEntry(ctx: Ctx, actor: Actor, row: Row): z.output<typeof CalendarEntry> {
  return {
    id: row.id,
    name: row.name,
    courseId: row.courseId,
    courseName: row.courseName,
    courseHue: hueOf({ name: row.courseName, hue: row.ownHue }),
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    timeZone: row.timeZone,
    cancelled: row.cancelled,
    tool: row.appId ? ctx.providers.app(row.appId).manifest.toolName[actor.reader.language] : null,
    place: row.place,
    hasSpare: row.hasSpare && (row.teaches || maySeePlans(actor)),
    myRole: row.teaches ? 'instructor' : row.learns ? 'learner' : null,
  }
}
