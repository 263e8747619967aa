import type { z } from 'zod'
import { assertPlanner, assertSuperadmin, isSuperadmin } from '../../../access/roles.ts'
import { toShow } from '../../../csv/csv.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { GroupId, PersonId } from '../../../domain/ids.ts'
import type { MessageCode, MessageParams } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { sentence } from '../../../messages/messages.ts'
import { readListed } from '../people/listed.ts'
import { findPeopleByAddress, holdAsNow, listPeopleByIds, nameOf } from '../people/people.service.ts'
import type {
  AddedMembers,
  AddMembers,
  FindGroups,
  FindMembers,
  Group,
  GroupMember,
} from './groups.schemas.ts'
import * as groupsStore from './groups.store.ts'

type GroupView = z.output<typeof Group>

/** Rows that an answer names. */
const SHOWN = 200
/** Members of one group. */
const MAX_MEMBERS = 20_000

/** Groups by name, for planners who enroll them. */
export async function listGroups(ctx: Ctx, actor: Actor, filter: z.output<typeof FindGroups>) {
  assertPlanner(actor)
  const rows = await groupsStore.listGroups(ctx.db, ctx.platform.id, {
    query: filter.query,
    after: fromCursor(filter.cursor, ['text', 'id']),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [row.sortName, row.id])
  return { ...page, items: page.items.map((row) => toView(row, actor)) }
}

/** @throws {NotFoundError} `group-not-found` */
export async function getGroup(ctx: Ctx, actor: Actor, groupId: GroupId): Promise<GroupView> {
  assertPlanner(actor)
  const row = await groupsStore.findGroup(ctx.db, ctx.platform.id, groupId)
  if (!row) throw new NotFoundError('group-not-found')
  return toView(row, actor)
}

/** @throws {InvalidInputError} `group-name-taken` */
export async function createGroup(ctx: Ctx, actor: Actor, name: string): Promise<GroupView> {
  assertSuperadmin(actor)
  const id = await withTransaction(ctx.db, (trx) => addGroup(ctx, trx, name, actor.personId))
  return getGroup(ctx, actor, id)
}

/** @param by undefined = a program of the organization @throws {InvalidInputError} `group-name-taken` */
export async function addGroup(ctx: Ctx, trx: Trx, name: string, by?: PersonId): Promise<GroupId> {
  const id = ctx.newId<GroupId>()
  const made = await groupsStore.insertGroup(trx, { platformId: ctx.platform.id, id, name })
  if (!made) throw InvalidInputError.at('/name', 'group-name-taken', { name })
  await happened(ctx, trx, { kind: 'group-created', id, by, changes: { name } })
  return id
}

/** @throws {InvalidInputError} `group-name-taken` */
export async function renameGroup(
  ctx: Ctx,
  actor: Actor,
  target: { groupId: GroupId; expectedVersion: number },
  name: string,
): Promise<GroupView> {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    await lockGroup(ctx, trx, target.groupId)
    await nameGroup(ctx, trx, target, name, actor.personId)
  })
  return getGroup(ctx, actor, target.groupId)
}

/** Of a group that is locked. @param by undefined = a program of the organization @throws {InvalidInputError} `group-name-taken` */
export async function nameGroup(
  ctx: Ctx,
  trx: Trx,
  target: { groupId: GroupId; expectedVersion?: number },
  name: string,
  by?: PersonId,
): Promise<void> {
  if (await groupsStore.isNameTaken(trx, ctx.platform.id, name, target.groupId))
    throw InvalidInputError.at('/name', 'group-name-taken', { name })
  assertUpdated(await groupsStore.updateGroup(trx, ctx.platform.id, target, name))
  await happened(ctx, trx, { kind: 'group-renamed', id: target.groupId, by, changes: { name } })
}

/** Forgets a group; what its members have in sessions stays. */
export async function deleteGroup(ctx: Ctx, actor: Actor, groupId: GroupId): Promise<void> {
  assertSuperadmin(actor)
  const group = await getGroup(ctx, actor, groupId)
  await withTransaction(ctx.db, async (trx) => {
    await lockGroup(ctx, trx, groupId)
    await removeGroup(ctx, trx, group, actor.personId)
  })
}

