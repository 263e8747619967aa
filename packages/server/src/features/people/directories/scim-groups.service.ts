import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ForbiddenError, NotFoundError, StaleError } from '../../../domain/errors.ts'
import type { GroupId, PersonId } from '../../../domain/ids.ts'
import { toLine } from '../../../domain/words.ts'
import { isUuid } from '../../../new-id.ts'
import {
  addGroup,
  listAllMembers,
  lockGroup,
  nameGroup,
  removeGroup,
  setMembers,
} from '../groups/groups.service.ts'
import { nameOf } from '../people/people.service.ts'
import * as store from './scim.store.ts'
import { toCondition } from './scim-filter.ts'
import { type Asked, type Listed, type Resource, toResource } from './scim-list.ts'
import { type Assignment, field, readPatch } from './scim-patch.ts'
import { type Asking, changing, viewOf } from './scim-users.service.ts'
import { attributeOf, GROUP, isObject, wrong, wrongValue } from './scim-words.ts'

interface Target {
  readonly id: string
  readonly ifMatch: string | undefined
}

/** @throws {InvalidInputError} `scim-filter` */
export async function listGroups(ctx: Ctx, asking: Asking, asked: Asked): Promise<Listed> {
  const view = viewOf(ctx, asking)
  const condition = asked.filter ? toCondition(asked.filter, store.groupColumns(view)) : undefined
  const total = await store.countGroups(ctx.db, view, condition)
  const stretch = { offset: asked.startIndex - 1, limit: asked.count }
  const rows = asked.count > 0 && total > 0 ? await store.listGroups(ctx.db, view, condition, stretch) : []
  const resources: Resource[] = []
  for (const row of rows) resources.push(await resourceOf(ctx, ctx.db, asking, row, hasMembers(asked)))
  return { total, resources }
}

/** @throws {NotFoundError} `group-not-found` */
export async function getGroup(ctx: Ctx, asking: Asking, id: string, asked: Asked): Promise<Resource> {
  const row = await find(ctx.db, viewOf(ctx, asking), id)
  return resourceOf(ctx, ctx.db, asking, row, hasMembers(asked))
}

/** A group may have thousands: they are read when they are asked for. */
function hasMembers({ attributes, excludedAttributes }: Asked): boolean {
  return attributes.length > 0 ? attributes.includes('members') : !excludedAttributes.includes('members')
}

/** @throws {InvalidInputError} `group-name-taken`, `scim-value` */
export async function createGroup(ctx: Ctx, asking: Asking, body: unknown): Promise<Resource> {
  const wanted = readGroup(body)
  return changing(ctx, asking, async (trx, view) => {
    const id = await addGroup(ctx, trx, wanted.name)
    await setMembersOf(ctx, trx, id, { add: wanted.members, remove: [] })
    await store.keepGroupLink(trx, view, id, wanted.externalId)
    return resourceOf(ctx, trx, asking, await find(trx, view, id))
  })
}

export async function replaceGroup(
  ctx: Ctx,
  asking: Asking,
  target: Target,
  body: unknown,
): Promise<Resource> {
  const wanted = readGroup(body)
  return update(ctx, asking, target, async (trx, before) => {
    if (wanted.name !== before.name) await nameGroup(ctx, trx, { groupId: before.id }, wanted.name)
    await replaceMembers(ctx, trx, before.id, wanted.members)
    return wanted.externalId
  })
}

/** @throws {InvalidInputError} `scim-syntax`, `scim-path`, `scim-value`, `group-name-taken` */
export async function patchGroup(ctx: Ctx, asking: Asking, target: Target, body: unknown): Promise<Resource> {
  const assignments = readPatch(body)
  return update(ctx, asking, target, async (trx, before) => {
    let { externalId } = before
    for (const assignment of assignments) {
      const { op, attribute, value } = assignment
      if (attribute === 'members') await patchMembers(ctx, trx, before.id, assignment)
      if (attribute === 'displayname' && op !== 'remove') {
        const name = nameIn(value)
        if (name !== before.name) await nameGroup(ctx, trx, { groupId: before.id }, name)
      }
      if (attribute === 'externalid') externalId = op === 'remove' ? null : externalIdIn(value)
    }
    return externalId
  })
}

/**
 * Forgets a group that the directory looks after. Its members stay.
 *
 * @throws {ForbiddenError} `directory-group-own` for one that was made here
 */
export async function deleteGroup(ctx: Ctx, asking: Asking, id: string): Promise<void> {
  await changing(ctx, asking, async (trx, view) => {
    const group = await find(trx, view, id)
    if (!group.isKnown) throw new ForbiddenError('directory-group-own', { name: group.name })
    await lockGroup(ctx, trx, group.id)
    await removeGroup(ctx, trx, group)
  })
}

