import type { z } from 'zod'
import type { FileTable } from '../../../csv/file-table.ts'
import type { Ctx } from '../../../ctx.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { getEditable } from '../sessions/session-briefs.service.ts'
import { listEffectiveOf } from '../verdicts/effective.service.ts'
import type { SessionAttendance } from './attendance.schemas.ts'
import * as attendanceStore from './attendance.store.ts'

type View = z.output<typeof SessionAttendance>

/** A table of the learners and events of a session, for planners who may edit it. */
export async function getSessionAttendance(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<View> {
  await getEditable(ctx, actor, sessionId)
  const { id: platformId } = ctx.platform
  const events = await attendanceStore.listEvents(ctx.db, platformId, sessionId)
  const learners = await attendanceStore.listPlaces(ctx.db, platformId, sessionId)
  const eventIds = events.map((event) => event.id)
  const marks = await attendanceStore.listMarksByPerson(ctx.db, platformId, eventIds)
  const held = await listEffectiveOf(ctx, eventIds)
  return {
    events: events.map((event) => ({
      ...event,
      startsAt: event.startsAt.toISOString(),
      endsAt: event.endsAt.toISOString(),
    })),
    learners: learners.map(({ firstName, lastName, ...row }) => ({
      ...row,
      name: nameOf({ firstName, lastName }),
      marks: marks.get(row.personId) ?? {},
      held: Object.fromEntries(
        [...held].flatMap(([eventId, byPerson]) => {
          const own = byPerson.get(row.personId)
          return own ? [[eventId, own]] : []
        }),
      ),
    })),
  }
}

/** The attendance of a session as a table for spreadsheets: for each event what holds, and its minutes. */
export async function exportSession(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<FileTable> {
  const { events, learners } = await getSessionAttendance(ctx, actor, sessionId)
  const columns = events.flatMap(({ name, startsAt }) => [
    `${name} ${startsAt}`,
    `${name} ${startsAt} minutes`,
  ])
  const rows = learners.map(({ name, email, isCompleted, held }) => [
    name,
    email,
    isCompleted ? 'yes' : 'no',
    ...events.flatMap(({ id }) => [held[id]?.status ?? 'not-set', minutesOf(held[id]?.seconds ?? null)]),
  ])
  return { heading: ['name', 'email', 'completed', ...columns], rows }
}

/** Whole minutes that were reached. */
export function minutesOf(seconds: number | null): number | null {
  return seconds === null ? null : Math.floor(seconds / 60)
}
