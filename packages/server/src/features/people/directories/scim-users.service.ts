import { isClosedToDirectories } from '../../../access/people.policy.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ForbiddenError, NotFoundError, StaleError, UnauthenticatedError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { isUuid } from '../../../new-id.ts'
import { addPerson, changeWithin, findPersonOfAddress } from '../people/people.service.ts'
import type { AskingDirectory } from './directories.service.ts'
import * as store from './scim.store.ts'
import { toCondition } from './scim-filter.ts'
import { type Asked, type Listed, type Resource, toResource } from './scim-list.ts'
import { readPatch } from './scim-patch.ts'
import { patchUser, readUser, type ScimUser, userResource } from './scim-user.ts'
import { wrong } from './scim-words.ts'

/** What a directory asks with. */
export interface Asking {
  readonly directory: AskingDirectory
  /** Of the platform's SCIM: `https://training.example.com/scim/v2`. */
  readonly base: string
}

export const viewOf = (ctx: Ctx, { directory }: Asking): store.View => ({
  platformId: ctx.platform.id,
  directoryId: directory.id,
})

/** @throws {InvalidInputError} `scim-filter` */
export async function listUsers(ctx: Ctx, asking: Asking, asked: Asked): Promise<Listed> {
  const view = viewOf(ctx, asking)
  const condition = asked.filter ? toCondition(asked.filter, store.userColumns(view)) : undefined
  const total = await store.countUsers(ctx.db, view, condition)
  const stretch = { offset: asked.startIndex - 1, limit: asked.count }
  const rows = asked.count > 0 && total > 0 ? await store.listUsers(ctx.db, view, condition, stretch) : []
  return { total, resources: await resourcesOf(ctx, ctx.db, asking, rows) }
}

/** @throws {NotFoundError} `person-not-found` */
export async function getUser(ctx: Ctx, asking: Asking, id: string): Promise<Resource> {
  return one(ctx, ctx.db, asking, id)
}

/**
 * Adds a person, as a learner. Who is here already by that address is the directory's from now on; who had left comes
 * back.
 *
 * @throws {InvalidInputError} `scim-user-name-taken`, `scim-value`
 * @throws {ForbiddenError} `directory-person-protected`
 */
export async function createUser(ctx: Ctx, asking: Asking, body: unknown): Promise<Resource> {
  const user = readUser(body, ctx.platform.languages)
  return changing(ctx, asking, async (trx, view) => {
    const known = await findPersonOfAddress(ctx, trx, user.email)
    const id = known?.id ?? (await add(ctx, trx, user))
    const before = await store.findAnyUser(trx, view, id)
    if (!before) throw new NotFoundError('person-not-found')
    if (before.isKnown && !before.deletedAt) throw wrong('scim-user-name-taken', { userName: user.userName })
    await change(ctx, trx, before, user)
    await keep(ctx, trx, view, { id, user, isOff: !user.active })
    return one(ctx, trx, asking, id)
  })
}

/** Makes a person what the directory says; what it leaves out is empty. */
export async function replaceUser(
  ctx: Ctx,
  asking: Asking,
  target: { id: string; ifMatch: string | undefined },
  body: unknown,
): Promise<Resource> {
  const user = readUser(body, ctx.platform.languages)
  return update(ctx, asking, target, () => user)
}

/** @throws {InvalidInputError} `scim-syntax`, `scim-path`, `scim-value` */
export async function patchUserOf(
  ctx: Ctx,
  asking: Asking,
  target: { id: string; ifMatch: string | undefined },
  body: unknown,
): Promise<Resource> {
  const assignments = readPatch(body)
  return update(ctx, asking, target, (before) => patchUser(before, assignments, ctx.platform.languages))
}

/** The directory sees the person no more; they are deactivated, and what they did stays. @throws {NotFoundError} */
export async function deleteUser(ctx: Ctx, asking: Asking, id: string): Promise<void> {
  await changing(ctx, asking, async (trx, view) => {
    const before = await find(trx, view, id)
    await change(ctx, trx, before, { ...before, active: false })
    await store.keepLink(trx, view, before.id, {
      userName: before.userName,
      externalId: before.externalId,
      deactivatedAt: ctx.now(),
      deletedAt: ctx.now(),
    })
  })
}

