import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { toCsv, toShow } from '../../../csv/csv.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { PersonImportId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { sentence, toMessage } from '../../../messages/messages.ts'
import { importPeopleJob } from './import.job.ts'
import { type Judged, judge } from './import-rows.ts'
import type { FindPersonImportItems, PersonImport, PersonImportItem } from './imports.schemas.ts'
import * as importsStore from './imports.store.ts'
import type { ImportedPeople, ImportPeople } from './people.schemas.ts'
import { nameOf } from './people.service.ts'
import { readPeopleTable } from './people-table.ts'

const MAX_ROWS = 20_000
/** Rows that the answer names. */
const SHOWN = 200
const LISTED = 20

type ImportView = z.output<typeof PersonImport>

/**
 * What would become of each row of a table: who is new would be added, who is known by address would get what the table
 * says. Rows that are not as they must be are left out and named.
 *
 * @throws {InvalidInputError} for a text that is no table
 */
export async function tryImport(
  ctx: Ctx,
  actor: Actor,
  text: string,
): Promise<z.output<typeof ImportedPeople>> {
  assertSuperadmin(actor)
  const { rows, unread } = readPeopleTable(text, MAX_ROWS)
  const judged = await judge(ctx, ctx.db, actor, rows)
  const count = (outcome: Judged['outcome']) => judged.filter((row) => row.outcome === outcome).length
  return {
    added: count('add'),
    changed: count('change'),
    unchanged: count('same'),
    refused: count('refuse'),
    saved: false,
    unread: [...unread],
    rows: toShow(judged, SHOWN).map((row) => ({
      line: row.line,
      outcome: row.outcome,
      ...(row.outcome === 'refuse'
        ? { email: row.email, name: row.name, reason: sentence(row.code, row.params, actor.reader) }
        : { email: row.fields.email, name: nameOf(row.fields), reason: null }),
    })),
  }
}

/**
 * Begins to import people in the background. What is refused now is kept for the report; the other rows are judged
 * again when the job gets to them, by what is true then.
 *
 * @throws {InvalidInputError} for a text that is no table
 */
export async function beginImport(
  ctx: Ctx,
  actor: Actor,
  input: z.output<typeof ImportPeople>,
): Promise<ImportView> {
  assertSuperadmin(actor)
  const { rows } = readPeopleTable(input.text, MAX_ROWS)
  const judged = await judge(ctx, ctx.db, actor, rows)
  const { id: platformId } = ctx.platform
  const id = ctx.newId<PersonImportId>()
  const { invite } = input
  const items = rows.map(({ line, ...cells }, index) => {
    const row = judged[index]
    const refusal = row?.outcome === 'refuse' ? { code: row.code, params: row.params } : null
    const { email, first_name, last_name } = cells.cells
    return {
      ...{ platformId, importId: id, line, email, name: `${first_name} ${last_name}`.trim() },
      cells: JSON.stringify(cells),
      state: refusal ? ('refused' as const) : ('waiting' as const),
      reason: refusal && JSON.stringify(refusal),
    }
  })
  await withTransaction(ctx.db, async (trx) => {
    const { personId } = actor
    const byKey = actor.apiKey !== undefined
    const begun = { platformId, id, personId, byKey, invite, startedAt: ctx.now() }
    await importsStore.insertImport(trx, begun, items)
    const count = (outcome: Judged['outcome']) => judged.filter((row) => row.outcome === outcome).length
    await ctx.jobs.enqueue(trx, importPeopleJob, { platformId, importId: id })
    const changes = {
      ...{ added: count('add'), changed: count('change'), refused: count('refuse'), invited: invite },
    }
    await happened(ctx, trx, { kind: 'people-import-begun', id: 'import', by: personId, changes })
  })
  return getImport(ctx, actor, id)
}

/** How far an import is. @throws {NotFoundError} `import-not-found` */
export async function getImport(ctx: Ctx, actor: Actor, importId: PersonImportId): Promise<ImportView> {
  assertSuperadmin(actor)
  const row = await importsStore.findImport(ctx.db, ctx.platform.id, importId)
  if (!row) throw new NotFoundError('import-not-found')
  return toView(row)
}

/** The newest imports. */
export async function listImports(ctx: Ctx, actor: Actor): Promise<ImportView[]> {
  assertSuperadmin(actor)
  return (await importsStore.listImports(ctx.db, ctx.platform.id, LISTED)).map(toView)
}

/** What became of each row so far. */
export async function listImportItems(
  ctx: Ctx,
  actor: Actor,
  importId: PersonImportId,
  filter: z.output<typeof FindPersonImportItems>,
) {
  await getImport(ctx, actor, importId)
  const [after] = fromCursor(filter.cursor, ['number']) ?? []
  const rows = await importsStore.listItems(ctx.db, ctx.platform.id, importId, {
    state: filter.state,
    afterLine: after === undefined ? undefined : Number(after),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [String(row.line)])
  return { ...page, items: page.items.map((row) => toItemView(actor, row)) }
}

/** The report of an import as a file for spreadsheets. */
export async function exportImport(ctx: Ctx, actor: Actor, importId: PersonImportId): Promise<string> {
  await getImport(ctx, actor, importId)
  const rows = await importsStore.listItems(ctx.db, ctx.platform.id, importId)
  return toCsv(
    ['line', 'email', 'name', 'state', 'reason', 'person_id'],
    rows
      .map((row) => toItemView(actor, row))
      .map(({ line, email, name, state, reason, personId }) => [line, email, name, state, reason, personId]),
  )
}

function toView(row: importsStore.ImportRow): ImportView {
  const { id, invite, total, waiting, added, changed, unchanged, refused } = row
  return {
    ...{ id, invite, total, waiting, added, changed, unchanged, refused },
    startedAt: row.startedAt.toISOString(),
    startedBy: nameOf(row),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}

function toItemView(
  actor: Actor,
  row: Awaited<ReturnType<typeof importsStore.listItems>>[number],
): z.output<typeof PersonImportItem> {
  const { line, email, name, state, reason, importedId } = row
  return {
    line,
    email,
    name,
    state,
    reason: toMessage(reason, actor.reader)?.text ?? null,
    personId: importedId,
  }
}