/** @param by undefined = a program of the organization */
export async function removeGroup(
  ctx: Ctx,
  trx: Trx,
  { id, name }: { id: GroupId; name: string },
  by?: PersonId,
): Promise<void> {
  await groupsStore.deleteGroup(trx, ctx.platform.id, id)
  await happened(ctx, trx, { kind: 'group-deleted', id, by, changes: { name } })
}

/**
 * Makes people members, and others not, as a program of the organization says it. Who is what they are to be stays so.
 *
 * @throws {InvalidInputError} `group-members-many`
 */
export async function setMembers(
  ctx: Ctx,
  trx: Trx,
  groupId: GroupId,
  { add, remove }: { add: readonly PersonId[]; remove: readonly PersonId[] },
): Promise<void> {
  const { id: platformId } = ctx.platform
  const removed = await groupsStore.deleteMembers(trx, platformId, groupId, remove)
  const added = await groupsStore.insertMembers(trx, platformId, groupId, add)
  if (added.length > 0) {
    const { length } = await groupsStore.listMembers(trx, platformId, groupId, { limit: MAX_MEMBERS + 1 })
    if (length > MAX_MEMBERS) throw new InvalidInputError('group-members-many', { limit: MAX_MEMBERS })
    const changes = { people: added.length }
    await happened(ctx, trx, { kind: 'group-members-added', id: groupId, changes })
  }
  if (removed.length > 0) {
    const changes = { people: removed.length }
    await happened(ctx, trx, { kind: 'group-members-removed', id: groupId, changes })
  }
}

/** All members, by name, with what they are called. */
export function listAllMembers(ctx: Ctx, db: Ctx['db'] | Trx, groupId: GroupId) {
  return groupsStore.listMembers(db, ctx.platform.id, groupId, { limit: MAX_MEMBERS })
}

export async function findMembers(
  ctx: Ctx,
  actor: Actor,
  groupId: GroupId,
  filter: z.output<typeof FindMembers>,
) {
  await getGroup(ctx, actor, groupId)
  const rows = await groupsStore.listMembers(ctx.db, ctx.platform.id, groupId, {
    query: filter.query,
    after: fromCursor(filter.cursor, ['text', 'id']),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [row.sortName, row.personId])
  return {
    ...page,
    items: page.items.map(
      (row): z.output<typeof GroupMember> => ({
        personId: row.personId,
        name: nameOf(row),
        email: row.email,
        active: row.active,
      }),
    ),
  }
}

/** All members, by name. @throws {NotFoundError} `group-not-found` */
export async function listGroupMembers(ctx: Ctx, trx: Trx, groupId: GroupId): Promise<PersonId[]> {
  if (!(await groupsStore.findGroup(trx, ctx.platform.id, groupId)))
    throw new NotFoundError('group-not-found')
  const rows = await groupsStore.listMembers(trx, ctx.platform.id, groupId, { limit: MAX_MEMBERS })
  return rows.map((row) => row.personId)
}

interface Judged {
  readonly line: number
  readonly email: string
  readonly name: string
  readonly personId: PersonId | undefined
  readonly outcome: 'add' | 'known' | 'refuse'
  readonly reason: { code: MessageCode; params: MessageParams } | null
}

/**
 * Adds people by their addresses or ids. People who are not known or not active are left out and named.
 *
 * @throws {InvalidInputError} `enroll-who-needed`, `enroll-no-address`, `enroll-too-many`
 */
export async function addMembers(
  ctx: Ctx,
  actor: Actor,
  groupId: GroupId,
  input: z.output<typeof AddMembers>,
): Promise<z.output<typeof AddedMembers>> {
  assertSuperadmin(actor)
  const judged = await withTransaction(ctx.db, async (trx) => {
    await lockGroup(ctx, trx, groupId)
    const found = await judge(ctx, trx, groupId, input)
    if (!input.save) return found
    const judgedNew = found.flatMap((row) => (row.outcome === 'add' && row.personId ? [row.personId] : []))
    const added = [...new Set((await holdAsNow(ctx, trx, judgedNew)).values())]
    await groupsStore.insertMembers(trx, ctx.platform.id, groupId, added)
    const changes = { people: added.length }
    await happened(ctx, trx, { kind: 'group-members-added', id: groupId, by: actor.personId, changes })
    return found
  })
  const count = (outcome: Judged['outcome']) => judged.filter((row) => row.outcome === outcome).length
  return {
    added: count('add'),
    unchanged: count('known'),
    refused: count('refuse'),
    saved: input.save,
    rows: toShow(judged, SHOWN).map(({ line, email, name, outcome, reason }) => ({
      ...{ line, email, name, outcome },
      reason: reason && sentence(reason.code, reason.params, actor.reader),
    })),
  }
}

/** @throws {NotFoundError} `group-not-found`, `person-not-found` */
export async function removeMember(
  ctx: Ctx,
  actor: Actor,
  groupId: GroupId,
  personId: PersonId,
): Promise<void> {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    await lockGroup(ctx, trx, groupId)
    if (!(await groupsStore.deleteMember(trx, ctx.platform.id, groupId, personId)))
      throw new NotFoundError('person-not-found')
    const done = { id: groupId, by: actor.personId, changes: { personId } }
    await happened(ctx, trx, { kind: 'group-member-removed', ...done })
  })
}

