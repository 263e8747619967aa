import type { z } from 'zod'
import { assertPlanner, assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { ConflictError, InvalidInputError, NotFoundError, StaleError } from '../../../domain/errors.ts'
import type { SessionFieldId } from '../../../domain/ids.ts'
import { type AdditionalValue, checkAdditional } from '../../../domain/session-field.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import type {
  ChangeSessionField,
  NewSessionField,
  SessionField,
  SessionFieldOrder,
} from './session-fields.schemas.ts'
import * as store from './session-fields.store.ts'

type FieldView = z.output<typeof SessionField>

/** The fields that this platform adds to its sessions, in their order. */
export async function listSessionFields(ctx: Ctx, actor: Actor): Promise<FieldView[]> {
  assertPlanner(actor)
  const [rows, counts] = await Promise.all([
    store.listFields(ctx.db, ctx.platform.id),
    store.countSessions(ctx.db, ctx.platform.id),
  ])
  return rows.map(({ id, name, kind, choices, required, version }) => ({
    id,
    name,
    kind,
    choices,
    required,
    version,
    sessionCount: counts.get(id) ?? 0,
  }))
}

export async function createSessionField(ctx: Ctx, actor: Actor, input: z.output<typeof NewSessionField>) {
  assertSuperadmin(actor)
  const id = ctx.newId<SessionFieldId>()
  const { name, kind, required = false } = input
  const choices = choicesOf(kind, input.choices ?? [])
  await withTransaction(ctx.db, async (trx) => {
    const { id: platformId } = ctx.platform
    const position = (await store.listFields(trx, platformId)).length
    await store.insertField(trx, { platformId, id, name, kind, required, choices, position })
    await happened(ctx, trx, { kind: 'session-field-created', id, by: actor.personId, changes: input })
  })
  return getField(ctx, actor, id)
}

/** Changes a field. @throws {ConflictError} `session-field-kind-fixed` when sessions have values of another kind */
export async function changeSessionField(
  ctx: Ctx,
  actor: Actor,
  target: { id: SessionFieldId; expectedVersion: number },
  change: z.output<typeof ChangeSessionField>,
) {
  assertSuperadmin(actor)
  const before = await getField(ctx, actor, target.id)
  const kind = change.kind ?? before.kind
  if (kind !== before.kind && before.sessionCount > 0) {
    const params = { field: before.name, count: before.sessionCount }
    const code = 'session-field-kind-fixed'
    throw new ConflictError(code, params, { fields: [{ pointer: '/kind', code, params }] })
  }
  const choices = choicesOf(kind, change.choices ?? before.choices)
  await withTransaction(ctx.db, async (trx) => {
    const fields = { ...definedOnly(change), choices }
    assertUpdated(await store.updateField(trx, ctx.platform.id, target, fields))
    const done = { id: target.id, by: actor.personId, changes: change, was: before }
    await happened(ctx, trx, { kind: 'session-field-changed', ...done })
  })
  return getField(ctx, actor, target.id)
}

/**
 * Puts all fields into an order.
 *
 * @param was the order that it was made from
 * @throws {InvalidInputError} `session-field-order` unless every field is named once; {StaleError} when somebody
 *   else has ordered them since
 */
export async function orderSessionFields(
  ctx: Ctx,
  actor: Actor,
  { ids, was }: z.output<typeof SessionFieldOrder>,
) {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    const { id: platformId } = ctx.platform
    const known = await store.lockOrder(trx, platformId)
    if (was && was.join() !== known.join()) throw new StaleError('changed-meanwhile')
    if (known.length !== ids.length || !known.every((id) => ids.includes(id)))
      throw InvalidInputError.at('/ids', 'session-field-order', { expected: known.length, found: ids.length })
    for (const [position, id] of ids.entries()) await store.setPosition(trx, platformId, id, position)
    const [first] = ids
    if (first) await happened(ctx, trx, { kind: 'session-fields-ordered', id: first, by: actor.personId })
  })
  return listSessionFields(ctx, actor)
}

/** Deletes a field and what sessions have in it. */
export async function deleteSessionField(ctx: Ctx, actor: Actor, id: SessionFieldId): Promise<void> {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    const field = await store.findFieldForUpdate(trx, ctx.platform.id, id)
    if (!field) throw new NotFoundError('session-field-not-found')
    const sessions = await store.deleteField(trx, ctx.platform.id, id)
    const changes = { name: field.name, sessions }
    await happened(ctx, trx, { kind: 'session-field-deleted', id, by: actor.personId, changes })
  })
}

/** Values for a session's additional fields. @throws {InvalidInputError} naming each field that is wrong */
export async function checkAdditionalValues(
  ctx: Ctx,
  trx: Trx,
  values: Readonly<Record<string, AdditionalValue | null>>,
): Promise<Record<string, AdditionalValue>> {
  return checkAdditional(values, await store.listFields(trx, ctx.platform.id))
}

async function getField(ctx: Ctx, actor: Actor, id: SessionFieldId): Promise<FieldView> {
  const field = (await listSessionFields(ctx, actor)).find((one) => one.id === id)
  if (!field) throw new NotFoundError('session-field-not-found')
  return field
}

function choicesOf(kind: FieldView['kind'], choices: readonly string[]): string[] {
  if (kind !== 'choice') return []
  const unique = [...new Set(choices)]
  if (unique.length === 0) throw InvalidInputError.at('/choices', 'session-field-choices-needed')
  return unique
}
