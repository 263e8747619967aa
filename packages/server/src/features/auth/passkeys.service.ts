import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { Ctx } from '../../ctx.ts'
import { withTransaction } from '../../db/database.ts'
import { InvalidInputError, NotFoundError, UnauthenticatedError } from '../../domain/errors.ts'
import type { PersonId } from '../../domain/ids.ts'
import { addMinutes } from '../../domain/time.ts'
import type { Actor } from '../../http/actor.ts'
import { recordAudit } from '../audit/audit.service.ts'
import { type IssuedLogin, issueLogin } from './auth.service.ts'
import * as authStore from './auth.store.ts'
import * as passkeysStore from './passkeys.store.ts'

const CHALLENGE_MINUTES = 10

/** Scheme and host of the page on which a passkey is made or shown. */
type Origin = string

/** Options for the browser that makes a passkey for the signed-in person. */
export async function beginPasskey(ctx: Ctx, actor: Actor, origin: Origin) {
  const person = await authStore.findPerson(ctx.db, ctx.platform.id, actor.personId)
  const known = await passkeysStore.listPasskeys(ctx.db, ctx.platform.id, actor.personId)
  const options = await generateRegistrationOptions({
    rpName: ctx.platform.name,
    rpID: domainOf(origin),
    userID: new TextEncoder().encode(actor.personId),
    userName: person?.email ?? '',
    userDisplayName: `${person?.firstName ?? ''} ${person?.lastName ?? ''}`.trim(),
    excludeCredentials: known.map((row) => ({ id: row.credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return { challengeId: await keepChallenge(ctx, options.challenge, actor.personId), options }
}

/** Keeps what the browser made. @throws {InvalidInputError} `passkey-not-accepted` */
export async function savePasskey(
  ctx: Ctx,
  actor: Actor,
  given: { challengeId: string; name: string; answer: object },
  origin: Origin,
): Promise<void> {
  const challenge = await takeChallenge(ctx, given.challengeId, actor.personId)
  if (challenge === undefined) throw InvalidInputError.at('/answer', 'passkey-not-accepted')
  const result = await verifyRegistrationResponse({
    response: given.answer as RegistrationResponseJSON, // the library checks every part of it
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: domainOf(origin),
  }).catch(() => undefined)
  if (!result?.verified) throw InvalidInputError.at('/answer', 'passkey-not-accepted')
  const { credential } = result.registrationInfo
  await withTransaction(ctx.db, async (trx) => {
    await passkeysStore.insertPasskey(trx, {
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
    await audit(ctx, trx, actor, 'person.add-passkey', given.name)
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

/** @throws {NotFoundError} `passkey-not-found` */
export async function removePasskey(ctx: Ctx, actor: Actor, id: string): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    const name = await passkeysStore.deletePasskey(trx, ctx.platform.id, actor.personId, id)
    if (name === undefined) throw new NotFoundError('passkey-not-found')
    await audit(ctx, trx, actor, 'person.remove-passkey', name)
  })
}

/** Options for a browser in which nobody is signed in: it offers the passkeys that it has for this domain. */
export async function beginPasskeySignIn(ctx: Ctx, origin: Origin) {
  const options = await generateAuthenticationOptions({
    rpID: domainOf(origin),
    userVerification: 'required',
  })
  return { challengeId: await keepChallenge(ctx, options.challenge, null), options }
}

/** @throws {UnauthenticatedError} `passkey-not-accepted`, also for people who are not active */
export async function signInWithPasskey(
  ctx: Ctx,
  given: { challengeId: string; answer: object; userAgent: string | undefined },
  origin: Origin,
): Promise<IssuedLogin> {
  const challenge = await takeChallenge(ctx, given.challengeId, null)
  const answer = given.answer as AuthenticationResponseJSON // the library checks every part of it
  const passkey = await passkeysStore.findPasskey(ctx.db, ctx.platform.id, String(answer.id))
  if (!challenge || !passkey) throw new UnauthenticatedError('passkey-not-accepted')
  const result = await verifyAuthenticationResponse({
    response: answer,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: domainOf(origin),
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: Number(passkey.signCount),
      transports: passkey.transports as AuthenticatorTransport[],
    },
  }).catch(() => undefined)
  if (!result?.verified) throw new UnauthenticatedError('passkey-not-accepted')
  await passkeysStore.setUsed(ctx.db, ctx.platform.id, passkey.id, {
    signCount: result.authenticationInfo.newCounter,
    usedAt: ctx.now(),
  })
  return issueLogin(ctx, ctx.db, { personId: passkey.personId, way: 'passkey', userAgent: given.userAgent })
}

async function keepChallenge(ctx: Ctx, challenge: string, personId: PersonId | null): Promise<string> {
  const id = ctx.newId()
  const { id: platformId } = ctx.platform
  await passkeysStore.deleteEndedChallenges(ctx.db, platformId, ctx.now())
  const expiresAt = addMinutes(ctx.now(), CHALLENGE_MINUTES)
  await passkeysStore.insertChallenge(ctx.db, { platformId, id, personId, challenge, expiresAt })
  return id
}

/** A challenge is good for one answer. */
async function takeChallenge(ctx: Ctx, id: string, personId: PersonId | null): Promise<string | undefined> {
  const row = await passkeysStore.takeChallenge(ctx.db, ctx.platform.id, id, ctx.now())
  return row?.personId === personId ? row.challenge : undefined
}

function audit(
  ctx: Ctx,
  trx: Parameters<typeof recordAudit>[1],
  actor: Actor,
  action: string,
  name: string,
): Promise<void> {
  const { personId } = actor
  return recordAudit(ctx, trx, {
    actorId: personId,
    action,
    objectType: 'person',
    objectId: personId,
    changes: { name },
  })
}

function domainOf(origin: Origin): string {
  return new URL(origin).hostname
}