async function update(
  ctx: Ctx,
  asking: Asking,
  { id, ifMatch }: { id: string; ifMatch: string | undefined },
  next: (before: ScimUser) => ScimUser,
): Promise<Resource> {
  return changing(ctx, asking, async (trx, view) => {
    const before = await find(trx, view, id)
    if (ifMatch && ifMatch !== '*') {
      const { meta } = await one(ctx, trx, asking, id)
      if (meta.version !== ifMatch) throw new StaleError('changed-meanwhile')
    }
    const after = next(before)
    await change(ctx, trx, before, after)
    const isOff = !after.active && (before.active || before.deactivatedAt !== null)
    await keep(ctx, trx, view, { id: before.id, user: after, isOff })
    return one(ctx, trx, asking, id)
  })
}

/** One after another within a directory, written down as done by it. */
export function changing<T>(
  ctx: Ctx,
  asking: Asking,
  work: (trx: Trx, view: store.View) => Promise<T>,
): Promise<T> {
  const view = viewOf(ctx, asking)
  return withTransaction(ctx.db, async (trx) => {
    // It may have been revoked since it asked.
    if (!(await store.lockDirectory(trx, view))) throw new UnauthenticatedError('directory-token-not-valid')
    return work(trx, view)
  })
}

async function add(ctx: Ctx, trx: Trx, user: ScimUser): Promise<PersonId> {
  const { email, firstName, lastName, language, timeZone } = user
  const roles = ['learner'] as const
  const fields = { email, firstName, lastName, roles, language, timeZone }
  const id = await addPerson(ctx, trx, { ...fields, passwordHash: null })
  await happened(ctx, trx, { kind: 'person-created', id, changes: fields })
  return id
}

/**
 * What differs is changed. A directory leaves people with more rights than a learner their address, and does not let them
 * back in whom somebody else deactivated.
 */
async function change(ctx: Ctx, trx: Trx, before: store.UserRow, after: ScimUser): Promise<void> {
  const fields = ['firstName', 'lastName', 'email', 'active', 'language', 'timeZone'] as const
  const different: (keyof ScimUser)[] = fields.filter((field) => before[field] !== after[field])
  // A directory that says nothing of managers leaves them as they are.
  if (after.managerId !== undefined && after.managerId !== before.managerId) different.push('managerId')
  if (different.length === 0) return
  const changes = Object.fromEntries(different.map((field) => [field, after[field]]))
  await changeWithin(ctx, trx, { id: before.id }, changes, {
    by: undefined,
    assertMay(locked) {
      if (!isClosedToDirectories(locked)) return
      const raises = after.active && !locked.active && !before.deactivatedAt
      if (after.email !== locked.email || raises)
        throw new ForbiddenError('directory-person-protected', {
          name: `${locked.firstName} ${locked.lastName}`.trim(),
        })
    },
  })
}

async function keep(
  ctx: Ctx,
  trx: Trx,
  view: store.View,
  { id, user, isOff }: { id: PersonId; user: ScimUser; isOff: boolean },
): Promise<void> {
  const { userName, externalId } = user
  const isKept = await store.keepLink(trx, view, id, {
    userName,
    externalId,
    deactivatedAt: isOff ? ctx.now() : null,
    deletedAt: null,
  })
  if (!isKept) throw wrong('scim-user-name-taken', { userName })
}

async function find(db: Ctx['db'] | Trx, view: store.View, id: string): Promise<store.UserRow> {
  const [row] = isUuid(id) ? await store.listUsers(db, view, store.isPerson(id as PersonId)) : []
  if (!row) throw new NotFoundError('person-not-found')
  return row
}

async function one(ctx: Ctx, db: Ctx['db'] | Trx, asking: Asking, id: string): Promise<Resource> {
  const row = await find(db, viewOf(ctx, asking), id)
  const [resource] = await resourcesOf(ctx, db, asking, [row])
  if (!resource) throw new NotFoundError('person-not-found')
  return resource
}

async function resourcesOf(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  { base }: Asking,
  rows: readonly store.UserRow[],
): Promise<Resource[]> {
  const groups = await store.listGroupsOf(
    db,
    ctx.platform.id,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => {
    const own = (groups.get(row.id) ?? []).map((group) => ({
      ...group,
      location: `${base}/Groups/${group.id}`,
    }))
    const { managerId } = row
    const manager = managerId && {
      ...{ id: managerId, name: row.managerName ?? '' },
      location: `${base}/Users/${managerId}`,
    }
    return toResource(userResource(row.id, row, own, manager), 'User', `${base}/Users/${row.id}`)
  })
}
