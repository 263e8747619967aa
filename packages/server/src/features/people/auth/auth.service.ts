import type { Selectable } from 'kysely'
import { mayPlan } from '../../../access/courses.policy.ts'
import { hasDuty } from '../../../access/duties.policy.ts'
import { isSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { afterCommit, type Trx, withTransaction } from '../../../db/database.ts'
import type { LoginsTable } from '../../../db/tables.ts'
import { currentWork } from '../../../db/work.ts'
import { InvalidInputError, NotFoundError, UnauthenticatedError } from '../../../domain/errors.ts'
import type { IdentityProviderId, LoginId, PersonId } from '../../../domain/ids.ts'
import type { Language } from '../../../domain/message.ts'
import { assertOffered, languageFor, needsSecondFactor } from '../../../domain/platform.ts'
import { addMinutes } from '../../../domain/time.ts'
import { isTimeZone, readableTimeZone } from '../../../domain/time-zone.ts'
import type { Actor } from '../../../http/actor.ts'
import { hashToken, newToken } from '../../../secrets/tokens.ts'
import * as authStore from './auth.store.ts'
import { isPassword } from './passwords.ts'
import { assertSecondFactor } from './second-factor.service.ts'
import { type Caller, rememberOrigin, tryToProve } from './tries.service.ts'

/** A login ends this long after it began. */
export const LOGIN_DAYS = 14
const DAY_MS = 86_400_000
/** When a login was last used is written down no more often than this, and than a tenth of how long it may not be. */
const SEEN_EVERY_MINUTES = 10

/** What a browser gets once; only its hash is kept. */
export interface IssuedLogin {
  readonly token: string
  readonly expiresAt: Date
}

/**
 * Signs a person in.
 *
 * @param credentials.code of the authenticator app, or a recovery code; asked for where one is set up
 * @throws {UnauthenticatedError} `wrong-email-or-password`, also for people who are not active;
 * `second-factor-needed`, `second-factor-wrong`
 * @throws {TooManyRequestsError} `too-many-tries`, `sign-in-busy`
 */
export async function signIn(
  ctx: Ctx,
  credentials: { email: string; password: string; code?: string | undefined },
  caller: Caller,
): Promise<IssuedLogin> {
  const { email, password, code } = credentials
  const person = await authStore.findPersonByEmail(ctx.db, ctx.platform.id, email)
  return tryToProve(ctx, { account: person?.id ?? email, caller }, async (assertNetwork) => {
    const matches = await isPassword(person?.passwordHash, password, assertNetwork)
    if (!person) throw new UnauthenticatedError('wrong-email-or-password')
    return refusedAloud(ctx, person.id, async () => {
      if (!person.active || !matches) throw new UnauthenticatedError('wrong-email-or-password')
      const twoFactors = await assertSecondFactor(ctx, person.id, code)
      return withTransaction(ctx.db, (trx) =>
        issueLogin(ctx, trx, { personId: person.id, way: 'password', twoFactors, caller }),
      )
    })
  })
}

/**
 * Whoever is refused as somebody is written down with them, once they have their answer: how long that takes would tell that
 * there is such a person. To be asked for the code is no refusal.
 */
async function refusedAloud<T>(ctx: Ctx, id: PersonId, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UnauthenticatedError && error.code !== 'second-factor-needed') {
      const kind = error.code === 'second-factor-wrong' ? 'second-factor-refused' : 'sign-in-refused'
      const writeDown = () => withTransaction(ctx.db, (trx) => happened(ctx, trx, { kind, id }))
      currentWork()?.afterwards?.push(writeDown)
    }
    throw error
  }
}

