import { decodeJwt, type JWTPayload } from 'jose'
import type { Ctx } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  UnauthenticatedError,
} from '../../../domain/errors.ts'
import type { LmsId, PlatformId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import { hashToken, newToken } from '../../../secrets/tokens.ts'
import { type ContextRole, DEEP_LINKING, type LaunchMessage, Message } from './claims.ts'
import * as launchesStore from './launches.store.ts'
import { meetLink } from './links.service.ts'
import { meetPerson } from './lti-people.service.ts'
import { setupOf } from './paths.ts'
import { LtiError, proveToken } from './platform-keys.ts'
import { framesOf } from './registrations.service.ts'
import * as registrationsStore from './registrations.store.ts'

/** Between the LMS’s first word and its answer: it may ask for a sign-in of its own. */
const LOGIN_MINUTES = 10
/** A page that stays open through a class. */
const LAUNCH_MINUTES = 8 * 60

/** What an LMS sends to begin; nothing of it is believed. */
export interface Hints {
  readonly iss: string
  readonly loginHint: string
  readonly targetLinkUri: string
  readonly messageHint: string | undefined
  readonly clientId: string | undefined
  readonly deploymentId: string | undefined
  /** The frame that keeps texts for us, where cookies don’t. */
  readonly storageTarget: string | undefined
}

export interface BegunLogin {
  /** Where the browser goes. */
  readonly url: string
  readonly state: string
  /** What the browser keeps: by it is seen that the same one comes back. */
  readonly secret: string
  readonly expiresAt: Date
  readonly frames: readonly string[]
}

/** Begins a sign-in that an LMS asks for. @throws {UnauthenticatedError} `lms-unknown`, `lms-client-needed` */
export async function beginLogin(ctx: Ctx, hints: Hints, origin: string): Promise<BegunLogin> {
  const { id: platformId } = ctx.platform
  const { iss, clientId, loginHint, messageHint } = hints
  const [registration, another] = await registrationsStore.listOfIssuer(ctx.db, platformId, iss, clientId)
  if (!registration) throw new UnauthenticatedError('lms-unknown', { issuer: iss || '…' })
  // Customers of a hosted LMS share its name: without the client nobody knows which one asks.
  if (another) throw new UnauthenticatedError('lms-client-needed', { issuer: iss })
  const [state, nonce, secret] = [newToken(), newToken(), newToken()]
  const createdAt = ctx.now()
  const expiresAt = addMinutes(createdAt, LOGIN_MINUTES)
  await launchesStore.insertLogin(ctx.db, {
    ...{ platformId, stateHash: hashToken(state), registrationId: registration.id, nonce },
    ...{ browserHash: hashToken(secret), hints: JSON.stringify(hints), createdAt, expiresAt },
  })
  const url = new URL(registration.authUrl)
  for (const [name, value] of Object.entries({
    ...{ scope: 'openid', response_type: 'id_token', response_mode: 'form_post', prompt: 'none' },
    ...{ client_id: registration.clientId, redirect_uri: setupOf(origin).redirectUrl },
    ...{ login_hint: loginHint, state, nonce },
    ...(messageHint === undefined ? {} : { lti_message_hint: messageHint }),
  }))
    url.searchParams.set(name, value)
  return { url: url.href, state, secret, expiresAt, frames: framesOf(registration) }
}

/** What came of a message of an LMS. */
export interface TakenLaunch {
  readonly token: string
  readonly isProven: boolean
  readonly frames: readonly string[]
  /** To begin again, in a window of its own. */
  readonly hints: Hints
  /** Whose frames keep texts for us. */
  readonly storageOrigin: string
}

/**
 * Takes the message of an LMS: once, for a sign-in that was begun here, by a signature of this LMS alone.
 *
 * @param secretOf what this browser keeps for a state
 * @throws {UnauthenticatedError} `lms-state-unknown`, `lms-message-refused`
 * @throws {ForbiddenError} `lms-deployment-waiting`, `lms-deployment-refused`
 */
export async function takeLaunch(
  ctx: Ctx,
  answer: { state: string; idToken: string; origin: string; secret: string | undefined },
): Promise<TakenLaunch> {
  const { id: platformId } = ctx.platform
  const { state, idToken, origin, secret } = answer
  const login = await launchesStore.takeLogin(ctx.db, platformId, hashToken(state), ctx.now())
  if (!login) throw new UnauthenticatedError('lms-state-unknown')
  const registration = await registrationsStore.findRegistration(ctx.db, platformId, login.registrationId)
  if (!registration?.active)
    throw new UnauthenticatedError('lms-unknown', { issuer: registration?.name ?? '…' })
  const message = await prove(ctx, registration, idToken, login.nonce)
  const host = URL.parse(message.targetLinkUri)?.host
  if (host !== URL.parse(origin)?.host)
    throw refused(registration.name, `target_link_uri leads to ${host || '?'} and not to ${origin}`)
  await assertDeployment(ctx, registration.id, message.deploymentId)
  const isProven = secret !== undefined && hashToken(secret).equals(login.browserHash)
  const token = await keepLaunch(ctx, registration, message, isProven ? null : login.browserHash)
  return {
    ...{ token, isProven, frames: framesOf(registration) },
    hints: login.hints as unknown as Hints,
    storageOrigin: URL.parse(registration.authUrl)?.origin ?? '',
  }
}

const refused = (name: string, reason: string) =>
  new UnauthenticatedError('lms-message-refused', { name, reason })

async function prove(
  ctx: Ctx,
  registration: registrationsStore.RegistrationRow,
  idToken: string,
  nonce: string,
): Promise<LaunchMessage> {
  let payload: JWTPayload
  try {
    payload = await proveToken(ctx.outside, idToken, registration, ctx.now())
  } catch (error) {
    if (!(error instanceof LtiError)) throw error
    ctx.log.warn(
      { err: error, lmsId: registration.id, claimed: claimedBy(idToken) },
      'a message of an LMS was refused',
    )
    throw refused(registration.name, error.message)
  }
  if (payload.nonce !== nonce) throw refused(registration.name, 'the nonce is another one')
  const { data, error } = Message.safeParse(payload)
  if (!data) throw refused(registration.name, error.issues.map(({ path }) => path.join(' ')).join('; '))
  if (data.type === DEEP_LINKING && !data.choosing) throw refused(registration.name, 'deep_linking_settings')
  return data
}

/** For the log: who a refused token says that it is of. Nothing personal. */
function claimedBy(idToken: string) {
  try {
    const { iss, aud } = decodeJwt(idToken)
    return { iss, aud }
  } catch {
    return undefined
  }
}

/** @throws {ForbiddenError} `lms-deployment-waiting`, `lms-deployment-refused` */
async function assertDeployment(ctx: Ctx, id: LmsId, deploymentId: string): Promise<void> {
  const now = ctx.now()
  const { state, isNew } = await registrationsStore.meetDeployment(
    ctx.db,
    ctx.platform.id,
    id,
    deploymentId,
    now,
  )
  if (isNew) await ctx.live.publish(ctx.db, ctx.platform.id, { type: 'lms', id })
  if (state === 'accepted') return
  throw new ForbiddenError(state === 'refused' ? 'lms-deployment-refused' : 'lms-deployment-waiting', {
    deploymentId,
  })
}

async function keepLaunch(
  ctx: Ctx,
  registration: registrationsStore.RegistrationRow,
  message: LaunchMessage,
  browserHash: Buffer | null,
): Promise<string> {
  const token = newToken()
  const { subject } = message
  const createdAt = ctx.now()
  const keep = () =>
    withTransaction(ctx.db, async (trx) => {
      const linkId = await meetLink(ctx, trx, registration.id, message)
      const known = subject === undefined ? undefined : { issuer: registration.issuer, subject }
      // Whom an LMS previews, or says nothing of, is nobody here.
      const isSomebody = known && (message.roles.length > 0 || message.type === DEEP_LINKING)
      await launchesStore.insertLaunch(trx, {
        ...{
          platformId: ctx.platform.id,
          tokenHash: hashToken(token),
          registrationId: registration.id,
          linkId,
        },
        personId: isSomebody ? await meetPerson(ctx, trx, known, message) : null,
        subject: isSomebody ? known.subject : null,
        roles: message.roles,
        claimedEmail: message.email || null,
        locale: message.locale || null,
        browserHash,
        choosing: message.choosing ? JSON.stringify(message.choosing) : null,
        ...{ createdAt, expiresAt: addMinutes(createdAt, LAUNCH_MINUTES) },
      })
    })
  await keep().catch((error) => {
    if (error instanceof ConflictError && error.code === 'changed-at-once') return keep()
    throw error
  })
  return token
}

/** The browser shows what it kept in a frame of the LMS. @throws {UnauthenticatedError} `lms-browser-other` */
export async function proveBrowser(ctx: Ctx, token: string, secret: string): Promise<void> {
  const isRight = await launchesStore.setProven(ctx.db, ctx.platform.id, hashToken(token), hashToken(secret))
  if (!isRight) throw new UnauthenticatedError('lms-browser-other')
}

export type Launch = launchesStore.LaunchRow & { readonly frames: readonly string[]; readonly token: string }

/** Whose page holds this token, as long as the LMS and its deployment are let in. @throws {UnauthenticatedError} `lms-launch-ended` */
export async function getLaunch(ctx: Ctx, token: string): Promise<Launch> {
  const row = await launchesStore.findLaunch(ctx.db, ctx.platform.id, hashToken(token), ctx.now())
  if (!row?.active || row.browserHash || row.deploymentState !== 'accepted')
    throw new UnauthenticatedError('lms-launch-ended')
  return { ...row, frames: framesOf(row), token }
}

export function hasRole({ roles }: Pick<Launch, 'roles'>, role: ContextRole): boolean {
  return roles.includes(role)
}

/** Another person stands behind the pages of somebody’s launches, because they have proven who they are. */
export async function followProof(ctx: Ctx, { linkId, subject, personId }: Launch): Promise<void> {
  if (!subject || !personId) throw new InvalidInputError('lms-code-wrong')
  await launchesStore.moveLaunches(ctx.db, ctx.platform.id, { linkId, subject, personId })
}

/** A page that has answered is good for nothing more. */
export function endLaunch(ctx: Ctx, trx: Trx, { token }: Launch): Promise<void> {
  return launchesStore.endLaunch(trx, ctx.platform.id, hashToken(token))
}

export function findEnded(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return launchesStore.listWithEnded(db, now)
}

/** Every half hour: forgets what has ended. */
export async function forgetEnded(ctx: Ctx): Promise<void> {
  await launchesStore.deleteEnded(ctx.db, ctx.platform.id, ctx.now())
}
