import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { IdentityProviderId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { UnreadableSecretError } from '../../../secrets/vault.ts'
import type {
  ChangeIdentityProvider,
  IdentityProvider,
  NewIdentityProvider,
} from './identity-providers.schemas.ts'
import * as providersStore from './identity-providers.store.ts'
import { discover, type OidcClient, OidcError } from './oidc.ts'
import { providerSecretSlot } from './sealing.ts'

type ProviderView = z.output<typeof IdentityProvider>
export type ProviderRow = NonNullable<Awaited<ReturnType<typeof providersStore.findProvider>>>

export async function listIdentityProviders(ctx: Ctx, actor: Actor): Promise<ProviderView[]> {
  assertSuperadmin(actor)
  const rows = await providersStore.listProviders(ctx.db, ctx.platform.id)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    issuer: row.issuer,
    clientId: row.clientId,
    createsPeople: row.createsPeople,
    active: row.active,
    people: Number(row.people),
    version: row.version,
  }))
}

/** The buttons of the sign-in page: none of an app that is not active. */
export async function listSignInButtons(ctx: Ctx): Promise<{ name: string; path: string }[]> {
  const rows = await providersStore.listOffered(ctx.db, {
    platformId: ctx.platform.id,
    unnamed: '', // those whose metadata was not given yet
  })
  return rows.map(({ id, name }) => ({ name, path: `/sign-in/with/${id}` }))
}

/** Adds a provider that was asked what it can do first. @throws {InvalidInputError} `issuer-not-found` */
export async function addIdentityProvider(
  ctx: Ctx,
  actor: Actor,
  input: z.output<typeof NewIdentityProvider>,
): Promise<ProviderView> {
  assertSuperadmin(actor)
  const { clientSecret, ...fields } = input
  const issuer = await checkedIssuer(ctx, input)
  const id = ctx.newId<IdentityProviderId>()
  await withTransaction(ctx.db, async (trx) => {
    const made = await providersStore.insertProvider(trx, {
      platformId: ctx.platform.id,
      id,
      ...fields,
      issuer,
      clientSecretSealed: ctx.vault.seal(clientSecret, providerSecretSlot(ctx.platform.id, id)),
    })
    if (!made) throw new ConflictError('identity-provider-known', { issuer, clientId: fields.clientId })
    await happened(ctx, trx, { kind: 'identity-provider-created', id, by: actor.personId, changes: fields })
  })
  return getProvider(ctx, actor, id)
}

export async function changeIdentityProvider(
  ctx: Ctx,
  actor: Actor,
  target: { id: IdentityProviderId; expectedVersion: number },
  change: z.output<typeof ChangeIdentityProvider>,
): Promise<ProviderView> {
  assertSuperadmin(actor)
  const before = await getProviderRow(ctx, target.id)
  if (before.protocol !== 'openid-connect') throw new NotFoundError('identity-provider-not-found')
  const { clientSecret, ...fields } = change
  const asked = { issuer: fields.issuer ?? before.issuer, clientId: fields.clientId ?? before.clientId }
  const isOtherIssuer = asked.issuer !== before.issuer
  const issuer = isOtherIssuer
    ? await checkedIssuer(ctx, { ...asked, clientSecret: clientSecret || storedSecret(ctx, before) })
    : before.issuer
  await withTransaction(ctx.db, async (trx) => {
    const row = await providersStore.updateProvider(trx, ctx.platform.id, target, {
      ...definedOnly(fields),
      issuer,
      ...(clientSecret
        ? {
            clientSecretSealed: ctx.vault.seal(clientSecret, providerSecretSlot(ctx.platform.id, before.id)),
          }
        : {}),
    })
    assertUpdated(row)
    const changes = { ...fields, ...(clientSecret ? { clientSecret: 'changed' } : {}) }
    await happened(ctx, trx, {
      kind: 'identity-provider-changed',
      id: before.id,
      by: actor.personId,
      changes,
      was: before,
    })
  })
  return getProvider(ctx, actor, target.id)
}

/** Removes a provider. Who signed in with it keeps their place and signs in by password or passkey. */
export async function removeIdentityProvider(ctx: Ctx, actor: Actor, id: IdentityProviderId): Promise<void> {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    const row = await providersStore.deleteProvider(trx, ctx.platform.id, id)
    if (!row) throw new NotFoundError('identity-provider-not-found')
    const changes = { name: row.name }
    await happened(ctx, trx, { kind: 'identity-provider-deleted', id, by: actor.personId, changes })
  })
}

/** @throws {NotFoundError} `identity-provider-not-found` */
export async function getProviderRow(ctx: Ctx, id: IdentityProviderId): Promise<ProviderRow> {
  const row = await providersStore.findProvider(ctx.db, ctx.platform.id, id)
  if (!row) throw new NotFoundError('identity-provider-not-found')
  return row
}

export function clientOf(ctx: Ctx, row: ProviderRow): OidcClient {
  return { issuer: row.issuer, clientId: row.clientId, clientSecret: secretOf(ctx, row) }
}

export function secretOf(ctx: Ctx, row: ProviderRow): string {
  return ctx.vault.open(row.clientSecretSealed, providerSecretSlot(ctx.platform.id, row.id))
}

/** For a form, which can say it again. @throws {InvalidInputError} `secret-not-readable` */
function storedSecret(ctx: Ctx, row: ProviderRow): string {
  try {
    return secretOf(ctx, row)
  } catch (error) {
    if (!(error instanceof UnreadableSecretError)) throw error
    throw InvalidInputError.at('/clientSecret', error.code, error.params)
  }
}

async function getProvider(ctx: Ctx, actor: Actor, id: IdentityProviderId): Promise<ProviderView> {
  const view = (await listIdentityProviders(ctx, actor)).find((provider) => provider.id === id)
  if (!view) throw new NotFoundError('identity-provider-not-found')
  return view
}

/** The issuer as the provider names itself. */
async function checkedIssuer(ctx: Ctx, client: OidcClient): Promise<string> {
  const found = client.issuer.trim()
  if (!/^https?:$/.test(URL.parse(found)?.protocol ?? '')) {
    throw InvalidInputError.at('/issuer', 'link-invalid', { found })
  }
  try {
    const configuration = await discover({ ...client, issuer: found }, ctx.outside)
    return configuration.serverMetadata().issuer
  } catch (error) {
    if (!(error instanceof OidcError)) throw error
    throw InvalidInputError.at('/issuer', 'issuer-not-found', { issuer: found, reason: error.message })
  }
}
