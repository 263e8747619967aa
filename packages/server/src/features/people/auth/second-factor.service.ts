import { createHash, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Db, type Trx, withTransaction } from '../../../db/database.ts'
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  UnauthenticatedError,
} from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { needsSecondFactor } from '../../../domain/platform.ts'
import type { Actor } from '../../../http/actor.ts'
import * as authStore from './auth.store.ts'
import { lockPerson } from './password.store.ts'
import { secondFactorSlot } from './sealing.ts'
import * as factorStore from './second-factor.store.ts'
import { tryAsSignedIn } from './tries.service.ts'

const SECRET_BYTES = 20
const RECOVERY_CODES = 10
const RECOVERY_BYTES = 16
const PERIOD_SECONDS = 30
/** Clocks may differ by this many periods. */
const WINDOW = 1

/**
 * Asks for the code of an authenticator app where a person has set one up. Each code is taken once.
 *
 * @param code six digits, or a recovery code
 * @returns whether there was one to show
 * @throws {UnauthenticatedError} `second-factor-needed`, `second-factor-wrong`
 */
export async function assertSecondFactor(
  ctx: Ctx,
  personId: PersonId,
  code: string | undefined,
): Promise<boolean> {
  const factor = await factorStore.findFactor(ctx.db, ctx.platform.id, personId)
  if (!factor?.confirmedAt) return false
  if (!code?.trim()) throw new UnauthenticatedError('second-factor-needed')
  if (!(await takeCode(ctx, personId, code))) throw new UnauthenticatedError('second-factor-wrong')
  return true
}

/** Begins to set up an authenticator app; nothing is asked for until it is confirmed. @throws {ConflictError} `second-factor-on` */
export async function beginSecondFactor(ctx: Ctx, actor: Actor) {
  const { id: platformId } = ctx.platform
  const known = await factorStore.findFactor(ctx.db, platformId, actor.personId)
  if (known?.confirmedAt) throw new ConflictError('second-factor-on')
  const person = await authStore.findPerson(ctx.db, platformId, actor.personId)
  const secret = new Secret({ buffer: new Uint8Array(randomBytes(SECRET_BYTES)).buffer })
  await factorStore.upsertFactor(ctx.db, {
    platformId,
    personId: actor.personId,
    secretSealed: ctx.vault.seal(secret.base32, secondFactorSlot(platformId, actor.personId)),
    recoveryHashes: [],
    lastStep: 0,
    confirmedAt: null,
    createdAt: ctx.now(),
  })
  return {
    secret: secret.base32,
    uri: totp(secret.base32, ctx.platform.name, person?.email ?? '').toString(),
  }
}

/** Confirms with a first code. @returns recovery codes, shown this once @throws {InvalidInputError} `second-factor-wrong` */
export async function confirmSecondFactor(ctx: Ctx, actor: Actor, code: string): Promise<string[]> {
  const factor = await factorStore.findFactor(ctx.db, ctx.platform.id, actor.personId)
  if (!factor) throw new ConflictError('second-factor-off')
  if (factor.confirmedAt) throw new ConflictError('second-factor-on')
  await assertOwnCode(ctx, actor.personId, code)
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
  await withTransaction(ctx.db, async (trx) => {
    await factorStore.confirm(trx, ctx.platform.id, actor.personId, codes.map(hashRecovery), ctx.now())
    if (actor.loginId)
      await authStore.setProved(trx, ctx.platform.id, actor.loginId, {
        provedAt: ctx.now(),
        twoFactors: true,
      })
    await happened(ctx, trx, { kind: 'second-factor-turned-on', id: actor.personId, by: actor.personId })
  })
  return codes
}

