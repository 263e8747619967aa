import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { GoneError, InvalidInputError, TooManyRequestsError } from '../../../domain/errors.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'
import { flawOf, PASSWORD_MIN } from '../../../domain/password.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { hashToken, newToken } from '../../../secrets/tokens.ts'
import { type MailAbout, mailEach, mailPeople } from '../../messages/mails/mails.service.ts'
import { findPrimaryHost } from '../../platform/platforms/hosts.service.ts'
import { endLogins, type IssuedLogin, issueLogin } from './auth.service.ts'
import * as authStore from './auth.store.ts'
import { isCommonPassword } from './common-passwords.ts'
import { sendAskedResetJob } from './password.job.ts'
import * as passwordStore from './password.store.ts'
import { hashPassword, isPassword } from './passwords.ts'
import { getSecondFactor } from './second-factor.service.ts'
import { type Caller, countReset, forgetTries, tryAsSignedIn } from './tries.service.ts'

export const INVITATION_DAYS = 14
const RESET_MINUTES = 60
const PRODUCT = 'Lectern'
/** A person gets no more reset mails than this in the time that one is good for. */
const RESETS_AT_ONCE = 3

/** Changes one's own password; other browsers are signed out, and links that were mailed end. @throws {InvalidInputError} at the field that is wrong */
export async function changeOwnPassword(
  ctx: Ctx,
  actor: Actor,
  change: { current: string; password: string },
): Promise<void> {
  const person = await authStore.findPerson(ctx.db, ctx.platform.id, actor.personId)
  const isRight = await tryAsSignedIn(ctx, actor.personId, () =>
    isPassword(person?.passwordHash, change.current),
  )
  if (!person || !isRight) throw InvalidInputError.at('/current', 'password-wrong')
  await assertGood(ctx, change.password, person)
  const passwordHash = await hashPassword(change.password)
  await withTransaction(ctx.db, async (trx) => {
    await savePassword(ctx, trx, person.id, passwordHash, actor.personId)
    await passwordStore.deleteLinks(trx, ctx.platform.id, person.id)
    await endLogins(ctx, trx, person.id, actor.loginId)
  })
}

/**
 * Somebody asks for a new password. The answer takes the same time and says the same whether there is such a person:
 * a job looks.
 *
 * @throws {TooManyRequestsError} when one address asks for many
 */
export async function askForReset(ctx: Ctx, email: string, caller: Caller): Promise<void> {
  await countReset(ctx, caller)
  const payload = { platformId: ctx.platform.id, email }
  const key = hashToken(`${ctx.platform.id} ${email}`).toString('base64url')
  await ctx.jobs.enqueue(ctx.db, sendAskedResetJob, payload, { atMostOnce: { key, seconds: 60 } })
}

/** Mails the link that was asked for, if there is such a person. */
export async function sendAskedReset(ctx: Ctx, email: string): Promise<void> {
  const person = await authStore.findPersonByEmail(ctx.db, ctx.platform.id, email)
  if (!person?.active) return
  await withTransaction(ctx.db, async (trx) => {
    await passwordStore.lockPerson(trx, ctx.platform.id, person.id)
    const open = await passwordStore.countLinks(trx, ctx.platform.id, person.id, 'reset', ctx.now())
    if (open < RESETS_AT_ONCE) await sendReset(ctx, trx, person.id)
  })
}

/** A superadmin sends a person the link. @throws {TooManyRequestsError} when some are on their way already */
export async function sendResetTo(ctx: Ctx, actor: Actor, personId: PersonId): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    await passwordStore.lockPerson(trx, ctx.platform.id, personId)
    const open = await passwordStore.countLinks(trx, ctx.platform.id, personId, 'reset', ctx.now())
    if (open >= RESETS_AT_ONCE)
      throw new TooManyRequestsError('too-many-requests', { seconds: RESET_MINUTES * 60 })
    await sendReset(ctx, trx, personId)
    await happened(ctx, trx, { kind: 'password-reset-sent', id: personId, by: actor.personId })
  })
}

/** Mails a new person the link by which they choose their password. Earlier links of theirs end. */
export function sendInvitation(ctx: Ctx, trx: Trx, personId: PersonId): Promise<void> {
  return sendInvitations(ctx, trx, [personId])
}

