import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { DeliveryId, WebhookId } from '../../../domain/ids.ts'
import { TEST_EVENT_TYPE } from '../../../domain/webhook-event.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { UnreadableSecretError } from '../../../secrets/vault.ts'
import { putEvents } from './outbox.service.ts'
import { formerSecretSlot, webhookSecretSlot } from './sealing.ts'
import { newWebhookSecret } from './signature.ts'
import type { ChangeWebhook, NewWebhook, Webhook } from './webhooks.schemas.ts'
import * as webhooksStore from './webhooks.store.ts'

/** The secret before signs beside the new one for so long. */
const OVERLAP_HOURS = 24

type WebhookView = z.output<typeof Webhook>

export async function listWebhooks(ctx: Ctx, actor: Actor): Promise<WebhookView[]> {
  assertSuperadmin(actor)
  const rows = await webhooksStore.listWebhooks(ctx.db, ctx.platform.id)
  return rows.map((row) => toView(ctx, row))
}

/** @throws {NotFoundError} `webhook-not-found` */
export async function getWebhook(ctx: Ctx, actor: Actor, id: WebhookId): Promise<WebhookView> {
  assertSuperadmin(actor)
  return toView(ctx, await getRow(ctx, id))
}

/** @returns the webhook with its secret, which nobody can read again @throws {InvalidInputError} `link-invalid` */
export async function addWebhook(
  ctx: Ctx,
  actor: Actor,
  input: z.output<typeof NewWebhook>,
): Promise<{ webhook: WebhookView; secret: string }> {
  assertSuperadmin(actor)
  assertUrl(input.url)
  const { id: platformId } = ctx.platform
  const id = ctx.newId<WebhookId>()
  const secret = newWebhookSecret()
  await withTransaction(ctx.db, async (trx) => {
    await webhooksStore.insertWebhook(trx, {
      platformId,
      id,
      ...input,
      secretSealed: ctx.vault.seal(secret, webhookSecretSlot(platformId, id)),
      createdAt: ctx.now(),
    })
    await happened(ctx, trx, { kind: 'webhook-created', id, by: actor.personId, changes: input })
  })
  return { webhook: await getWebhook(ctx, actor, id), secret }
}

/** Changes a webhook. One that is switched on again starts afresh: its failures are forgotten. */
export async function changeWebhook(
  ctx: Ctx,
  actor: Actor,
  target: { id: WebhookId; expectedVersion: number },
  change: z.output<typeof ChangeWebhook>,
): Promise<WebhookView> {
  assertSuperadmin(actor)
  const before = await getRow(ctx, target.id)
  if (change.url !== undefined) assertUrl(change.url)
  const isFresh = change.active === true && !before.active
  await withTransaction(ctx.db, async (trx) => {
    const fresh = isFresh ? { failingSince: null, switchedOffAt: null } : {}
    const row = await webhooksStore.updateWebhook(trx, ctx.platform.id, target, {
      ...definedOnly(change),
      ...fresh,
    })
    assertUpdated(row)
    await happened(ctx, trx, {
      ...{ kind: 'webhook-changed', id: target.id, by: actor.personId, changes: change, was: before },
    })
  })
  return getWebhook(ctx, actor, target.id)
}

/** Removes a webhook with all that is waiting for it, and its log. */
export async function removeWebhook(ctx: Ctx, actor: Actor, id: WebhookId): Promise<void> {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    const row = await webhooksStore.deleteWebhook(trx, ctx.platform.id, id)
    if (!row) throw new NotFoundError('webhook-not-found')
    await happened(ctx, trx, { kind: 'webhook-deleted', id, by: actor.personId, changes: { name: row.url } })
  })
}

/** Makes a new secret. The one before signs, too, for a day, so that no message is lost meanwhile. */
export async function renewSecret(
  ctx: Ctx,
  actor: Actor,
  id: WebhookId,
): Promise<{ webhook: WebhookView; secret: string }> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const secret = newWebhookSecret()
  await withTransaction(ctx.db, async (trx) => {
    const before = await webhooksStore.findWebhook(trx, platformId, id)
    if (!before) throw new NotFoundError('webhook-not-found')
    const former = formerOf(ctx, before)
    // Two people at the same time: the second one hears that the first was faster.
    const target = { id, expectedVersion: before.version }
    const row = await webhooksStore.updateWebhook(trx, platformId, target, {
      secretSealed: ctx.vault.seal(secret, webhookSecretSlot(platformId, id)),
      formerSecretSealed: former,
      formerEndsAt: former === null ? null : new Date(ctx.now().getTime() + OVERLAP_HOURS * 3_600_000),
    })
    assertUpdated(row)
    await happened(ctx, trx, {
      kind: 'webhook-secret-renewed',
      id,
      by: actor.personId,
      changes: { secret: 'changed' },
    })
  })
  return { webhook: await getWebhook(ctx, actor, id), secret }
}

/** The present secret, as it is kept while it goes on signing; null when no key opens it, and nothing was signed with it. */
function formerOf(ctx: Ctx, { id, secretSealed }: webhooksStore.WebhookRow): string | null {
  const { id: platformId } = ctx.platform
  try {
    const secret = ctx.vault.open(secretSealed, webhookSecretSlot(platformId, id))
    return ctx.vault.seal(secret, formerSecretSlot(platformId, id))
  } catch (error) {
    if (error instanceof UnreadableSecretError) return null
    throw error
  }
}

/** Sends an event that means nothing, also to one that is not active. @returns the delivery's id */
export async function testWebhook(ctx: Ctx, actor: Actor, id: WebhookId): Promise<DeliveryId> {
  assertSuperadmin(actor)
  await getRow(ctx, id)
  return withTransaction(ctx.db, async (trx) => {
    const event = { type: TEST_EVENT_TYPE, object: {} } as const
    const [deliveryId] = await putEvents(ctx, trx, [{ event, webhookIds: [id] }])
    await happened(ctx, trx, { kind: 'webhook-tested', id, by: actor.personId })
    if (!deliveryId) throw new Error('a delivery was asked for and not made')
    return deliveryId
  })
}

async function getRow(ctx: Ctx, id: WebhookId): Promise<webhooksStore.WebhookRow> {
  const row = await webhooksStore.findWebhook(ctx.db, ctx.platform.id, id)
  if (!row) throw new NotFoundError('webhook-not-found')
  return row
}

/** @throws {InvalidInputError} `link-invalid`; `webhook-url-credentials`, which would stand in logs */
function assertUrl(found: string): void {
  const url = URL.parse(found)
  if (!url || !/^https?:$/.test(url.protocol)) throw InvalidInputError.at('/url', 'link-invalid', { found })
  if (url.username || url.password) throw InvalidInputError.at('/url', 'webhook-url-credentials')
}

function toView(ctx: Ctx, row: webhooksStore.WebhookRow): WebhookView {
  const isOverlapping = row.formerEndsAt !== null && row.formerEndsAt > ctx.now()
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.eventTypes,
    active: row.active,
    failingSince: row.failingSince?.toISOString() ?? null,
    switchedOffAt: row.switchedOffAt?.toISOString() ?? null,
    formerSecretEndsAt: isOverlapping ? (row.formerEndsAt?.toISOString() ?? null) : null,
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  }
}
