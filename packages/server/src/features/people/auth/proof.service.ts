import type { Ctx } from '../../../ctx.ts'
import { ForbiddenError, InvalidInputError, UnauthenticatedError } from '../../../domain/errors.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import * as authStore from './auth.store.ts'
import { beginPasskeyProof, provePasskey } from './passkeys.service.ts'
import { isPassword } from './passwords.ts'
import { assertSecondFactor } from './second-factor.service.ts'
import { tryAsSignedIn } from './tries.service.ts'

/** A proof of who somebody is holds for so long, in the browser where it was given. */
export const PROOF_MINUTES = 15

/**
 * Guards what decides who gets in as a person: a browser that was left open is not enough for it.
 *
 * @throws {ForbiddenError} `sign-in-needed-again`
 */
export async function assertProved(ctx: Ctx, actor: Actor): Promise<void> {
  const provedAt = actor.loginId && (await authStore.findProvedAt(ctx.db, ctx.platform.id, actor.loginId))
  if (!provedAt || addMinutes(provedAt, PROOF_MINUTES) <= ctx.now())
    throw new ForbiddenError('sign-in-needed-again', { minutes: PROOF_MINUTES })
}

/**
 * Proves by the password, with a code where an authenticator app is set up.
 *
 * @throws {InvalidInputError} `password-wrong`, `second-factor-needed`, `second-factor-wrong`
 * @throws {TooManyRequestsError} `too-many-tries`
 */
export async function proveByPassword(
  ctx: Ctx,
  actor: Actor,
  { password, code }: { password: string; code?: string | undefined },
): Promise<void> {
  const person = await authStore.findPerson(ctx.db, ctx.platform.id, actor.personId)
  let twoFactors = false
  const isRight = await tryAsSignedIn(ctx, actor.personId, async () => {
    if (!(await isPassword(person?.passwordHash, password))) return false
    twoFactors = await assertCode(ctx, actor, code)
    return true
  })
  if (!isRight) throw InvalidInputError.at('/password', 'password-wrong')
  await keepProof(ctx, actor, { twoFactors })
}

/** Options for the browser, which shows one of the person's passkeys. */
export function beginProofByPasskey(ctx: Ctx, actor: Actor, origin: string) {
  return beginPasskeyProof(ctx, actor, origin)
}

/** @throws {InvalidInputError} `passkey-not-accepted`, also for another person's @throws {TooManyRequestsError} */
export async function proveByPasskey(
  ctx: Ctx,
  actor: Actor,
  given: { challengeId: string; answer: object },
  origin: string,
): Promise<void> {
  const isRight = await tryAsSignedIn(ctx, actor.personId, () =>
    provePasskey(ctx, { ...given, actor }, origin).then(
      () => true,
      (error: unknown) => {
        if (error instanceof UnauthenticatedError) return false
        throw error
      },
    ),
  )
  if (!isRight) throw InvalidInputError.at('/answer', 'passkey-not-accepted')
  await keepProof(ctx, actor, { twoFactors: true })
}

/** The person has proved who they are, in this browser, by whatever the caller asked. */
export async function keepProof(
  ctx: Ctx,
  actor: Actor,
  { twoFactors }: { twoFactors: boolean },
): Promise<void> {
  if (!actor.loginId) return
  const proof = { provedAt: ctx.now(), ...(twoFactors ? { twoFactors } : {}) }
  await authStore.setProved(ctx.db, ctx.platform.id, actor.loginId, proof)
}

/** The signed-in stay signed in: what is wrong is said at the field. */
async function assertCode(ctx: Ctx, actor: Actor, code: string | undefined): Promise<boolean> {
  try {
    return await assertSecondFactor(ctx, actor.personId, code)
  } catch (error) {
    if (error instanceof UnauthenticatedError) throw InvalidInputError.at('/code', error.code, error.params)
    throw error
  }
}