/** The same for many, each with a link of their own. */
export async function sendInvitations(ctx: Ctx, trx: Trx, personIds: readonly PersonId[]): Promise<void> {
  if (personIds.length === 0) return
  const { id: platformId, name: platform } = ctx.platform
  const tokens = await makeInvitations(trx, platformId, personIds, ctx.now())
  const params = { platform, days: INVITATION_DAYS }
  const about = tokens.map(({ personId, token }): [PersonId, MailAbout] => [
    personId,
    {
      key: `invitation ${hashToken(token).toString('hex').slice(0, 16)}`,
      messages: [{ code: 'mail-invitation', params }],
      path: pathOfLink(token),
      isSecret: true,
    },
  ])
  await mailEach(ctx, trx, new Map(about))
}

/** Makes the links by which people choose their passwords, once; earlier ones of theirs end. The database holds hashes of them. */
export async function makeInvitations(
  trx: Trx,
  platformId: PlatformId,
  personIds: readonly PersonId[],
  now: Date,
): Promise<{ personId: PersonId; token: string }[]> {
  const tokens = personIds.map((personId) => ({ personId, token: newToken() }))
  await passwordStore.deleteLinksOf(trx, platformId, personIds)
  const links = tokens.map(({ personId, token }) => ({
    ...{ platformId, tokenHash: hashToken(token), personId, purpose: 'invitation' as const },
    createdAt: now,
    expiresAt: addMinutes(now, INVITATION_DAYS * 1440),
  }))
  await passwordStore.insertLinks(trx, links)
  return tokens
}

/** Where the page is on which a password is chosen by a link. */
export const pathOfLink = (token: string): string => `/welcome/${token}`

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
  choice: { password: string; caller: Caller },
): Promise<IssuedLogin | undefined> {
  const link = await passwordStore.findLink(ctx.db, ctx.platform.id, hashToken(token), ctx.now())
  if (!link) throw new GoneError('password-link-ended')
  await assertGood(ctx, choice.password, link)
  const hasSecondFactor = (await getSecondFactor(ctx, link.personId)) !== null
  const passwordHash = await hashPassword(choice.password)
  return withTransaction(ctx.db, async (trx) => {
    // Before the links, as all that ends them does.
    await passwordStore.lockPerson(trx, ctx.platform.id, link.personId)
    const taken = await passwordStore.deleteLinks(trx, ctx.platform.id, link.personId)
    if (taken === 0) throw new GoneError('password-link-ended')
    await savePassword(ctx, trx, link.personId, passwordHash, link.personId)
    await forgetTries(ctx, trx, link.personId)
    await endLogins(ctx, trx, link.personId)
    if (hasSecondFactor) return undefined
    return issueLogin(ctx, trx, {
      personId: link.personId,
      way: 'link',
      twoFactors: false,
      caller: choice.caller,
    })
  })
}

async function sendReset(ctx: Ctx, trx: Trx, personId: PersonId): Promise<void> {
  const token = await makeResetLink(ctx, trx, personId)
  await mailPeople(ctx, trx, [personId], {
    key: `reset ${hashToken(token).toString('hex').slice(0, 16)}`,
    messages: [{ code: 'mail-reset', params: { platform: ctx.platform.name, minutes: RESET_MINUTES } }],
    path: pathOfLink(token),
    isSecret: true,
  })
}

async function makeResetLink(ctx: Ctx, trx: Trx, personId: PersonId): Promise<string> {
  const token = newToken()
  const link = {
    ...{ platformId: ctx.platform.id, tokenHash: hashToken(token), personId, purpose: 'reset' as const },
    createdAt: ctx.now(),
    expiresAt: addMinutes(ctx.now(), RESET_MINUTES),
  }
  await passwordStore.insertLinks(trx, [link])
  return token
}

async function savePassword(
  ctx: Ctx,
  trx: Trx,
  personId: PersonId,
  passwordHash: string,
  actorId: PersonId,
): Promise<void> {
  await passwordStore.setPassword(trx, ctx.platform.id, personId, passwordHash)
  await happened(ctx, trx, { kind: 'password-changed', id: personId, by: actorId })
}

/** @throws {InvalidInputError} `password-too-short`, `password-too-common`, `password-like-person`, `password-like-platform` */
async function assertGood(
  ctx: Ctx,
  password: string,
  person: { email: string; firstName: string; lastName: string },
): Promise<void> {
  const platform = [ctx.platform.name, await findPrimaryHost(ctx), PRODUCT]
  const flaw = flawOf(password, { ...person, platform, isCommon: isCommonPassword })
  if (flaw) throw InvalidInputError.at('/password', flaw, { min: PASSWORD_MIN, found: [...password].length })
}
