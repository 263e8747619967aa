import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import type { EventId } from '../../../domain/ids.ts'
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
    await groupsStore.replaceMembers(trx, platformId, eventId, members)
    const breakoutGroups = groups.map(({ name }) => name)
    if (isDeepStrictEqual(before.roomOptions.breakoutGroups ?? [], breakoutGroups))
      await raiseVersion(ctx, trx, eventId)
    else {
      const change = { roomOptions: { ...before.roomOptions, breakoutGroups } }
      await reviseEvent(ctx, trx, actor, { before, ...target }, change, held)
    }
    const changes = { breakoutGroups }
    await happened(ctx, trx, { kind: 'event-groups-arranged', id: eventId, by: actor.personId, changes })
  })
  return getGroups(ctx, actor, eventId)
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
