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
  const id = ctx.newId<GroupId>()
  await withTransaction(ctx.db, async (trx) => {
    const made = await groupsStore.insertGroup(trx, { platformId: ctx.platform.id, id, name })
    if (!made) throw InvalidInputError.at('/name', 'group-name-taken', { name })
    await happened(ctx, trx, { kind: 'group-created', id, by: actor.personId, changes: { name } })
  })
  return getGroup(ctx, actor, id)
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
    await lock(ctx, trx, target.groupId)
    if (await groupsStore.isNameTaken(trx, ctx.platform.id, name, target.groupId))
      throw InvalidInputError.at('/name', 'group-name-taken', { name })
    assertUpdated(await groupsStore.updateGroup(trx, ctx.platform.id, target, name))
    const done = { id: target.groupId, by: actor.personId, changes: { name } }
    await happened(ctx, trx, { kind: 'group-renamed', ...done })
  })
  return getGroup(ctx, actor, target.groupId)
}

/** Forgets a group; what its members have in sessions stays. */
export async function deleteGroup(ctx: Ctx, actor: Actor, groupId: GroupId): Promise<void> {
  assertSuperadmin(actor)
  const group = await getGroup(ctx, actor, groupId)
  await withTransaction(ctx.db, async (trx) => {
    await lock(ctx, trx, groupId)
    await groupsStore.deleteGroup(trx, ctx.platform.id, groupId)
    const changes = { name: group.name }
    await happened(ctx, trx, { kind: 'group-deleted', id: groupId, by: actor.personId, changes })
  })
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
    await lock(ctx, trx, groupId)
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
    await lock(ctx, trx, groupId)
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

async function lock(ctx: Ctx, trx: Trx, groupId: GroupId): Promise<void> {
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