/** Signs a browser in, after whatever proved who sits before it. @param login.twoFactors more than a password did */
export async function issueLogin(
  ctx: Ctx,
  trx: Trx,
  login: {
    personId: PersonId
    way: Selectable<LoginsTable>['way']
    twoFactors: boolean
    /** By which it was made: it may end it. */
    providerId?: IdentityProviderId
    caller: Caller
  },
): Promise<IssuedLogin> {
  const { personId, way, twoFactors, providerId = null, caller } = login
  const token = newToken()
  const now = ctx.now()
  const expiresAt = new Date(now.getTime() + LOGIN_DAYS * DAY_MS)
  await authStore.deleteEndedLogins(trx, ctx.platform.id, personId, now)
  await authStore.insertLogin(trx, {
    platformId: ctx.platform.id,
    id: ctx.newId<LoginId>(),
    tokenHash: hashToken(token),
    personId,
    userAgent: caller.userAgent?.slice(0, 300) ?? null,
    ...{ way, twoFactors, providerId },
    createdAt: now,
    seenAt: now,
    provedAt: now,
    expiresAt,
  })
  await authStore.setSignedIn(trx, ctx.platform.id, personId, now)
  await rememberOrigin(ctx, trx, personId, caller)
  afterCommit(trx, () => ctx.log.info({ personId, way, twoFactors, network: caller.network }, 'signed in'))
  await happened(ctx, trx, { kind: 'person-signed-in', id: personId, by: personId, changes: { way } })
  return { token, expiresAt }
}

/** The person whose browser shows this token; undefined for none, one that ended or that nobody used, or a foreign one. */
export async function findActor(
  ctx: Ctx,
  token: string,
  { language, isUnattended = false }: { language: Language; isUnattended?: boolean },
): Promise<Actor | undefined> {
  const now = ctx.now()
  const asked = { platformId: ctx.platform.id, tokenHash: hashToken(token) }
  const login = await authStore.findLogin(ctx.db, asked)
  if (!login || login.expiresAt <= now || isIdle(ctx, login)) return undefined
  const { id: personId, loginId, roles, duties, seenAt, twoFactors, way, ...person } = login
  const every = Math.min(SEEN_EVERY_MINUTES, ctx.platform.idleMinutes / 10)
  if (!isUnattended && seenAt < addMinutes(now, -every)) {
    await authStore.setSeen(ctx.db, ctx.platform.id, loginId, now)
  }
  return {
    personId,
    loginId,
    roles,
    // Whoever runs an LMS says who that is.
    duties: way === 'lms' ? [] : duties,
    person,
    ...(!twoFactors && needsSecondFactor(ctx.platform, roles) ? { lacksSecondFactor: true } : {}),
    reader: {
      language: languageFor(ctx.platform, login.language, language),
      timeZone: readableTimeZone(login.timeZone ?? ctx.platform.timeZone),
      now,
    },
  }
}

/** Whether the token is of a login that has ended because nobody used it, and would hold else. */
export async function hasIdled(ctx: Ctx, token: string): Promise<boolean> {
  const asked = { platformId: ctx.platform.id, tokenHash: hashToken(token) }
  const login = await authStore.findLogin(ctx.db, asked)
  return login !== undefined && login.expiresAt > ctx.now() && isIdle(ctx, login)
}

function isIdle(ctx: Ctx, { seenAt }: { readonly seenAt: Date }): boolean {
  return seenAt <= addMinutes(ctx.now(), -ctx.platform.idleMinutes)
}

export async function signOut(ctx: Ctx, actor: Actor): Promise<void> {
  const { personId, loginId } = actor
  if (loginId) await withTransaction(ctx.db, (trx) => deleteLogins(ctx, trx, personId, { id: loginId }))
}

/** The browsers in which a person is signed in; the one used last first. */
export async function listLogins(ctx: Ctx, personId: PersonId, currentId?: LoginId) {
  const now = ctx.now()
  const usedSince = addMinutes(now, -ctx.platform.idleMinutes)
  const rows = await authStore.listLogins(ctx.db, ctx.platform.id, personId, { now, usedSince })
  return rows.map((row) => ({
    id: row.id,
    userAgent: row.userAgent ?? '',
    way: row.way,
    isCurrent: row.id === currentId,
    createdAt: row.createdAt.toISOString(),
    seenAt: row.seenAt.toISOString(),
  }))
}

