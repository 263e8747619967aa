import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { LmsId, PersonId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { hashToken, newToken } from '../../../secrets/tokens.ts'
import { findKeyDate } from './keys.service.ts'
import { setupOf } from './paths.ts'
import type { ChangeLms, DecideDeployment, Lms, Lmses, NewLms } from './registrations.schemas.ts'
import * as registrationsStore from './registrations.store.ts'

const INVITATION_MINUTES = 24 * 60

type LmsView = z.output<typeof Lms>

export async function listLmses(ctx: Ctx, actor: Actor, origin: string): Promise<z.output<typeof Lmses>> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const rows = await registrationsStore.listRegistrations(ctx.db, platformId)
  const deployments = await registrationsStore.listDeployments(ctx.db, platformId)
  return {
    setup: setupOf(origin),
    keyMadeAt: await findKeyDate(ctx),
    items: rows.map(({ platformId: _, createdBy, createdAt, ...row }) => ({
      ...row,
      deployments: deployments
        .filter(({ registrationId }) => registrationId === row.id)
        .map(({ deploymentId, state, seenAt }) => ({ deploymentId, state, seenAt: seenAt.toISOString() })),
    })),
    nextCursor: null,
  }
}

/** @throws {ConflictError} `lms-known` */
export async function addLms(ctx: Ctx, actor: Actor, input: z.output<typeof NewLms>): Promise<LmsView> {
  assertSuperadmin(actor)
  const { deploymentId, ...fields } = input
  const id = await withTransaction(ctx.db, (trx) =>
    insertLms(ctx, trx, { ...fields, deploymentId: deploymentId || undefined }, actor.personId),
  )
  return getLms(ctx, actor, id)
}

/** Adds an LMS in a transaction that does more. @throws {ConflictError} `lms-known` */
export async function insertLms(
  ctx: Ctx,
  trx: Trx,
  {
    deploymentId,
    ...fields
  }: Omit<z.output<typeof NewLms>, 'deploymentId'> & { deploymentId: string | undefined },
  by: PersonId,
): Promise<LmsId> {
  const checked = checkedFields(fields)
  const { id: platformId } = ctx.platform
  const id = ctx.newId<LmsId>()
  const made = await registrationsStore.insertRegistration(trx, {
    ...{ platformId, id, ...fields, ...checked },
    ...{ createdBy: by, createdAt: ctx.now() },
  })
  const { issuer, clientId } = fields
  if (!made) throw new ConflictError('lms-known', { issuer, clientId })
  if (deploymentId !== undefined)
    await registrationsStore.decideDeployment(trx, platformId, {
      ...{ id, deploymentId, state: 'accepted' as const, by, now: ctx.now() },
    })
  await happened(ctx, trx, {
    kind: 'lms-registered',
    id,
    by,
    changes: { ...fields, ...checked, deploymentId },
  })
  return id
}

export async function changeLms(
  ctx: Ctx,
  actor: Actor,
  target: { id: LmsId; expectedVersion: number },
  change: z.output<typeof ChangeLms>,
): Promise<LmsView> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const before = await getRegistration(ctx, target.id)
  const fields = { ...definedOnly(change), ...checkedFields(change) }
  await withTransaction(ctx.db, async (trx) => {
    assertUpdated(await registrationsStore.updateRegistration(trx, platformId, target, fields))
    await happened(ctx, trx, {
      ...{ kind: 'lms-changed' as const, id: target.id, by: actor.personId, changes: fields, was: before },
    })
  })
  return getLms(ctx, actor, target.id)
}

/** Removes an LMS with its courses and links. Whoever came from it stays who they are here. */
export async function removeLms(ctx: Ctx, actor: Actor, id: LmsId): Promise<void> {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    const row = await registrationsStore.deleteRegistration(trx, ctx.platform.id, id)
    if (!row) throw new NotFoundError('lms-not-found')
    await happened(ctx, trx, { kind: 'lms-removed', id, by: actor.personId, changes: { name: row.name } })
  })
}

/** Says whether people of a deployment come in; one that was never seen can be accepted ahead. */
export async function decideDeployment(
  ctx: Ctx,
  actor: Actor,
  id: LmsId,
  { deploymentId, state }: z.output<typeof DecideDeployment>,
): Promise<LmsView> {
  assertSuperadmin(actor)
  await getRegistration(ctx, id)
  await withTransaction(ctx.db, async (trx) => {
    const decided = { id, deploymentId, state, by: actor.personId, now: ctx.now() }
    await registrationsStore.decideDeployment(trx, ctx.platform.id, decided)
    const changes = { deploymentId, state }
    await happened(ctx, trx, { kind: 'lms-deployment-decided', id, by: actor.personId, changes })
  })
  return getLms(ctx, actor, id)
}

/** A secret address by which one LMS registers itself. */
export async function inviteLms(
  ctx: Ctx,
  actor: Actor,
  origin: string,
): Promise<{ url: string; expiresAt: string }> {
  assertSuperadmin(actor)
  const token = newToken()
  const createdAt = ctx.now()
  const expiresAt = addMinutes(createdAt, INVITATION_MINUTES)
  const invitation = { tokenHash: hashToken(token), createdBy: actor.personId, createdAt, expiresAt }
  await withTransaction(ctx.db, async (trx) => {
    await registrationsStore.insertInvitation(trx, { platformId: ctx.platform.id, ...invitation })
    await happened(ctx, trx, { kind: 'lms-invited', id: ctx.platform.id, by: actor.personId })
  })
  return { url: `${origin}/lti/register?invitation=${token}`, expiresAt: expiresAt.toISOString() }
}

/** @throws {NotFoundError} `lms-not-found` */
export async function getRegistration(ctx: Ctx, id: LmsId): Promise<registrationsStore.RegistrationRow> {
  const row = await registrationsStore.findRegistration(ctx.db, ctx.platform.id, id)
  if (!row) throw new NotFoundError('lms-not-found')
  return row
}

async function getLms(ctx: Ctx, actor: Actor, id: LmsId): Promise<LmsView> {
  const found = (await listLmses(ctx, actor, '')).items.find((one) => one.id === id)
  if (!found) throw new NotFoundError('lms-not-found')
  return found
}

/** Addresses as they are kept. @throws {InvalidInputError} `link-invalid` at the field */
function checkedFields(fields: Partial<z.output<typeof NewLms>>) {
  for (const field of ['authUrl', 'tokenUrl', 'keysUrl'] as const) {
    const found = fields[field]
    if (found !== undefined && !isWeb(found))
      throw InvalidInputError.at(`/${field}`, 'link-invalid', { found })
  }
  const frameOrigins = fields.frameOrigins?.map((found, index) => {
    const origin = isWeb(found) ? new URL(found).origin : undefined
    if (!origin) throw InvalidInputError.at(`/frameOrigins/${index}`, 'link-invalid', { found })
    return origin
  })
  return frameOrigins ? { frameOrigins: [...new Set(frameOrigins)] } : {}
}

function isWeb(address: string): boolean {
  return /^https?:$/.test(URL.parse(address)?.protocol ?? '')
}

/** Whose pages may frame ours for an LMS. */
export function framesOf(
  row: Pick<registrationsStore.RegistrationRow, 'issuer' | 'authUrl' | 'frameOrigins'>,
) {
  const own = [row.issuer, row.authUrl].flatMap((address) =>
    isWeb(address) ? [new URL(address).origin] : [],
  )
  return [...new Set([...own, ...row.frameOrigins])]
}
