import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { dryRun, type Traces, type UnsentJob } from '../../../db/dry-run.ts'
import type { EventId, RoomId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { labelOf } from '../../messages/notifications/wording.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { differencesInWords } from '../../rooms/rooms/differences.ts'
import { reconcileRoomJob } from '../../rooms/rooms/rooms.job.ts'
import { cancelCourse, restoreCourse } from '../cancellations/course-cancellation.service.ts'
import { cancelSession, restoreSession } from '../cancellations/session-cancellation.service.ts'
import { mergeSession } from '../decisions/decisions.service.ts'
import { enroll, moveEnrollment, unenroll } from '../enrollments/enrollments.service.ts'
import { changeEvent, deleteEvent, scheduleEvent } from '../events/events.service.ts'
import { cancel, remove, restoreEvent } from '../lifecycle/lifecycle.service.ts'
import { unmetOfEvents } from '../room-options/room-options.service.ts'
import { changeSession } from '../sessions/sessions.service.ts'
import { methodsOf, placeOutcomeOrder, placeOutcomes, roomOutcomes } from './effects.ts'
import type { Preview, PreviewRequest } from './previews.schemas.ts'
import type { PlaceChange } from './previews.store.ts'
import * as previewsStore from './previews.store.ts'

type Request = z.output<typeof PreviewRequest>
type View = z.output<typeof Preview>
type NotPlaced = View['notPlaced']

/** So many people and events are named. */
const NAMED = 50

/** Tells what a change would do. It is carried out and taken back, so that it is refused as the change would be. */
export async function preview(ctx: Ctx, actor: Actor, request: Request): Promise<View> {
  // Who would be told is shown, also where they shall not be.
  const effects = await dryRun(
    { ...ctx, isQuiet: false },
    (dry) => carryOut(dry, actor, request),
    async (trx, traces) => ({
      ...(await readEffects(ctx, trx, actor, traces)),
      notPlaced: traces.result,
    }),
  )
  return { ...effects, isQuiet: 'quiet' in request && request.quiet === true }
}

/** @returns the people who were to move and could not */
async function carryOut(ctx: Ctx, actor: Actor, request: Request): Promise<NotPlaced> {
  switch (request.action) {
    case 'plan-event': {
      const { action: _, quiet: __, sessionId, ...fields } = request
      await scheduleEvent(ctx, actor, { ...fields, sessionId: sessionId })
      return []
    }
    case 'change-event': {
      const { action: _, quiet: __, eventId, version, ...change } = request
      await changeEvent(ctx, actor, { eventId: eventId, expectedVersion: version }, change)
      return []
    }
    case 'change-session': {
      const { action: _, quiet: __, sessionId, version, ...change } = request
      const target = { sessionId: sessionId, expectedVersion: version }
      await changeSession(ctx, actor, target, change)
      return []
    }
    case 'cancel-event':
      await cancel(ctx, actor, { eventId: request.eventId }, request.reason)
      return []
    case 'restore-event':
      await restoreEvent(ctx, actor, request.eventId)
      return []
    case 'delete-event':
      await deleteEvent(ctx, actor, request.eventId)
      return []
    case 'cancel-session':
      return (await cancelSession(ctx, actor, request.sessionId, request)).notPlaced
    case 'merge-session':
      return (await mergeSession(ctx, actor, request.sessionId, request)).notPlaced
    case 'restore-session':
      await restoreSession(ctx, actor, request.sessionId)
      return []
    case 'delete-session':
      await remove(ctx, actor, { sessionId: request.sessionId })
      return []
    case 'cancel-course':
      await cancelCourse(ctx, actor, request.courseId, request)
      return []
    case 'restore-course':
      await restoreCourse(ctx, actor, request.courseId)
      return []
    case 'delete-course':
      await remove(ctx, actor, { courseId: request.courseId })
      return []
    case 'enroll': {
      const { sessionId, personId, whenFull } = request
      await enroll(ctx, actor, sessionId, personId, whenFull)
      return []
    }
    case 'unenroll':
      await unenroll(ctx, actor, request.sessionId, request.personId)
      return []
    case 'move': {
      const from = { sessionId: request.sessionId, personId: request.personId }
      await moveEnrollment(ctx, actor, from, request.toSessionId, request.whenFull)
      return []
    }
  }
}

/** What a change that is about to be taken back would do to people, rooms and places. */
export async function readEffects(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  { newIds, jobs }: Pick<Traces<unknown>, 'newIds' | 'jobs'>,
): Promise<Pick<View, 'mails' | 'rooms' | 'unmetOptions' | 'places'>> {
  const { id: platformId } = ctx.platform
  const roomIds = jobs.flatMap((job) => (isAboutRoom(job) ? [job.payload.roomId] : []))
  const told = await previewsStore.listTold(trx, platformId, newIds)
  const rooms = await previewsStore.listRooms(trx, platformId, [...new Set(roomIds)])
  const changes = await previewsStore.listPlaceChanges(trx, platformId, newIds)
  const mails = Map.groupBy(told, (entry) => `${entry.kind} ${methodsOf(entry).join()}`)
  return {
    mails: [...mails.values()].flatMap((people) => {
      const [first] = people
      if (!first) return []
      const title = labelOf(first.kind, actor.reader.language)
      return [{ kind: first.kind, title, calendar: methodsOf(first), ...counted(people) }]
    }),
    rooms: [...Map.groupBy(roomOutcomes(rooms, new Set(newIds)), ({ outcome }) => outcome)].map(
      ([outcome, of]) => ({
        outcome,
        count: of.length,
        events: of.slice(0, NAMED).map(({ room }) => room.name ?? ''),
      }),
    ),
    unmetOptions: await unmetOf(ctx, trx, rooms),
    places: placesOf(changes),
  }
}

/** By option and tool: what the rooms that come or change are asked for, and can't be. */
async function unmetOf(
  ctx: Ctx,
  trx: Trx,
  rooms: readonly { eventId: EventId; isWanted: unknown; name: string | null }[],
): Promise<View['unmetOptions']> {
  const names = new Map(
    rooms.filter(({ isWanted }) => isWanted).map((room) => [room.eventId, room.name ?? '']),
  )
  const all = (await unmetOfEvents(ctx, trx, [...names.keys()])).flatMap(({ options, ...of }) =>
    options.map((option) => ({ option, ...of })),
  )
  return [...Map.groupBy(all, ({ option, appId }) => `${option} ${appId}`).values()].flatMap((of) => {
    const [first] = of
    if (!first) return []
    const { toolName: tool } = ctx.providers.app(first.appId).manifest
    const events = of.slice(0, NAMED).map(({ eventId }) => names.get(eventId) ?? '')
    const [label = tool] = differencesInWords([first.option])
    return [{ option: first.option, label, tool, count: of.length, events }]
  })
}

function placesOf(changes: readonly PlaceChange[]) {
  const byOutcome = Map.groupBy(placeOutcomes(changes), ({ outcome }) => outcome)
  return placeOutcomeOrder.flatMap((outcome) => {
    const of = byOutcome.get(outcome)
    return of ? [{ outcome, ...counted(of.map(({ change }) => change)) }] : []
  })
}

function counted(people: readonly { firstName: string; lastName: string }[]) {
  return { people: people.length, names: people.slice(0, NAMED).map((person) => nameOf(person)) }
}

/** A worker would have been sent to a room. */
function isAboutRoom(job: UnsentJob): job is UnsentJob & { readonly payload: { readonly roomId: RoomId } } {
  return job.name === reconcileRoomJob.name && 'roomId' in job.payload
}