/** Ends one login of a person. @throws {NotFoundError} `login-not-found` */
export async function endLogin(ctx: Ctx, personId: PersonId, id: LoginId): Promise<void> {
  const ended = await withTransaction(ctx.db, (trx) => deleteLogins(ctx, trx, personId, { id }))
  if (ended === 0) throw new NotFoundError('login-not-found')
}

/** Signs a person out in all other browsers. */
export async function endOtherLogins(ctx: Ctx, { personId, loginId }: Actor): Promise<void> {
  await withTransaction(ctx.db, (trx) => endLogins(ctx, trx, personId, loginId))
}

/** Signs a person out everywhere, or everywhere else. */
export async function endLogins(ctx: Ctx, trx: Trx, personId: PersonId, except?: LoginId): Promise<void> {
  await deleteLogins(ctx, trx, personId, except ? { except } : {})
}

async function deleteLogins(
  ctx: Ctx,
  trx: Trx,
  personId: PersonId,
  which: Parameters<typeof authStore.deleteLogins>[3],
): Promise<number> {
  const ended = await authStore.deleteLogins(trx, ctx.platform.id, personId, which)
  if (ended > 0) await happened(ctx, trx, { kind: 'logins-ended', id: personId })
  return ended
}

/** The signed-in person, with what they may do. */
export async function getMe(ctx: Ctx, actor: Actor) {
  if (actor.person) return toMe(ctx, actor, actor.person)
  return readMe(ctx, actor)
}

async function readMe(ctx: Ctx, actor: Actor) {
  const person = await authStore.findPerson(ctx.db, ctx.platform.id, actor.personId)
  if (!person) throw new UnauthenticatedError('not-signed-in')
  return toMe(ctx, { ...actor, roles: person.roles, duties: person.duties }, person)
}

function toMe(ctx: Ctx, actor: Actor, person: NonNullable<Actor['person']>) {
  return {
    id: actor.personId,
    email: person.email,
    firstName: person.firstName,
    lastName: person.lastName,
    roles: [...actor.roles],
    language: person.language ?? actor.reader.language,
    timeZone: readableTimeZone(person.timeZone ?? ctx.platform.timeZone),
    needsSecondFactor: actor.lacksSecondFactor === true,
    idleMinutes: ctx.platform.idleMinutes,
    takesBrowserTimeZone: person.timeZone === null && person.zoneSettledAt === null,
    may: {
      administer: isSuperadmin(actor),
      plan: mayPlan(actor),
      teach: actor.roles.includes('instructor'),
      register: hasDuty(actor, 'registrar'),
      manage: hasDuty(actor, 'manager'),
      supervise: hasDuty(actor, 'power-user'),
    },
  }
}

/**
 * Stores a person's language and zone. The zone of their browser is a guess: taken once, by who has none, and left alone
 * where it is none that is known here.
 *
 * @throws {InvalidInputError} `time-zone-unknown`, of a zone that was chosen
 */
export async function changeMe(
  ctx: Ctx,
  actor: Actor,
  preferences: {
    language?: Language | undefined
    timeZone?: string | undefined
    browserTimeZone?: string | undefined
  },
) {
  const { language, timeZone, browserTimeZone } = preferences
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw InvalidInputError.at('/timeZone', 'time-zone-unknown', { timeZone })
  }
  assertOffered(ctx.platform, language)
  const changes = {
    ...(language ? { language } : {}),
    ...(timeZone ? { timeZone, zoneSettledAt: ctx.now() } : {}),
  }
  await withTransaction(ctx.db, async (trx) => {
    await authStore.updatePreferences(trx, ctx.platform.id, actor.personId, changes)
    const guess = { timeZone: browserTimeZone ?? '', at: ctx.now() }
    const isTaken =
      isTimeZone(guess.timeZone) &&
      (await authStore.takeTimeZone(trx, ctx.platform.id, actor.personId, guess))
    if (!isTaken && Object.keys(changes).length === 0) return
    await happened(ctx, trx, { kind: 'own-preferences-changed', id: actor.personId })
  })
  return readMe(ctx, actor)
}
