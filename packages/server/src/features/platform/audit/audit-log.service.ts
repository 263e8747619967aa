import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { toCsv } from '../../../csv/csv.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import type { AuditEntry, FindAudit } from './audit.schemas.ts'
import * as auditStore from './audit.store.ts'
import { idsIn, type Speech, sayChanges } from './audit-words.ts'

/** Rows of one exported file: what a spreadsheet still opens well. */
const EXPORT_ROWS = 100_000
const EXPORT_PAGE = 2000

type Filter = z.output<typeof FindAudit>
type EntryRow = Awaited<ReturnType<typeof auditStore.listEntries>>[number]

/** Who changed what, newest first. */
export async function listAudit(ctx: Ctx, actor: Actor, filter: Filter) {
  assertSuperadmin(actor)
  const rows = await auditStore.listEntries(ctx.db, ctx.platform.id, {
    ...toStoreFilter(filter),
    after: fromCursor(filter.cursor, ['instant', 'id']),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [row.at.toISOString(), row.id])
  const toView = await viewerFor(ctx, actor, page.items)
  return { ...page, items: page.items.map(toView) }
}

/** The same as a file for spreadsheets, times in UTC. */
export async function exportAudit(ctx: Ctx, actor: Actor, filter: Filter): Promise<string> {
  assertSuperadmin(actor)
  const rows: EntryRow[] = []
  for (;;) {
    const last = rows.at(-1)
    const page = await auditStore.listEntries(ctx.db, ctx.platform.id, {
      ...toStoreFilter(filter),
      after: last && [last.at.toISOString(), last.id],
      limit: EXPORT_PAGE,
    })
    rows.push(...page)
    if (page.length < EXPORT_PAGE || rows.length >= EXPORT_ROWS) break
  }
  const toView = await viewerFor(ctx, actor, rows)
  return toCsv(
    [
      'at',
      'person',
      'email',
      'api_key',
      'action',
      'object_type',
      'object_id',
      'object_name',
      'changes',
      'details',
    ],
    rows.map((row) => {
      const { person, objectName, at, details } = toView(row)
      const changes = JSON.stringify(row.changes)
      return [
        at,
        person?.name ?? '',
        row.email,
        row.apiKeyName,
        row.action,
        row.objectType,
        row.objectId,
        objectName,
        changes,
        details.join('\n'),
      ]
    }),
  )
}

function toStoreFilter({ personId, objectType, objectId, from, until }: Filter) {
  return {
    personId: personId,
    objectType,
    objectId,
    from: from ? new Date(from) : undefined,
    until: until ? new Date(until) : undefined,
  }
}

/** Sees entries as a reader does. What they name is read once for all of them. */
async function viewerFor(
  ctx: Ctx,
  { reader }: Pick<Actor, 'reader'>,
  rows: readonly Pick<EntryRow, 'changes' | 'was'>[],
): Promise<(row: EntryRow) => z.output<typeof AuditEntry>> {
  const speech = await speechFor(ctx, reader, rows)
  return (row) => toView(row, speech)
}

/** What each of some changes did, in words. @returns for each its sentences, in the same order */
export async function sayEntries(
  ctx: Ctx,
  reader: Actor['reader'],
  rows: readonly { changes: Record<string, unknown>; was: Record<string, unknown> }[],
): Promise<string[][]> {
  const speech = await speechFor(ctx, reader, rows)
  return rows.map(({ changes, was }) => sayChanges(changes, was, speech))
}

/** With whose names changes are said. */
async function speechFor(
  ctx: Ctx,
  reader: Actor['reader'],
  rows: readonly { changes: unknown; was: unknown }[],
): Promise<Speech> {
  const ids = rows.flatMap(({ changes, was }) => [...idsIn(changes), ...idsIn(was)])
  const names = await auditStore.namesOf(ctx.db, ctx.platform.id, ids)
  const apps = new Map(ctx.providers.manifests().map(({ id, name }) => [id as string, name]))
  const fields = new Map(
    ctx.providers
      .manifests()
      .flatMap(({ accountForm }) => accountForm.fields.map((field) => [field.name, field])),
  )
  return {
    reader,
    formFieldOf: (name) => {
      const field = fields.get(name)
      return field && { label: field.label[reader.language], isSecret: field.isSecret ?? false }
    },
    nameOf: (id) => names.get(id.toLowerCase()),
    appNameOf: (id) => apps.get(id)?.[reader.language] ?? id,
  }
}

function toView(row: EntryRow, speech: Speech): z.output<typeof AuditEntry> {
  const { id, actorId, action, objectType, objectId, objectName, changes, was } = row
  const personName = `${row.firstName ?? ''} ${row.lastName ?? ''}`.trim()
  const person = actorId ? { id: actorId, name: personName || (row.email ?? '') } : null
  // Domains are called by their ids.
  const name =
    objectType === 'app'
      ? speech.appNameOf(objectId)
      : (objectName ?? (objectType === 'domain' ? objectId : null))
  const apiKey = row.apiKeyId ? { id: row.apiKeyId, name: row.apiKeyName ?? '' } : null
  return {
    id,
    at: row.at.toISOString(),
    person,
    apiKey,
    action,
    objectType,
    objectId,
    objectName: name,
    changes,
    details: sayChanges(changes, was, speech),
  }
}
