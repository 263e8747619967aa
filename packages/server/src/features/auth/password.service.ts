import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import { GoneError, InvalidInputError, TooManyRequestsError } from '../../domain/errors.ts'
import type { PersonId } from '../../domain/ids.ts'
import { flawOf, PASSWORD_MIN } from '../../domain/password.ts'
import { addMinutes } from '../../domain/time.ts'
import type { Actor } from '../../http/actor.ts'
import { recordAudit } from '../audit/audit.service.ts'
import { mailPeople } from '../mails/mails.service.ts'
import { endLogins, type IssuedLogin, issueLogin } from './auth.service.ts'
import * as authStore from './auth.store.ts'
import * as passwordStore from './password.store.ts'
import { hashPassword, isPassword } from './passwords.ts'
import { getSecondFactor } from './second-factor.service.ts'
import { hashToken, newToken } from './tokens.ts'

const INVITATION_MINUTES = 14 * 24 * 60
const RESET_MINUTES = 60
/** A person gets no more reset mails than this in the time that one is good for. */
const RESETS_AT_ONCE = 3

/** Changes one's own password; other browsers are signed out. @throws {InvalidInputError} at the field that is wrong */
export async function changeOwnPassword(
  ctx: Ctx,
  actor: Actor,
  change: { current: string; password: string },
): Promise<void> {
  const person = await authStore.findPerson(ctx.db, ctx.platform.id, actor.personId)
  if (!person || !(await isPassword(person.passwordHash, change.current)))
    throw InvalidInputError.at('/current', 'password-wrong')
  assertGood(change.password, person)
  await withTransaction(ctx.db, async (trx) => {
    await savePassword(ctx, trx, person.id, change.password, actor.personId)
    await endLogins(ctx, trx, person.id, actor.loginId)
  })
}

/** Mails a link to who asks for a new password. Says nothing about whether there is such a person. */
export async function askForReset(ctx: Ctx, email: string): Promise<void> {
  const person = await authStore.findPersonByEmail(ctx.db, ctx.platform.id, email)
  if (!person?.active) return
  await withTransaction(ctx.db, async (trx) => {
    const open = await passwordStore.countLinks(trx, ctx.platform.id, person.id, 'reset', ctx.now())
    if (open < RESETS_AT_ONCE) await sendReset(ctx, trx, person.id)
  })
}

/** A superadmin sends a person the link. @throws {TooManyRequestsError} when some are on their way already */
export async function sendResetTo(ctx: Ctx, actor: Actor, personId: PersonId): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    const open = await passwordStore.countLinks(trx, ctx.platform.id, personId, 'reset', ctx.now())
    if (open >= RESETS_AT_ONCE)
      throw new TooManyRequestsError('too-many-requests', { seconds: RESET_MINUTES * 60 })
    await sendReset(ctx, trx, personId)
    await recordAudit(ctx, trx, {
      actorId: actor.personId,
      action: 'person.send-reset',
      objectType: 'person',
      objectId: personId,
    })
  })
}

/** Mails a new person the link by which they choose their password. Earlier links of theirs end. */
export async function sendInvitation(ctx: Ctx, trx: Trx, personId: PersonId): Promise<void> {
  const token = await makeLink(ctx, trx, personId, 'invitation', INVITATION_MINUTES)
  await mailPeople(ctx, trx, [personId], {
    key: `invitation ${hashToken(token).toString('hex').slice(0, 16)}`,
    messages: [
      { code: 'mail-invitation', params: { platform: ctx.platform.name, days: INVITATION_MINUTES / 1440 } },
    ],
    path: `/welcome/${token}`,
    isSecret: true,
  })
}

/** For whom a link is. @throws {GoneError} `password-link-ended` */
export async function getPasswordLink(ctx: Ctx, token: string) {
  const link = await passwordStore.findLink(ctx.db, ctx.platform.id, hashToken(token), ctx.now())
  if (!link) throw new GoneError('password-link-ended')
  return { purpose: link.purpose, email: link.email, firstName: link.firstName, minLength: PASSWORD_MIN }
}

/**
 * Chooses a password by a link. All of the person's browsers are signed out and their links end; this browser is
 * signed in, unless a code of an authenticator app is asked for.
 *
 * @throws {GoneError} `password-link-ended`; {InvalidInputError} for a password that is not good
 */
export async function choosePassword(
  ctx: Ctx,
  token: string,
  choice: { password: string; userAgent: string | undefined },
): Promise<IssuedLogin | undefined> {
  const link = await passwordStore.findLink(ctx.db, ctx.platform.id, hashToken(token), ctx.now())
  if (!link) throw new GoneError('password-link-ended')
  assertGood(choice.password, link)
  const hasSecondFactor = (await getSecondFactor(ctx, link.personId)) !== null
  return withTransaction(ctx.db, async (trx) => {
    const taken = await passwordStore.deleteLinks(trx, ctx.platform.id, link.personId)
    if (taken === 0) throw new GoneError('password-link-ended')
    await savePassword(ctx, trx, link.personId, choice.password, link.personId)
    await endLogins(ctx, trx, link.personId)
    if (hasSecondFactor) return undefined
    return issueLogin(ctx, trx, { personId: link.personId, way: 'link', userAgent: choice.userAgent })
  })
}

async function sendReset(ctx: Ctx, trx: Trx, personId: PersonId): Promise<void> {
  const token = await makeLink(ctx, trx, personId, 'reset', RESET_MINUTES)
  await mailPeople(ctx, trx, [personId], {
    key: `reset ${hashToken(token).toString('hex').slice(0, 16)}`,
    messages: [{ code: 'mail-reset', params: { platform: ctx.platform.name, minutes: RESET_MINUTES } }],
    path: `/welcome/${token}`,
    isSecret: true,
  })
}

async function makeLink(
  ctx: Ctx,
  trx: Trx,
  personId: PersonId,
  purpose: 'invitation' | 'reset',
  minutes: number,
): Promise<string> {
  const token = newToken()
  if (purpose === 'invitation') await passwordStore.deleteLinks(trx, ctx.platform.id, personId)
  await passwordStore.insertLink(trx, {
    platformId: ctx.platform.id,
    tokenHash: hashToken(token),
    personId,
    purpose,
    createdAt: ctx.now(),
    expiresAt: addMinutes(ctx.now(), minutes),
  })
  return token
}

async function savePassword(
  ctx: Ctx,
  trx: Trx,
  personId: PersonId,
  password: string,
  actorId: PersonId,
): Promise<void> {
  await passwordStore.setPassword(trx, ctx.platform.id, personId, await hashPassword(password))
  await recordAudit(ctx, trx, {
    actorId,
    action: 'person.change-password',
    objectType: 'person',
    objectId: personId,
  })
}

function assertGood(password: string, person: { email: string; firstName: string; lastName: string }): void {
  const flaw = flawOf(password, person)
  if (flaw) throw InvalidInputError.at('/password', flaw, { min: PASSWORD_MIN, found: [...password].length })
}
