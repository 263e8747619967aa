import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnauthenticatedError,
} from '../../../domain/errors.ts'
import type { PasskeyId, PersonId } from '../../../domain/ids.ts'
import { needsSecondFactor } from '../../../domain/platform.ts'
import type { Actor } from '../../../http/actor.ts'
import { handOut, takeBack } from '../../../secrets/handed-out.ts'
import type { Slot } from '../../../secrets/vault.ts'
import { type IssuedLogin, issueLogin } from './auth.service.ts'
import * as authStore from './auth.store.ts'
import * as passkeysStore from './passkeys.store.ts'
import { lockPerson } from './password.store.ts'
import { getSecondFactor } from './second-factor.service.ts'
import { type Caller, tryFromNetwork } from './tries.service.ts'

/** Loaded when the first passkey is asked for: 25 MB that workers, and many platforms, never need. */
const webAuthn = () => import('@simplewebauthn/server')

const CHALLENGE_MINUTES = 10

/** Scheme and host of the page on which a passkey is made or shown. */
type Origin = string

/** Options for the browser that makes a passkey for the signed-in person. */
export async function beginPasskey(ctx: Ctx, actor: Actor, origin: Origin) {
  const person = await authStore.findPerson(ctx.db, ctx.platform.id, actor.personId)
  const known = await passkeysStore.listPasskeys(ctx.db, ctx.platform.id, actor.personId)
  const options = await (await webAuthn()).generateRegistrationOptions({
    rpName: ctx.platform.name,
    rpID: domainOf(origin),
    userID: new TextEncoder().encode(actor.personId),
    userName: person?.email ?? '',
    userDisplayName: `${person?.firstName ?? ''} ${person?.lastName ?? ''}`.trim(),
    excludeCredentials: known.map((row) => ({ id: row.credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return { challengeId: handOutChallenge(ctx, options.challenge, actor.personId), options }
}

/** Keeps what the browser made. @throws {InvalidInputError} `passkey-not-accepted` */
export async function savePasskey(
  ctx: Ctx,
  actor: Actor,
  given: { challengeId: string; name: string; answer: object },
  origin: Origin,
): Promise<void> {
  const begun = takeChallenge(ctx, given.challengeId, actor.personId)
  if (!begun) throw InvalidInputError.at('/answer', 'passkey-not-accepted')
  const result = await (await webAuthn())
    .verifyRegistrationResponse({
      response: given.answer as RegistrationResponseJSON, // the library checks every part of it
      expectedChallenge: begun.challenge,
      expectedOrigin: origin,
      expectedRPID: domainOf(origin),
    })
    .catch(() => undefined)
  if (!result?.verified) throw InvalidInputError.at('/answer', 'passkey-not-accepted')
  const { credential } = result.registrationInfo
  await withTransaction(ctx.db, async (trx) => {
    const isNew = await passkeysStore.insertPasskey(trx, {
      platformId: ctx.platform.id,
      id: ctx.newId(),
      personId: actor.personId,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      signCount: credential.counter,
      transports: credential.transports ?? [],
      domain: domainOf(origin),
      name: given.name,
      createdAt: ctx.now(),
    })
    if (!isNew) throw InvalidInputError.at('/answer', 'passkey-not-accepted') // its answer came twice
    if (actor.loginId)
      await authStore.setProved(trx, ctx.platform.id, actor.loginId, {
        provedAt: ctx.now(),
        twoFactors: true,
      })
    const { personId } = actor
    await happened(ctx, trx, {
      kind: 'passkey-added',
      id: personId,
      by: personId,
      changes: { name: given.name },
    })
  })
}

export async function listPasskeys(ctx: Ctx, personId: PersonId) {
  const rows = await passkeysStore.listPasskeys(ctx.db, ctx.platform.id, personId)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    domain: row.domain,
    createdAt: row.createdAt.toISOString(),
    usedAt: row.usedAt?.toISOString() ?? null,
  }))
}

/** @throws {NotFoundError} `passkey-not-found`; {ForbiddenError} `second-factor-demanded` */
export async function removePasskey(ctx: Ctx, actor: Actor, id: PasskeyId): Promise<void> {
  const { personId } = actor
  await withTransaction(ctx.db, async (trx) => {
    await lockPerson(trx, ctx.platform.id, personId)
    const name = await passkeysStore.deletePasskey(trx, ctx.platform.id, personId, id)
    if (name === undefined) throw new NotFoundError('passkey-not-found')
    const others = await passkeysStore.listPasskeys(trx, ctx.platform.id, personId)
    if (
      others.length === 0 &&
      needsSecondFactor(ctx.platform, actor.roles) &&
      !(await getSecondFactor({ ...ctx, db: trx }, personId))
    )
      throw new ForbiddenError('second-factor-demanded')
    await happened(ctx, trx, { kind: 'passkey-removed', id: personId, by: personId, changes: { name } })
  })
}

/** Options for a browser in which nobody is signed in: it offers the passkeys that it has for this domain. */
export async function beginPasskeySignIn(ctx: Ctx, origin: Origin) {
  const options = await (await webAuthn()).generateAuthenticationOptions({
    rpID: domainOf(origin),
    userVerification: 'required',
  })
  return { challengeId: handOutChallenge(ctx, options.challenge), options }
}

/** Options for a browser in which the person proves again who they are, with one of their own passkeys. */
export async function beginPasskeyProof(ctx: Ctx, actor: Actor, origin: Origin) {
  const known = await passkeysStore.listPasskeys(ctx.db, ctx.platform.id, actor.personId)
  const options = await (await webAuthn()).generateAuthenticationOptions({
    rpID: domainOf(origin),
    userVerification: 'required',
    allowCredentials: known.map((row) => ({ id: row.credentialId })),
  })
  return { challengeId: handOutChallenge(ctx, options.challenge, actor.personId), options }
}

/** @throws {UnauthenticatedError} `passkey-not-accepted`, also for people who are not active @throws {TooManyRequestsError} */
export async function signInWithPasskey(
  ctx: Ctx,
  given: { challengeId: string; answer: object; caller: Caller },
  origin: Origin,
): Promise<IssuedLogin> {
  const { caller } = given
  return tryFromNetwork(ctx, caller, async () => {
    const personId = await provePasskey(ctx, given, origin)
    return withTransaction(ctx.db, (trx) =>
      issueLogin(ctx, trx, { personId, way: 'passkey', twoFactors: true, caller }),
    )
  })
}

/**
 * Whose passkey answered. An answer is good once.
 *
 * @param given.actor who is signed in, and whose passkey it must be
 * @throws {UnauthenticatedError} `passkey-not-accepted`
 */
export async function provePasskey(
  ctx: Ctx,
  given: { challengeId: string; answer: object; actor?: Actor },
  origin: Origin,
): Promise<PersonId> {
  const { actor } = given
  const begun = takeChallenge(ctx, given.challengeId, actor?.personId)
  const answer = given.answer as AuthenticationResponseJSON // the library checks every part of it
  const passkey = begun && (await passkeysStore.findPasskey(ctx.db, ctx.platform.id, String(answer.id)))
  if (!passkey || (actor && passkey.personId !== actor.personId))
    throw new UnauthenticatedError('passkey-not-accepted')
  const result = await (await webAuthn())
    .verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: begun.challenge,
      expectedOrigin: origin,
      expectedRPID: domainOf(origin),
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: Number(passkey.signCount),
        transports: passkey.transports as AuthenticatorTransport[],
      },
    })
    .catch(() => undefined)
  const use = result?.verified && {
    signCount: result.authenticationInfo.newCounter,
    usedAt: ctx.now(),
    begunAt: begun.issuedAt,
  }
  // What was begun before the passkey was last used may have been answered then.
  if (!use || !(await passkeysStore.setUsed(ctx.db, ctx.platform.id, passkey.id, use)))
    throw new UnauthenticatedError('passkey-not-accepted')
  return passkey.personId
}

/** @param personId undefined while nobody is signed in */
function handOutChallenge(ctx: Ctx, challenge: string, personId?: PersonId): string {
  return handOut(ctx, challengeSlot(ctx, personId), { challenge }, CHALLENGE_MINUTES)
}

function takeChallenge(ctx: Ctx, sealed: string, personId?: PersonId) {
  const back = takeBack<{ challenge: string }>(ctx, challengeSlot(ctx, personId), sealed)
  return back && { challenge: back.value.challenge, issuedAt: back.issuedAt }
}

function challengeSlot(ctx: Ctx, personId: PersonId | undefined): Slot {
  const rowId = personId ?? 'nobody'
  return { platformId: ctx.platform.id, table: 'passkeys', column: 'challenge', rowId }
}

function domainOf(origin: Origin): string {
  return new URL(origin).hostname
}