async function update(
  ctx: Ctx,
  asking: Asking,
  { id, ifMatch }: Target,
  /** @returns the directory's own id for it from now on */
  work: (trx: Trx, before: store.GroupRow) => Promise<string | null>,
): Promise<Resource> {
  return changing(ctx, asking, async (trx, view) => {
    const before = await find(trx, view, id)
    await lockGroup(ctx, trx, before.id)
    if (ifMatch && ifMatch !== '*') {
      const { meta } = await resourceOf(ctx, trx, asking, before)
      if (meta.version !== ifMatch) throw new StaleError('changed-meanwhile')
    }
    await store.keepGroupLink(trx, view, before.id, await work(trx, before))
    return resourceOf(ctx, trx, asking, await find(trx, view, id))
  })
}

async function patchMembers(
  ctx: Ctx,
  trx: Trx,
  groupId: GroupId,
  { op, filter, value }: Assignment,
): Promise<void> {
  if (filter) {
    // `members[value eq "…"]`: one of them.
    const isOne = filter.op === 'eq' && attributeOf(filter.attrPath) === 'value'
    if (!isOne || op !== 'remove') throw wrong('scim-path', { found: 'members[…]' })
    return setMembersOf(ctx, trx, groupId, { add: [], remove: [String(filter.compValue)] })
  }
  if (op === 'add') return setMembersOf(ctx, trx, groupId, { add: membersIn(value), remove: [] })
  if (op === 'replace') return replaceMembers(ctx, trx, groupId, membersIn(value))
  // Entra names those that go in the value; without one all go.
  if (value === undefined || value === null) return replaceMembers(ctx, trx, groupId, [])
  return setMembersOf(ctx, trx, groupId, { add: [], remove: membersIn(value) })
}

async function replaceMembers(
  ctx: Ctx,
  trx: Trx,
  groupId: GroupId,
  wanted: readonly string[],
): Promise<void> {
  const present = await listAllMembers(ctx, trx, groupId)
  const kept = new Set<string>(wanted)
  const remove = present.map(({ personId }) => personId).filter((id) => !kept.has(id))
  await setMembersOf(ctx, trx, groupId, { add: wanted, remove })
}

async function setMembersOf(
  ctx: Ctx,
  trx: Trx,
  groupId: GroupId,
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<void> {
  const broken = add.find((id) => !isUuid(id))
  if (broken !== undefined) throw wrongValue('members', 'id', broken)
  const present = await store.listPresent(trx, ctx.platform.id, add)
  const unknown = add.find((id) => !present.has(id))
  if (unknown !== undefined) throw wrongValue('members', 'id', unknown)
  await setMembers(ctx, trx, groupId, {
    add: add as PersonId[],
    remove: remove.filter(isUuid) as PersonId[],
  })
}

function readGroup(body: unknown): { name: string; externalId: string | null; members: string[] } {
  if (!isObject(body)) throw wrong('scim-syntax', { expected: '{ "displayName": …, }' })
  return {
    name: nameIn(field(body, 'displayname')),
    externalId: externalIdIn(field(body, 'externalid')),
    members: membersIn(field(body, 'members') ?? []),
  }
}

function nameIn(value: unknown): string {
  const name = typeof value === 'string' ? toLine(value) : ''
  if (!name || name.length > 100) throw wrongValue('displayName', '1–100', value)
  return name
}

function externalIdIn(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string' || value.length > 1000) throw wrongValue('externalId', '"…"', value)
  return value
}

/** `[{ "value": "…" }]`, one of them by itself, or an id alone. In lower case, as ids are. */
function membersIn(value: unknown): string[] {
  const all = Array.isArray(value) ? value : [value]
  const ids = all.map((one: unknown) => {
    const id = isObject(one) ? field(one, 'value') : one
    if (typeof id !== 'string') throw wrongValue('members', '[{ "value": … }]', one)
    return id.toLowerCase()
  })
  return [...new Set(ids)]
}

async function find(db: Ctx['db'] | Trx, view: store.View, id: string): Promise<store.GroupRow> {
  const [row] = isUuid(id) ? await store.listGroups(db, view, store.isGroup(id as GroupId)) : []
  if (!row) throw new NotFoundError('group-not-found')
  return row
}

async function resourceOf(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  { base }: Asking,
  row: store.GroupRow,
  /** Without, its version is not told: that is of all that it is. */
  isWhole = true,
): Promise<Resource> {
  const members = isWhole ? await listAllMembers(ctx, db, row.id) : undefined
  return toResource(
    {
      schemas: [GROUP],
      id: row.id,
      ...(row.externalId === null ? {} : { externalId: row.externalId }),
      displayName: row.name,
      ...(members && {
        members: members.map((member) => ({
          value: member.personId,
          $ref: `${base}/Users/${member.personId}`,
          display: nameOf(member),
          type: 'User',
        })),
      }),
    },
    'Group',
    `${base}/Groups/${row.id}`,
    isWhole,
  )
}
