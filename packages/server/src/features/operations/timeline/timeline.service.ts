import type { Ctx } from '../../../ctx.ts'
import type { EventId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { sayEntries } from '../../platform/audit/audit-log.service.ts'
import { getEvent } from '../../training/events/events.service.ts'
import { getEditable } from '../../training/sessions/session-briefs.service.ts'
import * as timelineStore from './timeline.store.ts'

const SHOWN = 300
const BUNDLED = 5000

/** What happened around an event, for its planners and instructors; newest first. */
export async function listTimeline(ctx: Ctx, actor: Actor, eventId: EventId) {
  await assertMaySee(ctx, actor, eventId)
  const rows = await timelineStore.listTimeline(ctx.db, ctx.platform.id, eventId, SHOWN)
  const changes = rows.filter(({ kind }) => kind === 'change')
  const said = await sayEntries(ctx, actor.reader, changes.map(changeOf))
  const details = new Map(changes.map((row, index) => [row, said[index] ?? []]))
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), details: details.get(row) ?? [] }))
}

/** What people outside need to look into a problem: no secrets, no links, no addresses of people. */
export async function makeSupportBundle(ctx: Ctx, actor: Actor, eventId: EventId) {
  const event = await assertMaySee(ctx, actor, eventId)
  const timeline = await timelineStore.listTimeline(ctx.db, ctx.platform.id, eventId, BUNDLED)
  return {
    madeAt: ctx.now().toISOString(),
    event: {
      id: event.id,
      startsAt: event.startsAt,
      endsAt: event.endsAt,
      timeZone: event.timeZone,
      tool: event.tool && { appId: event.tool.appId, sessionType: event.tool.sessionType },
      room: event.room,
    },
    rooms: await timelineStore.listRooms(ctx.db, ctx.platform.id, eventId),
    registrations: await timelineStore.countRegistrations(ctx.db, ctx.platform.id, eventId),
    timeline: timeline.map(({ personName: _, ...row }) => row),
  }
}

/** As the audit log wrote it. */
function changeOf({ data }: timelineStore.TimelineRow) {
  const { changes, was } = data as Record<'changes' | 'was', Record<string, unknown>>
  return { changes, was }
}

async function assertMaySee(ctx: Ctx, actor: Actor, eventId: EventId) {
  const event = await getEvent(ctx, actor, eventId)
  await getEditable(ctx, actor, event.sessionId)
  return event
}
