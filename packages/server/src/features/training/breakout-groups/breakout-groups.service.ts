import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import type { BreakoutMember } from '../../../domain/event-snapshot.ts'
import type { ChangeId, EventId } from '../../../domain/ids.ts'
import type { BreakoutGroup } from '../../../domain/room-options.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { getEditable, lockEvent, raiseVersion, reviseEvent } from '../events/events.service.ts'
import { hold } from '../events/held.ts'
import type { BreakoutGroups } from './breakout-groups.schemas.ts'
import * as groupsStore from './breakout-groups.store.ts'

type GroupsView = z.output<typeof BreakoutGroups>

/** The groups of an event, those who are in each, and everybody who could be. */
export async function getGroups(ctx: Ctx, actor: Actor, eventId: EventId): Promise<GroupsView> {
  const { appId, sessionType, roomOptions, version } = await getEditable(ctx, actor, eventId)
  const people = await groupsStore.listPeople(ctx.db, ctx.platform.id, eventId)
  const able = appId && sessionType ? ctx.providers.provider(appId, sessionType).capabilities.options : []
  return {
    version,
    isAble: able.includes('breakoutGroups'),
    breakoutGroups: (roomOptions.breakoutGroups ?? []).map((name) => ({
      name,
      personIds: people.filter(({ groupName }) => groupName === name).map(({ id }) => id),
    })),
    people: people.map((person) => ({ id: person.id, name: nameOf(person) })),
  }
}

/**
 * Says who works in which group; the room follows. The names of the groups are among the options of the event, so that other
 * names are a change of it that can be taken back.
 *
 * @throws {InvalidInputError} `breakout-group-twice`, `breakout-person-twice`, `breakout-person-without-place`
 */
export async function arrangeGroups(
  ctx: Ctx,
  actor: Actor,
  target: { eventId: EventId; expectedVersion: number },
  groups: readonly BreakoutGroup[],
): Promise<GroupsView> {
  const { eventId } = target
  const before = await getEditable(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  // Other groups and who is in them are one change, which is taken back as one.
  const inOne = { ...ctx, change: ctx.change ?? { id: ctx.newId<ChangeId>(), heldUntil: ctx.now() } }
  await withTransaction(ctx.db, async (trx) => {
    const held = await hold(ctx, trx, {
      ...{ sessionIds: [before.sessionId], eventIds: [eventId], accountIds: [] },
    })
    const locked = await lockEvent(ctx, trx, eventId)
    const isMeant = [before, locked].every(({ version }) => version === target.expectedVersion)
    assertUpdated(isMeant ? locked : undefined)
    assertGroups(groups, await groupsStore.listPeople(trx, platformId, eventId))
    const members = groups.flatMap(({ name, personIds }) =>
      personIds.map((personId) => ({ personId, groupName: name })),
    )
    const breakoutGroups = groups.map(({ name }) => name)
    if (isDeepStrictEqual(before.roomOptions.breakoutGroups ?? [], breakoutGroups))
      await raiseVersion(ctx, trx, eventId)
    else {
      const change = { roomOptions: { ...before.roomOptions, breakoutGroups } }
      await reviseEvent(inOne, trx, actor, { before, ...target }, change, held)
    }
    await putMembers(inOne, trx, actor, { id: eventId, version: before.version }, members, { breakoutGroups })
  })
  return getGroups(ctx, actor, eventId)
}

/** Puts people into groups in place of those who were in them. @param was the event before the change that this is a part of */
async function putMembers(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  { id, version }: { id: EventId; version: number },
  members: readonly BreakoutMember[],
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { id: platformId } = ctx.platform
  const breakoutMembers = await groupsStore.listMembers(trx, platformId, id)
  await groupsStore.replaceMembers(trx, platformId, id, members)
  const before = { version, breakoutMembers }
  await happened(ctx, trx, { kind: 'event-groups-arranged', id, by: actor.personId, changes, before })
}

/** Who worked in which group does so again, of those who have a place; within a change of the event. */
export async function putMembersBack(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  event: { id: EventId; version: number },
  members: readonly BreakoutMember[],
): Promise<void> {
  const people = new Set((await groupsStore.listPeople(trx, ctx.platform.id, event.id)).map(({ id }) => id))
  const there = members.filter(({ personId }) => people.has(personId))
  await putMembers(ctx, trx, actor, event, there, {})
}

type Person = Awaited<ReturnType<typeof groupsStore.listPeople>>[number]

/** Each group once, and each person in one at most, of those who have a place. */
function assertGroups(groups: readonly BreakoutGroup[], people: readonly Person[]): void {
  const personOf = new Map<string, Person>(people.map((person) => [person.id, person]))
  const names = new Set<string>()
  const seen = new Set<string>()
  groups.forEach(({ name, personIds }, at) => {
    if (names.has(name))
      throw InvalidInputError.at(`/breakoutGroups/${at}/name`, 'breakout-group-twice', { name })
    names.add(name)
    for (const id of personIds) {
      const pointer = `/breakoutGroups/${at}/personIds`
      const person = personOf.get(id)
      if (!person) throw InvalidInputError.at(pointer, 'breakout-person-without-place', { group: name })
      if (seen.has(id)) throw InvalidInputError.at(pointer, 'breakout-person-twice', { name: nameOf(person) })
      seen.add(id)
    }
  })
}
