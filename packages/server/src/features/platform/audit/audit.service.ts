import type { Ctx, Follower } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { AuditedType } from '../../../db/tables.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { eventOfAudit } from '../../../domain/webhook-event.ts'
import { markCommitted } from '../idempotency/idempotency.service.ts'
import { announce } from '../webhooks/outbox.service.ts'

export interface AuditEntry {
  /** Undefined = a job. */
  readonly actorId: PersonId | undefined
  /** Verb first, such as `account.pair`. */
  readonly action: string
  readonly objectType: AuditedType
  readonly objectId: string
  /** What changed, never a secret: say `{ clientSecret: 'changed' }`. */
  readonly changes?: Record<string, unknown>
}

/**
 * Writes down who changed what, in the transaction of the change. What hangs on every change happens here, too:
 * other systems are told, and a request with an `Idempotency-Key` is known to have done something.
 */
export async function recordAudit(ctx: Ctx, trx: Trx, entry: AuditEntry): Promise<void> {
  await writeEntry(ctx, trx, entry)
  await markCommitted(ctx, trx)
  await announce(ctx, trx, eventOfAudit(entry))
}

/** Writes down who did it and what changed. @param action verb first, such as `account.pair` */
export function logs(
  action: string,
  objectType: AuditedType,
): Follower<{ id: string; by?: PersonId | undefined; changes?: object }> {
  return (ctx, trx, { id, by, changes }) =>
    writeEntry(ctx, trx, { actorId: by, action, objectType, objectId: id, changes: { ...changes } })
}

async function writeEntry(ctx: Ctx, trx: Trx, entry: AuditEntry): Promise<void> {
  await trx
    .insertInto('auditEntries')
    .values({
      platformId: ctx.platform.id,
      id: ctx.newId(),
      actorId: entry.actorId ?? null,
      action: entry.action,
      objectType: entry.objectType,
      objectId: entry.objectId,
      changes: JSON.stringify({ ...entry.changes, ...(ctx.isQuiet ? { quiet: true } : {}) }),
      at: ctx.now(),
      apiKeyId: entry.actorId ? (ctx.through?.apiKeyId ?? null) : null,
    })
    .execute()
}

/** How often something was done to a thing since a moment. */
export async function countRecent(
  ctx: Ctx,
  trx: Trx,
  { action, objectId, since }: { action: string; objectId: string; since: Date },
): Promise<number> {
  const row = await trx
    .selectFrom('auditEntries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('platformId', '=', ctx.platform.id)
    .where('objectType', '=', 'event')
    .where('objectId', '=', objectId)
    .where('action', '=', action)
    .where('at', '>', since)
    .executeTakeFirstOrThrow()
  return row.count
}
