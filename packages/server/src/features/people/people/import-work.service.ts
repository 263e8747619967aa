import { isSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import { normalizeEmail } from '../../../domain/email.ts'
import type { ApiKeyId, PersonId, PersonImportId, PlatformId } from '../../../domain/ids.ts'
import type { Role } from '../../../domain/role.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { sendInvitations } from '../auth/password.service.ts'
import { importPeopleJob } from './import.job.ts'
import { type Judged, judge } from './import-rows.ts'
import * as importsStore from './imports.store.ts'
import { whoBegan } from './people.service.ts'
import * as peopleStore from './people.store.ts'
import type { PeopleRow } from './people-table.ts'

/** Rows of one transaction: a crash loses no more than these, and others wait no longer for who is in them. */
const BATCH = 500
/** Whichever began it: only that it was one matters here. */
const KEY: Actor['apiKey'] = { id: '' as ApiKeyId, scopes: [] }
/** An import that takes longer is looked after: whoever worked on it may be gone. */
const OVERDUE_MINUTES = 2

/**
 * Does what is left of an import, some hundred rows at a time. Starting again goes on where it stopped; two at the same
 * time share the work. Each row is judged by what is true then.
 */
export async function carryOutImport(ctx: Ctx, importId: PersonImportId): Promise<void> {
  const { id: platformId } = ctx.platform
  const begun = await importsStore.findImport(ctx.db, platformId, importId)
  if (!begun || begun.finishedAt) return
  while (await withTransaction(ctx.db, (trx) => importSome(ctx, trx, begun))) {
    // How far it is, is no fact: nobody follows but who watches it.
    await ctx.live.publish(ctx.db, platformId, { type: 'import', id: importId })
  }
  await withTransaction(ctx.db, async (trx) => {
    const left = await importsStore.listItems(trx, platformId, importId, { state: 'waiting', limit: 1 })
    if (left.length > 0) return // another worker has the last ones
    await leadTheNew(ctx, trx, importId)
    if (!(await importsStore.setFinished(trx, platformId, importId, ctx.now()))) return
    await happened(ctx, trx, { kind: 'people-import-finished', id: importId })
  })
}

/** Platforms on which {@link sweepImports} finds imports. */
export function findUnfinished(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return importsStore.listPlatformsWithUnfinished(db, addMinutes(now, -OVERDUE_MINUTES))
}

/** Every minute: goes on with imports whose worker was lost. */
export async function sweepImports(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  const before = addMinutes(ctx.now(), -OVERDUE_MINUTES)
  const unfinished = await importsStore.listUnfinished(ctx.db, platformId, before)
  for (const { id: importId } of unfinished) {
    const atMostOnce = { key: importId, seconds: OVERDUE_MINUTES * 60 }
    await ctx.jobs.enqueue(ctx.db, importPeopleJob, { platformId, importId }, { atMostOnce })
  }
}

/** Whose manager stands in the same table, and was not there yet when they were added: now they are. */
async function leadTheNew(ctx: Ctx, trx: Trx, importId: PersonImportId): Promise<void> {
  const { id: platformId } = ctx.platform
  const led = await importsStore.listNotLed(trx, platformId, importId)
  const emails = [...new Set(led.map(({ manager }) => normalizeEmail(manager)))]
  const found = await peopleStore.listByEmails(trx, platformId, emails)
  const idOf = new Map(found.map(({ address, id }) => [address, id]))
  const changes = led.flatMap(({ id, manager }) => {
    const managerId = idOf.get(normalizeEmail(manager))
    return managerId && managerId !== id ? [{ id, managerId }] : []
  })
  if (changes.length === 0) return
  const personIds = changes.map(({ id }) => id)
  await peopleStore.lockPeople(trx, platformId, personIds)
  await peopleStore.updatePeople(trx, platformId, changes)
  await happened(ctx, trx, { kind: 'people-imported', personIds })
}

/** @returns false when none wait any more */
async function importSome(ctx: Ctx, trx: Trx, begun: importsStore.ImportRow): Promise<boolean> {
  const { id: platformId } = ctx.platform
  const items = await importsStore.takeItems(trx, platformId, begun.id, BATCH)
  if (items.length === 0) return false
  // What a program may not, its import may not either.
  const actor = { ...(await whoBegan(ctx, trx, begun.personId)), ...(begun.byKey ? { apiKey: KEY } : {}) }
  if (!isSuperadmin(actor)) {
    const reason = { code: 'role-superadmin-needed', params: {} } as const
    const refused = items.map(({ line }) => ({ line, state: 'refused' as const, reason }))
    await importsStore.setItems(trx, platformId, begun.id, refused)
    return true
  }
  const rows = items.map(
    // Of an import that an earlier release began there is no manager.
    ({ line, cells }): PeopleRow => ({ ...cells, cells: { manager: '', ...cells.cells }, line }),
  )
  const table = new Set((await importsStore.listEmails(trx, platformId, begun.id)).map(normalizeEmail))
  const added = await addNew(ctx, trx, await judge(ctx, trx, actor, rows, table), begun.invite)
  const known = await changeKnown(
    ctx,
    trx,
    actor,
    rows.filter((row) => !added.has(row.line)),
    table,
  )
  const results = [...added].map(([line, personId]) => ({ line, personId, state: 'added' as const }))
  await importsStore.setItems(trx, platformId, begun.id, [...results, ...known.map(toResult)])
  const changed = known.flatMap((row) => (row.outcome === 'change' ? [row.id] : []))
  await happened(ctx, trx, { kind: 'people-imported', personIds: [...added.values(), ...changed] })
  return true
}

/** @returns those who were added, by line; whom somebody else added a moment ago is not among them, and is known now */
async function addNew(
  ctx: Ctx,
  trx: Trx,
  judged: readonly Judged[],
  invite: boolean,
): Promise<Map<number, PersonId>> {
  const rows = judged.filter((row) => row.outcome === 'add')
  const people = rows.map(({ fields }) => ({
    ...fields,
    roles: fields.roles ?? (['learner'] as Role[]),
    language: fields.language ?? null,
    timeZone: fields.timeZone ?? null,
    managerId: fields.managerId ?? null,
    platformId: ctx.platform.id,
    id: ctx.newId<PersonId>(),
    passwordHash: null,
    invitedAt: invite ? ctx.now() : null,
  }))
  // In one order, so that two imports of the same people never wait for each other.
  people.sort((a, b) => (a.email < b.email ? -1 : 1))
  const added = await peopleStore.insertNew(trx, people)
  if (invite)
    await sendInvitations(
      ctx,
      trx,
      added.map((person) => person.id),
    )
  const idOf = new Map(added.map((person) => [person.email, person.id]))
  return new Map(
    rows.flatMap(({ line, fields }) => {
      const id = idOf.get(fields.email)
      return id ? [[line, id] as const] : []
    }),
  )
}

/** Judges rows of people who are known once more, now that nobody else changes them, and writes what differs. */
async function changeKnown(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  rows: readonly PeopleRow[],
  table: ReadonlySet<string>,
): Promise<Judged[]> {
  if (rows.length === 0) return []
  const { id: platformId } = ctx.platform
  const found = await judge(ctx, trx, actor, rows, table)
  const ids = found.flatMap((row) => ('id' in row ? [row.id] : []))
  await peopleStore.lockPeople(trx, platformId, [...new Set(ids)])
  const judged = await judge(ctx, trx, actor, rows, table)
  const changes = judged.flatMap((row) => (row.outcome === 'change' ? [row] : []))
  await peopleStore.updatePeople(
    trx,
    platformId,
    changes.map(({ id, fields: { email: _, ...change } }) => ({ id, ...change })),
  )
  return judged
}

function toResult(row: Judged): importsStore.ItemResult {
  const { line } = row
  switch (row.outcome) {
    case 'refuse':
      return { line, state: 'refused', reason: { code: row.code, params: row.params } }
    case 'change':
      return { line, state: 'changed', personId: row.id }
    case 'same':
      return { line, state: 'unchanged', personId: row.id }
    case 'add':
      // It was there when it was to be added, and is gone again: it waits for the next round.
      return { line, state: 'waiting' }
  }
}
