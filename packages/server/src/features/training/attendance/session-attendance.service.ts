import type { z } from 'zod'
import { toCsv } from '../../../csv/csv.ts'
import type { Ctx } from '../../../ctx.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { getEditable } from '../sessions/sessions.service.ts'
import type { SessionAttendance } from './attendance.schemas.ts'
import * as attendanceStore from './attendance.store.ts'

type View = z.output<typeof SessionAttendance>

/** A table of the learners and events of a session, for planners who may edit it. */
export async function getSessionAttendance(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<View> {
  const session = await getEditable(ctx, actor, sessionId)
  const { id: platformId } = ctx.platform
  const events = await attendanceStore.listEvents(ctx.db, platformId, sessionId)
  const learners = await attendanceStore.listPlaces(ctx.db, platformId, sessionId)
  const marks = await attendanceStore.listMarksByPerson(
    ctx.db,
    platformId,
    events.map((event) => event.id),
  )
  return {
    completionRule: session.completionRule,
    events: events.map((event) => ({
      ...event,
      startsAt: event.startsAt.toISOString(),
      endsAt: event.endsAt.toISOString(),
    })),
    learners: learners.map(({ firstName, lastName, status, ...row }) => ({
      ...row,
      name: nameOf({ firstName, lastName }),
      isCompleted: status === 'completed',
      marks: marks.get(row.personId) ?? {},
    })),
  }
}

/** The attendance of a session as a table for spreadsheets: a column for each event. */
export async function exportSession(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<string> {
  const { events, learners } = await getSessionAttendance(ctx, actor, sessionId)
  const heading = ['name', 'email', 'completed', ...events.map((event) => `${event.name} ${event.startsAt}`)]
  const rows = learners.map(({ name, email, isCompleted, marks }) => [
    name,
    email,
    isCompleted ? 'yes' : 'no',
    ...events.map((event) => marks[event.id] ?? 'not-set'),
  ])
  return toCsv(heading, rows)
}
