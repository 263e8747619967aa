import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { maySeePlans } from '../../../access/courses.policy.ts'
import { mayEditEvent, mayStartEvent, mayTeachEvent } from '../../../access/events.policy.ts'
import type { Ctx } from '../../../ctx.ts'
import { type AccessWindow, joinWindow, phaseOf, startWindow } from '../../../domain/event.ts'
import type { AccountId, PersonId } from '../../../domain/ids.ts'
import { mergeOptions, type RoomOption, unmetOptions } from '../../../domain/room-options.ts'
import type { Actor } from '../../../http/actor.ts'
import { everywhere, toMessage } from '../../../messages/messages.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { listOwnUsers } from '../../rooms/accounts/organizers.service.ts'
import { listInstructorsOfEvents } from '../teaching/teaching.service.ts'
import type { Access, Event } from './events.schemas.ts'
import type { EventRow } from './events.store.ts'

type EventView = z.output<typeof Event>
type AccessView = z.output<typeof Access>

/** Events as one person sees them: learners who are enrolled see Join, instructors who teach see Start. */
export async function toEventViews(ctx: Ctx, actor: Actor, rows: readonly ShownRow[]): Promise<EventView[]> {
  const instructorsOf = await findInstructors(ctx, rows)
  // Only its instructors start an event.
  const teachesAny = rows.some((row) => row.teachingPersonId !== null)
  const ownUsers = teachesAny ? await listOwnUsers(ctx, actor.personId) : new Set<AccountId>()
  return rows.map((row) => {
    const ties = { isOfSession: row.planningPersonId !== null, isTeaching: row.teachingPersonId !== null }
    const mayEdit = mayEditEvent(actor, ties) && row.endsAt > ctx.now()
    const seesPlans = maySeePlans(actor)
    return {
      id: row.id,
      courseId: row.courseId,
      courseName: row.courseName,
      courseHue: hueOf({ name: row.courseName, hue: row.courseOwnHue }),
      sessionId: row.sessionId,
      sessionName: row.sessionName,
      name: row.name,
      description: row.description,
      startsAt: row.startsAt.toISOString(),
      endsAt: row.endsAt.toISOString(),
      startsWall: row.startsWall,
      endsWall: row.endsWall,
      timeZone: row.timeZone,
      instructors: instructorsOf(row),
      hasOwnInstructors: row.hasOwnInstructors,
      place: row.place,
      breaks: [...row.breaks],
      joinOpensMinutes: row.joinOpensMinutes,
      showsRecording: row.showsRecordings,
      hasOwnShowsRecording: row.showsRecording !== null,
      ...toOptions(ctx, row, seesPlans),
      evidenceProfile: seesPlans ? row.evidenceProfile : null,
      tool: toTool(ctx, row, seesPlans),
      room:
        row.roomState && row.roomChangedAt
          ? {
              state: row.roomState,
              reason: seesPlans ? toMessage(row.roomReason, actor.reader) : null,
              changedAt: row.roomChangedAt.toISOString(),
              drift: seesPlans ? toMessage(row.roomDrift, actor.reader) : null,
            }
          : null,
      spare: seesPlans ? toSpare(ctx, actor, row) : null,
      join: row.enrolledPersonId ? toAccess(ctx, row, joinWindow(row), 'join') : null,
      inRoom: row.enrolledPersonId ? toInRoom(ctx, row) : null,
      start: mayStartEvent(actor, ties) ? toStart(ctx, row, ownUsers) : null,
      seriesId: row.seriesId,
      version: row.version,
      cancelled: row.cancelledAt && {
        at: row.cancelledAt.toISOString(),
        reason: row.cancelReason,
        with: row.cancelledWith,
      },
      may: {
        edit: mayEdit,
        retryRoom: mayEdit && row.accountId !== null && !row.cancelledAt,
        teach: mayTeachEvent(actor, ties),
      },
    }
  })
}

/** What is asked most has its instructors with it. */
interface ShownRow extends EventRow {
  readonly instructors?: readonly { id: PersonId; firstName: string; lastName: string }[]
}

