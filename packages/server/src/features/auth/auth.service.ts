import { createHash, randomBytes } from 'node:crypto'
import type { Ctx } from '../../ctx.ts'
import type { Role } from '../../db/tables.ts'
import { InvalidInputError, UnauthenticatedError } from '../../domain/errors.ts'
import type { LoginId } from '../../domain/ids.ts'
import type { Language } from '../../domain/message.ts'
import { isTimeZone } from '../../domain/time.ts'
import type { Actor } from '../../http/actor.ts'
import * as authStore from './auth.store.ts'
import { isPassword } from './passwords.ts'

/** A login ends this long after it began. */
export const LOGIN_DAYS = 14
const DAY_MS = 86_400_000

/** What a browser gets once; only its hash is kept. */
export interface IssuedLogin {
  readonly token: string
  readonly expiresAt: Date
}

/** Signs a person in. @throws {UnauthenticatedError} `wrong-email-or-password`, also for people who are not active */
export async function signIn(
  ctx: Ctx,
  credentials: { email: string; password: string; userAgent: string | undefined },
): Promise<IssuedLogin> {
  const person = await authStore.findPersonByEmail(ctx.db, ctx.platform.id, credentials.email)
  const matches = await isPassword(person?.passwordHash, credentials.password)
  if (!person?.active || !matches) throw new UnauthenticatedError('wrong-email-or-password')
  const token = randomBytes(32).toString('base64url')
  const now = ctx.now()
  const expiresAt = new Date(now.getTime() + LOGIN_DAYS * DAY_MS)
  await authStore.deleteEndedLogins(ctx.db, ctx.platform.id, person.id, now)
  await authStore.insertLogin(ctx.db, {
    platformId: ctx.platform.id,
    id: ctx.newId<LoginId>(),
    tokenHash: hashToken(token),
    personId: person.id,
    userAgent: credentials.userAgent?.slice(0, 300) ?? null,
    expiresAt,
  })
  return { token, expiresAt }
}

/** The person whose browser shows this token; undefined for none, an ended or a foreign one. */
export async function findActor(
  ctx: Ctx,
  token: string,
  fallback: { language: Language },
): Promise<Actor | undefined> {
  const login = await authStore.findLogin(ctx.db, ctx.platform.id, hashToken(token), ctx.now())
  if (!login) return undefined
  const { personId, loginId, roles } = login
  return {
    personId,
    loginId,
    roles,
    reader: {
      language: login.language ?? fallback.language,
      timeZone: login.timeZone ?? ctx.platform.timeZone,
    },
  }
}

export function signOut(ctx: Ctx, actor: Actor): Promise<void> {
  return authStore.deleteLogin(ctx.db, ctx.platform.id, actor.loginId)
}

/** The signed-in person, with what they may do. */
export async function getMe(ctx: Ctx, actor: Actor) {
  const person = await authStore.getPerson(ctx.db, ctx.platform.id, actor.personId)
  const has = (role: Role) => person.roles.includes(role)
  return {
    id: person.id,
    email: person.email,
    firstName: person.firstName,
    lastName: person.lastName,
    roles: person.roles,
    language: person.language ?? actor.reader.language,
    timeZone: person.timeZone ?? ctx.platform.timeZone,
    may: {
      administer: has('superadmin'),
      plan: has('superadmin') || has('instructor'),
      teach: has('instructor'),
    },
  }
}

/** Stores a person's language and zone. @throws {InvalidInputError} `time-zone-unknown` */
export async function changeMe(
  ctx: Ctx,
  actor: Actor,
  preferences: { language?: Language | undefined; timeZone?: string | undefined },
) {
  const { language, timeZone } = preferences
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw InvalidInputError.at('/timeZone', 'time-zone-unknown', { timeZone })
  }
  await authStore.updatePreferences(ctx.db, ctx.platform.id, actor.personId, {
    ...(language ? { language } : {}),
    ...(timeZone ? { timeZone } : {}),
  })
  return getMe(ctx, actor)
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