/** Turns one's own off again, with a code. @throws {InvalidInputError} `second-factor-wrong`; {ForbiddenError} `second-factor-demanded` */
export async function removeOwnSecondFactor(ctx: Ctx, actor: Actor, code: string): Promise<void> {
  const factor = await factorStore.findFactor(ctx.db, ctx.platform.id, actor.personId)
  if (!factor?.confirmedAt) throw new ConflictError('second-factor-off')
  const { personId } = actor
  const assertOtherStays = async (db: Db | Trx) => {
    if (
      needsSecondFactor(ctx.platform, actor.roles) &&
      !(await factorStore.hasPasskey(db, ctx.platform.id, personId))
    )
      throw new ForbiddenError('second-factor-demanded')
  }
  await assertOtherStays(ctx.db) // a refusal uses up no code
  await assertOwnCode(ctx, personId, code)
  await withTransaction(ctx.db, async (trx) => {
    await lockPerson(trx, ctx.platform.id, personId)
    await assertOtherStays(trx)
    await remove(ctx, trx, actor, personId)
  })
}

/** Somebody lost their phone: a superadmin removes it. The caller asks whether the actor may. */
export async function removeSecondFactor(ctx: Ctx, actor: Actor, personId: PersonId): Promise<void> {
  await withTransaction(ctx.db, (trx) => remove(ctx, trx, actor, personId))
}

async function remove(ctx: Ctx, trx: Trx, actor: Actor, personId: PersonId): Promise<void> {
  await factorStore.deleteFactor(trx, ctx.platform.id, personId)
  await happened(ctx, trx, { kind: 'second-factor-turned-off', id: personId, by: actor.personId })
}

/** @returns null when there is none */
export async function getSecondFactor(ctx: Ctx, personId: PersonId) {
  const factor = await factorStore.findFactor(ctx.db, ctx.platform.id, personId)
  if (!factor?.confirmedAt) return null
  return { since: factor.confirmedAt.toISOString(), recoveryCodesLeft: factor.recoveryHashes.length }
}

/** @throws {InvalidInputError} `second-factor-wrong` @throws {TooManyRequestsError} `too-many-tries` */
async function assertOwnCode(ctx: Ctx, personId: PersonId, code: string): Promise<void> {
  const isRight = await tryAsSignedIn(ctx, personId, () => takeCode(ctx, personId, code))
  if (!isRight) throw InvalidInputError.at('/code', 'second-factor-wrong')
}

/** Checks a code and uses it up, under a lock: two requests with one code can't both pass. */
function takeCode(ctx: Ctx, personId: PersonId, given: string): Promise<boolean> {
  const code = given.replace(/[\s-]/g, '').toLowerCase()
  const { id: platformId } = ctx.platform
  return withTransaction(ctx.db, async (trx) => {
    const factor = await factorStore.lockFactor(trx, platformId, personId)
    if (!factor) return false
    const used = hashRecovery(code)
    if (factor.recoveryHashes.includes(used)) {
      const left = factor.recoveryHashes.filter((hash) => hash !== used)
      await factorStore.setUsed(trx, platformId, personId, { recoveryHashes: left })
      return true
    }
    const secret = ctx.vault.open(factor.secretSealed, secondFactorSlot(platformId, personId))
    const timestamp = ctx.now().getTime()
    const delta = totp(secret, '', '').validate({ token: code, timestamp, window: WINDOW })
    if (delta === null) return false
    const step = Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta
    if (step <= factor.lastStep) return false
    await factorStore.setUsed(trx, platformId, personId, { lastStep: step })
    return true
  })
}

function totp(secret: string, issuer: string, label: string): TOTP {
  return new TOTP({
    secret: Secret.fromBase32(secret),
    issuer,
    label,
    algorithm: 'SHA1', // the only one that every authenticator app knows
    digits: 6,
    period: PERIOD_SECONDS,
  })
}

/** 128 random bits: a plain hash of so many keeps them. */
function newRecoveryCode(): string {
  const text = BigInt(`0x${randomBytes(RECOVERY_BYTES).toString('hex')}`)
    .toString(36)
    .padStart(25, '0')
  return text.match(/.{5}/g)?.join('-') ?? text
}

function hashRecovery(code: string): string {
  return createHash('sha256').update(code.replaceAll('-', '')).digest('base64url')
}