async function findInstructors(
  ctx: Ctx,
  rows: readonly ShownRow[],
): Promise<(row: ShownRow) => EventView['instructors']> {
  const others = rows.filter((row) => !row.instructors).map((row) => row.id)
  const found = others.length > 0 ? await listInstructorsOfEvents(ctx, ctx.db, others) : []
  return (row) =>
    row.instructors?.map((person) => ({ id: person.id, name: nameOf(person) })) ??
    found.filter((person) => person.eventId === row.id).map(({ id, name }) => ({ id, name }))
}

/** How rooms are to be is for planners. */
function toOptions(ctx: Ctx, row: EventRow, seesPlans: boolean) {
  if (!seesPlans) return { roomOptions: {}, usualRoomOptions: {}, unmetRoomOptions: [] }
  const { breakoutGroups: _, ...usual } = mergeOptions(row.accountRoomOptions, row.courseRoomOptions)
  const said = mergeOptions(usual, row.roomOptions)
  const unmet = row.accountId ? unmetOptions(said, optionsOf(ctx, row)) : []
  return { roomOptions: row.roomOptions, usualRoomOptions: usual, unmetRoomOptions: unmet }
}

/** What awaits a learner there, as far as the tool can. Groups are told here where it prepares none. */
function toInRoom(ctx: Ctx, row: EventRow): EventView['inRoom'] {
  const said = mergeOptions(row.accountRoomOptions, row.courseRoomOptions, row.roomOptions)
  const able = optionsOf(ctx, row)
  const isOn = (option: 'lobby' | 'muteOnEntry') => said[option] === true && able.includes(option)
  const { ownGroup } = row
  const isGroup = ownGroup !== null && said.breakoutGroups?.includes(ownGroup)
  return { waits: isOn('lobby'), isMuted: isOn('muteOnEntry'), breakoutGroup: isGroup ? ownGroup : null }
}

function optionsOf(ctx: Ctx, { appId, sessionType }: EventRow): RoomOption[] {
  if (!appId || !sessionType) return []
  return [...ctx.providers.provider(appId, sessionType).capabilities.options]
}

/** @param seesPlans the names of accounts are for planners */
function toTool(ctx: Ctx, row: EventRow, seesPlans: boolean): EventView['tool'] {
  if (!row.accountId || !row.appId || !row.sessionType) return null
  const { toolName, accountForm } = ctx.providers.app(row.appId).manifest
  const type = accountForm.sessionTypes.find((choice) => choice.id === row.sessionType)
  return {
    appId: row.appId,
    name: toolName,
    accountId: row.accountId,
    accountName: (seesPlans && row.accountName) || '',
    sessionType: row.sessionType,
    sessionTypeName: type?.label ?? everywhere(row.sessionType),
    records: ctx.providers.provider(row.appId, row.sessionType).recordings !== undefined,
    options: optionsOf(ctx, row),
  }
}

function toSpare(ctx: Ctx, { reader }: Actor, { spare }: EventRow): EventView['spare'] {
  if (!spare) return null
  const { appId, providerKey, replacedAt, reason, state, ...own } = spare
  const isStuck = state === 'blocked' || state === 'failed'
  return {
    ...own,
    state,
    toolName: ctx.providers.app(appId).manifest.toolName,
    reason: toMessage(reason, reader),
    isReady: providerKey !== null && !isStuck,
    wasLed: replacedAt !== null,
  }
}

/** @param ownUsers accounts among whose organizers the person is */
function toStart(ctx: Ctx, row: EventRow, ownUsers: ReadonlySet<AccountId>): EventView['start'] {
  if (!row.appId || !row.sessionType || !row.accountId) return null
  const { start } = ctx.providers.provider(row.appId, row.sessionType).capabilities
  if (start === 'none') return null
  const needs =
    start === 'host-link' ? 'nothing' : ownUsers.has(row.accountId) ? 'own-sign-in' : 'organizer-sign-in'
  return { ...toAccess(ctx, row, startWindow(row), 'start'), needs, organizer: row.organizerEmail }
}

function toAccess(ctx: Ctx, row: EventRow, window: AccessWindow, kind: 'join' | 'start'): AccessView {
  const phase = phaseOf(window, ctx.now())
  const inside = row.accountId === null ? 'unavailable' : row.roomKey ? 'open' : 'preparing'
  return {
    state: row.cancelledAt ? 'cancelled' : phase === 'open' ? inside : phase,
    opensAt: window.opensAt.toISOString(),
    closesAt: window.closesAt.toISOString(),
    path: `/learn/events/${row.id}/${kind}`,
  }
}
