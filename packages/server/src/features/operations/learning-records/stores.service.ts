import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { phrase } from '../../../messages/messages.ts'
import { sendStatementsJob } from './learning-records.job.ts'
import type { NewRecordStore, RecordStoreAnswer, RecordStoreTest } from './learning-records.schemas.ts'
import { storeSecretSlot } from './sealing.ts'
import { accessOf, tryStore } from './sending.service.ts'
import * as statementsStore from './statements.store.ts'

type View = z.output<typeof RecordStoreAnswer>

export async function getStore(ctx: Ctx, actor: Actor): Promise<View> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const store = await statementsStore.findStore(ctx.db, platformId)
  if (!store) return { version: 0, store: null }
  const { url, username, isActive, version, failingSince, nextTryAt, error } = store
  const { refusal, ...counts } = await statementsStore.countStatements(ctx.db, platformId)
  return {
    version,
    store: {
      ...{ url, username, isActive, version, error, ...counts, refusal: refusal ?? '' },
      failingSince: failingSince?.toISOString() ?? null,
      nextTryAt: nextTryAt?.toISOString() ?? null,
    },
  }
}

/**
 * Says where statements go. What waits is sent at once, also what waited for the store before.
 *
 * @throws {InvalidInputError} `link-invalid`, `webhook-url-credentials`, `record-store-secret-needed`; {StaleError}
 */
export async function setStore(
  ctx: Ctx,
  actor: Actor,
  expectedVersion: number,
  { secret, ...wanted }: z.output<typeof NewRecordStore>,
): Promise<View> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  assertUrl(wanted.url)
  await withTransaction(ctx.db, async (trx) => {
    const before = await statementsStore.findStore(trx, platformId)
    // Nobody gets a secret sent to an address of their own.
    const isElsewhere = before && new URL(before.url).origin !== new URL(wanted.url).origin
    if (secret === undefined && (!before || isElsewhere))
      throw InvalidInputError.at('/secret', 'record-store-secret-needed')
    const secretSealed =
      secret === undefined
        ? (before?.secretSealed ?? '')
        : ctx.vault.seal(secret, storeSecretSlot(platformId, platformId))
    const { waiting } = await statementsStore.countStatements(trx, platformId)
    const nextTryAt = waiting > 0 ? ctx.now() : null
    const target = { platformId, expectedVersion }
    assertUpdated(await statementsStore.upsertStore(trx, target, { ...wanted, secretSealed, nextTryAt }))
    await happened(ctx, trx, {
      ...{ kind: 'record-store-set', id: platformId, by: actor.personId },
      changes: { ...wanted, ...(secret !== undefined && { secret: 'changed' }) },
      was: before && { url: before.url, username: before.username, isActive: before.isActive },
    })
    await ctx.jobs.enqueue(trx, sendStatementsJob, { platformId })
  })
  return getStore(ctx, actor)
}

/** Forgets the store and all that it was told. What it has stays there. */
export async function removeStore(ctx: Ctx, actor: Actor): Promise<void> {
  assertSuperadmin(actor)
  const { id } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    if (!(await statementsStore.deleteStore(trx, id))) throw new NotFoundError('record-store-not-found')
    await happened(ctx, trx, { kind: 'record-store-removed', id, by: actor.personId })
  })
}

/** Asks the store, and says in words what is wrong. */
export async function testStore(ctx: Ctx, actor: Actor): Promise<z.output<typeof RecordStoreTest>> {
  assertSuperadmin(actor)
  const { id } = ctx.platform
  const store = await statementsStore.findStore(ctx.db, id)
  if (!store) throw new NotFoundError('record-store-not-found')
  const { isGood, status, text } = await tryStore(ctx, accessOf(ctx, store))
  await withTransaction(ctx.db, (trx) =>
    happened(ctx, trx, { kind: 'record-store-tested', id, by: actor.personId }),
  )
  if (isGood) return { isGood, status, error: '' }
  const kind = kindOf(status)
  return {
    isGood,
    status,
    error: phrase('record-store-found', { kind, status: status ?? 0, text }, actor.reader),
  }
}

function kindOf(status: number | null): 'silent' | 'credentials' | 'redirect' | 'other' | 'noxapi' {
  if (status === null) return 'silent'
  if (status === 401 || status === 403) return 'credentials'
  if (status >= 300 && status < 400) return 'redirect'
  return status >= 200 && status < 300 ? 'noxapi' : 'other'
}

function assertUrl(found: string): void {
  const url = URL.parse(found)
  if (!url || !/^https?:$/.test(url.protocol)) throw InvalidInputError.at('/url', 'link-invalid', { found })
  if (url.username || url.password) throw InvalidInputError.at('/url', 'webhook-url-credentials')
}
