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
  readonly was?: object | undefined
}

/** Writes down who did it and what changed. @param action verb first, such as `account.pair` */
export function logs(
  action: string,
  objectType: AuditedType,
): Follower<About & { by?: PersonId | undefined; changes?: object; was?: object | undefined }> {
  return (ctx, trx, fact) => {
    const { by, changes, was } = fact
    const entry = { actorId: by, action, objectType, changes: { ...changes }, was }
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
    changes: JSON.stringify({
      ...entry.changes,
      ...(ctx.isQuiet ? { quiet: true } : {}),
      ...(ctx.through?.directory ? { directory: ctx.through.directory } : {}),
    }),
    was: JSON.stringify(fieldsOf(entry.was, Object.keys(entry.changes ?? {}))),
    at: ctx.now(),
    apiKeyId: entry.actorId ? (ctx.through?.apiKeyId ?? null) : null,
  }))
  await insertRows(trx, 'auditEntries', rows, ['changes', 'was']).execute()
}

/** Of a thing as it was the fields that changed; what it is made of beside them, such as secrets, is not written down. */
function fieldsOf(was: object | undefined, names: readonly string[]): Record<string, unknown> {
  const fields = { ...was } as Record<string, unknown>
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]))
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
