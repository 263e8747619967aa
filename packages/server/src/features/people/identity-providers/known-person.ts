import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ForbiddenError, UnauthenticatedError } from '../../../domain/errors.ts'
import type { LoginId, PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { keepProof } from '../auth/proof.service.ts'
import { addPerson, findPersonOfAddress } from '../people/people.service.ts'
import type { ProviderRow } from './identity-providers.service.ts'
import * as providersStore from './identity-providers.store.ts'

/** Whom a provider has signed in, whatever protocol it speaks. */
export interface ProvidedPerson {
  /** The provider's own name for the person. */
  readonly subject: string
  readonly email: string | undefined
  readonly isEmailVerified: boolean
  readonly firstName: string
  readonly lastName: string
  /** When the provider saw who it is. */
  readonly provedAt: Date | undefined
}

/** Clocks of providers differ from ours by less than this. */
const CLOCK_MS = 5 * 60_000

/** Keeps the proof where the same person came back to the browser that began it. */
export async function proveByProvider(
  ctx: Ctx,
  given: {
    provider: ProviderRow
    walk: { readonly provesLoginId?: LoginId }
    person: ProvidedPerson
    actor: Actor | undefined
    begunAt: Date
  },
): Promise<void> {
  const { provider, walk, person, actor, begunAt } = given
  if (!actor?.loginId || actor.loginId !== walk.provesLoginId)
    throw new UnauthenticatedError('sign-in-walk-unknown')
  const known = await providersStore.findIdentity(ctx.db, ctx.platform.id, provider.id, person.subject)
  const isOld = person.provedAt && person.provedAt.getTime() < begunAt.getTime() - CLOCK_MS
  if (known?.id !== actor.personId || isOld)
    throw new ForbiddenError('proof-not-accepted', { provider: provider.name })
  await keepProof(ctx, actor, { twoFactors: true })
}

/**
 * The provider's own name for a person comes first; an address counts only when the provider has proven it.
 *
 * @throws {ForbiddenError} `sign-in-no-place`, `sign-in-email-not-proven`, `sign-in-not-active`
 */
export async function findOrAddPerson(
  ctx: Ctx,
  trx: Trx,
  provider: ProviderRow,
  { subject, email, isEmailVerified, firstName, lastName }: ProvidedPerson,
): Promise<PersonId> {
  const { id: platformId } = ctx.platform
  const known = await providersStore.findIdentity(trx, platformId, provider.id, subject)
  if (known) {
    if (!known.active) throw new ForbiddenError('sign-in-not-active')
    return known.id
  }
  if (!email || !isEmailVerified)
    throw new ForbiddenError('sign-in-email-not-proven', { provider: provider.name })
  const found = await findPersonOfAddress(ctx, trx, email)
  if (found && !found.active) throw new ForbiddenError('sign-in-not-active')
  if (!found && !provider.createsPeople) throw new ForbiddenError('sign-in-no-place', { email })
  const personId = found?.id ?? (await addUnknown(ctx, trx, provider, { email, firstName, lastName }))
  await providersStore.insertIdentity(trx, { platformId, providerId: provider.id, subject, personId })
  return personId
}

async function addUnknown(
  ctx: Ctx,
  trx: Trx,
  provider: ProviderRow,
  { email, firstName, lastName }: { email: string; firstName: string; lastName: string },
): Promise<PersonId> {
  const names = { firstName: firstName || (email.split('@')[0] ?? email), lastName }
  const roles = ['learner'] as const
  const id = await addPerson(ctx, trx, { email, ...names, roles, passwordHash: null })
  const changes = { email, ...names, roles, identityProvider: provider.name }
  await happened(ctx, trx, { kind: 'person-created', id, by: id, changes })
  return id
}
