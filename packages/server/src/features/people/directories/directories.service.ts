import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { DirectoryId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { hashToken, newToken } from '../../../secrets/tokens.ts'
import { nameOf } from '../people/people.service.ts'
import type { Directory } from './directories.schemas.ts'
import * as directoriesStore from './directories.store.ts'

/** By this everybody sees what it is, also programs that look for secrets in source texts. */
const PREFIX = 'lectern_scim_'
const SHOWN_CHARACTERS = PREFIX.length + 6

type DirectoryView = z.output<typeof Directory>

/** A directory that asks, known by its token. */
export interface AskingDirectory {
  readonly id: DirectoryId
  readonly name: string
}

/** All directories of the platform, revoked ones too; the newest first. */
export async function listDirectories(ctx: Ctx, actor: Actor): Promise<DirectoryView[]> {
  assertSuperadmin(actor)
  const rows = await directoriesStore.listDirectories(ctx.db, ctx.platform.id)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    state: row.revokedAt ? 'revoked' : 'active',
    createdBy: { id: row.createdBy, name: nameOf(row) },
    createdAt: row.createdAt.toISOString(),
    usedAt: row.usedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    people: row.people,
    groups: row.groups,
  }))
}

/** @returns the token beside what is known of the directory; nobody can read it again */
export async function makeDirectory(
  ctx: Ctx,
  actor: Actor,
  name: string,
): Promise<{ directory: DirectoryView; token: string }> {
  assertSuperadmin(actor)
  const token = `${PREFIX}${newToken()}`
  const id = ctx.newId<DirectoryId>()
  await withTransaction(ctx.db, async (trx) => {
    await directoriesStore.insertDirectory(trx, {
      platformId: ctx.platform.id,
      id,
      name,
      prefix: token.slice(0, SHOWN_CHARACTERS),
      tokenHash: hashToken(token),
      createdBy: actor.personId,
      createdAt: ctx.now(),
    })
    await happened(ctx, trx, { kind: 'directory-created', id, by: actor.personId, changes: { name } })
  })
  const directory = (await listDirectories(ctx, actor)).find((one) => one.id === id)
  if (!directory) throw new NotFoundError('directory-not-found')
  return { directory, token }
}

/**
 * Ends a directory at once, and for good. The people and groups that it made stay as they are.
 *
 * @throws {NotFoundError} `directory-not-found`, also for one that has ended
 */
export async function revokeDirectory(ctx: Ctx, actor: Actor, id: DirectoryId): Promise<void> {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    const revoked = await directoriesStore.revoke(trx, ctx.platform.id, id, ctx.now())
    if (!revoked) throw new NotFoundError('directory-not-found')
    const changes = { name: revoked.name }
    await happened(ctx, trx, { kind: 'directory-revoked', id, by: actor.personId, changes })
  })
}

/** Whose token it is; undefined for one that is unknown here or was revoked. */
export async function findDirectory(ctx: Ctx, token: string): Promise<AskingDirectory | undefined> {
  const now = ctx.now()
  const found = await directoriesStore.findUsable(ctx.db, ctx.platform.id, hashToken(token))
  if (!found) return undefined
  if (!found.usedAt || found.usedAt < addMinutes(now, -1))
    await directoriesStore.setUsed(ctx.db, ctx.platform.id, found.id, now)
  return { id: found.id, name: found.name }
}
