import type { Ctx, Follower } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import type { AuditedType } from '../../../domain/audited-type.ts'
import { type About, idsOf } from '../../../domain/facts/done.ts'
import type { AuditEntryId, PersonId } from '../../../domain/ids.ts'

interface AuditEntry {
  /** Undefined = a job. */
  readonly actorId: PersonId | undefined
  /** Verb first, such as `account.pair`. */
  readonly action: string
  readonly objectType: AuditedType
  readonly objectId: string
  /** What changed, never a secret: say `{ clientSecret: 'changed' }`. */
  readonly changes?: Record<string, unknown>
}

/** Writes down who did it and what changed. @param action verb first, such as `account.pair` */
export function logs(
  action: string,
  objectType: AuditedType,
): Follower<About & { by?: PersonId | undefined; changes?: object }> {
  return (ctx, trx, fact) => {
    const { by, changes } = fact
    const entry = { actorId: by, action, objectType, changes: { ...changes } }
    return writeEntries(
      ctx,
      trx,
      idsOf(fact).map((objectId) => ({ ...entry, objectId })),
    )
  }
}

async function writeEntries(ctx: Ctx, trx: Trx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map((entry) => ({
    platformId: ctx.platform.id,
    id: ctx.newId<AuditEntryId>(),
    actorId: entry.actorId ?? null,
    action: entry.action,
    objectType: entry.objectType,
    objectId: entry.objectId,
    changes: JSON.stringify({ ...entry.changes, ...(ctx.isQuiet ? { quiet: true } : {}) }),
    at: ctx.now(),
    apiKeyId: entry.actorId ? (ctx.through?.apiKeyId ?? null) : null,
  }))
  await insertRows(trx, 'auditEntries', rows, ['changes']).execute()
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