async function judge(
  ctx: Ctx,
  trx: Trx,
  groupId: GroupId,
  { text, personIds }: z.output<typeof AddMembers>,
): Promise<Judged[]> {
  const given = [text, personIds].filter((one) => one !== undefined)
  if (given.length !== 1) throw InvalidInputError.at('/text', 'enroll-who-needed', { found: given.length })
  const members = new Set(await listGroupMembers(ctx, trx, groupId))
  const judgeOne = (
    row: { line: number; email: string },
    person: { id: PersonId; firstName: string; lastName: string; active: boolean } | undefined,
  ): Judged => {
    const known = { ...row, name: person ? nameOf(person) : '', personId: person?.id }
    const refuse = (code: MessageCode): Judged => ({
      ...known,
      outcome: 'refuse',
      reason: { code, params: { email: row.email } },
    })
    if (!person) return refuse(text === undefined ? 'person-not-found' : 'enroll-unknown')
    if (members.has(person.id)) return { ...known, outcome: 'known', reason: null }
    members.add(person.id) // two addresses of one person
    return person.active ? { ...known, outcome: 'add', reason: null } : refuse('import-inactive')
  }
  if (text === undefined) {
    const asked = [...new Set(personIds as PersonId[])]
    const people = new Map((await listPeopleByIds(ctx, trx, asked)).map((person) => [person.id, person]))
    return asked.map((id, index) =>
      judgeOne({ line: index + 1, email: people.get(id)?.email ?? '' }, people.get(id)),
    )
  }
  const addresses = readListed(text)
  const known = await findPeopleByAddress(
    ctx,
    trx,
    addresses.map(({ email }) => email),
  )
  return addresses.map(({ line, email, flaw }) => {
    const row = { line, email }
    if (flaw) return { ...row, name: '', personId: undefined, outcome: 'refuse', reason: flaw }
    return judgeOne(row, known.get(email))
  })
}

/** Serializes changes of one group. @throws {NotFoundError} `group-not-found` */
export async function lockGroup(ctx: Ctx, trx: Trx, groupId: GroupId): Promise<void> {
  if (!(await groupsStore.lockGroup(trx, ctx.platform.id, groupId)))
    throw new NotFoundError('group-not-found')
}

function toView(
  row: { id: GroupId; name: string; version: number; memberCount: number | null },
  actor: Actor,
): GroupView {
  const { id, name, version, memberCount } = row
  return { id, name, version, memberCount: memberCount ?? 0, may: { edit: isSuperadmin(actor) } }
}

/** The ids of groups by their names, which are in lower case in the answer. */
export async function findGroupIds(
  ctx: Ctx,
  trx: Trx,
  names: readonly string[],
): Promise<ReadonlyMap<string, GroupId>> {
  const wanted = [...new Set(names.map((name) => name.trim().toLowerCase()))]
  const rows = await groupsStore.listByNames(trx, ctx.platform.id, wanted)
  return new Map(rows.map(({ id, name }) => [name.toLowerCase(), id]))
}
