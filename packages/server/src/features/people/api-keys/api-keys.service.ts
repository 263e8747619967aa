import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { apiScopes } from '../../../domain/api-scope.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { ApiKeyId } from '../../../domain/ids.ts'
import type { Language } from '../../../domain/message.ts'
import { languageFor } from '../../../domain/platform.ts'
import { addMinutes } from '../../../domain/time.ts'
import { readableTimeZone } from '../../../domain/time-zone.ts'
import type { Actor } from '../../../http/actor.ts'
import { hashToken, newToken } from '../../../secrets/tokens.ts'
import { nameOf } from '../people/people.service.ts'
import type { ApiKey, NewApiKey } from './api-keys.schemas.ts'
import * as keysStore from './api-keys.store.ts'

/** By this everybody sees what it is, also programs that look for secrets in source texts. */
const PREFIX = 'lectern_'
const SHOWN_CHARACTERS = PREFIX.length + 6

type KeyView = z.output<typeof ApiKey>

/** All keys of the platform, ended ones too; the newest first. */
export async function listKeys(ctx: Ctx, actor: Actor): Promise<KeyView[]> {
  assertSuperadmin(actor)
  const rows = await keysStore.listKeys(ctx.db, ctx.platform.id)
  return rows.map((row) => toView(ctx, row))
}

/**
 * Makes a key that acts as the person who makes it.
 *
 * @returns the key beside what is known of it; nobody can read it again
 * @throws {InvalidInputError} `api-key-expiry-past`
 */
export async function makeKey(
  ctx: Ctx,
  actor: Actor,
  input: z.output<typeof NewApiKey>,
): Promise<{ apiKey: KeyView; secret: string }> {
  assertSuperadmin(actor)
  const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null
  if (expiresAt && expiresAt <= ctx.now())
    throw InvalidInputError.at('/expiresAt', 'api-key-expiry-past', { at: expiresAt })
  const secret = `${PREFIX}${newToken()}`
  const id = ctx.newId<ApiKeyId>()
  const scopes = apiScopes.filter((scope) => input.scopes.includes(scope))
  await withTransaction(ctx.db, async (trx) => {
    await keysStore.insertKey(trx, {
      platformId: ctx.platform.id,
      id,
      personId: actor.personId,
      name: input.name,
      prefix: secret.slice(0, SHOWN_CHARACTERS),
      tokenHash: hashToken(secret),
      scopes,
      createdAt: ctx.now(),
      expiresAt,
    })
    const changes = { name: input.name, scopes, expiresAt: expiresAt?.toISOString() ?? null }
    await happened(ctx, trx, { kind: 'api-key-created', id, by: actor.personId, changes })
  })
  return { apiKey: await getKey(ctx, id), secret }
}

/** Ends a key at once, and for good. @throws {NotFoundError} `api-key-not-found` @throws {ConflictError} `api-key-revoked` */
export async function revokeKey(ctx: Ctx, actor: Actor, id: ApiKeyId): Promise<void> {
  assertSuperadmin(actor)
  const key = await getKey(ctx, id)
  await withTransaction(ctx.db, async (trx) => {
    if (!(await keysStore.revokeKey(trx, ctx.platform.id, id, ctx.now())))
      throw new ConflictError('api-key-revoked', { name: key.name })
    const done = { id, by: actor.personId, changes: { name: key.name } }
    await happened(ctx, trx, { kind: 'api-key-revoked', ...done, personIds: [key.person.id] })
  })
}

/** The person for whom a key acts; undefined for one that is unknown, has ended, or whose person may no more. */
export async function findKeyActor(
  ctx: Ctx,
  token: string,
  fallback: { language: Language },
): Promise<Actor | undefined> {
  const now = ctx.now()
  const key = await keysStore.findUsableKey(ctx.db, ctx.platform.id, hashToken(token), now)
  if (!key) return undefined
  if (!key.usedAt || key.usedAt < addMinutes(now, -1)) {
    await keysStore.setUsed(ctx.db, ctx.platform.id, key.id, now)
  }
  return {
    personId: key.personId,
    loginId: undefined,
    roles: key.roles,
    reader: {
      language: languageFor(ctx.platform, key.language, fallback.language),
      timeZone: readableTimeZone(key.timeZone ?? ctx.platform.timeZone),
      now,
    },
    apiKey: { id: key.id, scopes: key.scopes },
  }
}

async function getKey(ctx: Ctx, id: ApiKeyId): Promise<KeyView> {
  const row = await keysStore.findKey(ctx.db, ctx.platform.id, id)
  if (!row) throw new NotFoundError('api-key-not-found')
  return toView(ctx, row)
}

function toView(ctx: Ctx, row: Awaited<ReturnType<typeof keysStore.listKeys>>[number]): KeyView {
  const hasExpired = row.expiresAt !== null && row.expiresAt <= ctx.now()
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    person: { id: row.personId, name: nameOf(row) },
    state: row.revokedAt ? 'revoked' : hasExpired ? 'expired' : 'active',
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    usedAt: row.usedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}
