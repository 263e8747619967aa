import { createPublicKey, type KeyObject } from 'node:crypto'
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Site, User } from './model.ts'
import type { World } from './world.ts'

/** What a token lets somebody do. */
export interface Admitted {
  readonly user: User
  readonly isModerator: boolean
  readonly mayRecord: boolean
  readonly expiresAt: number
}

/** Why nobody is let in: as a server says it to a browser. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed'
}

const GUEST: User = { id: '', name: 'Guest', email: '' }

/**
 * Looks at a token as a server does.
 *
 * @param room the room of the address, in any letters, with its tenant before it; undefined = a room is not asked for yet
 * @throws {NotAllowed}
 */
export async function admit(
  world: World,
  site: Site,
  token: string | undefined,
  room: string | undefined,
): Promise<Admitted> {
  if (token === undefined || token === '') {
    if (site === 'own' && world.behavior.allowEmptyToken)
      return { user: GUEST, isModerator: false, mayRecord: false, expiresAt: Number.POSITIVE_INFINITY }
    throw new NotAllowed('token required')
  }
  const claims = site === 'own' ? await verifyOwn(world, token) : await verifyJaas(world, token)
  if (typeof claims.exp !== 'number') throw new NotAllowed("'exp' claim is missing")
  if (room !== undefined) assertRoom(world, site, claims, room)
  return readUser(site, claims)
}

async function verifyOwn(world: World, token: string): Promise<JWTPayload> {
  const { appId, appSecret, publicKeys } = world.state.own
  const { alg, kid } = headerOf(token)
  const pem = alg === 'RS256' ? publicKeys[kid ?? ''] : undefined
  if (alg === 'RS256' && pem === undefined) throw new NotAllowed('could not obtain public key')
  const key = pem === undefined ? new TextEncoder().encode(appSecret) : createPublicKey(pem)
  const claims = await verify(world, token, key, alg === 'RS256' ? 'RS256' : 'HS256')
  if (claims.iss !== appId) throw new NotAllowed(`Invalid issuer ('iss' claim): ${claims.iss}`)
  const audiences = [claims.aud].flat()
  if (claims.aud === undefined || (world.behavior.audience === 'app-id' && !audiences.includes(appId)))
    throw new NotAllowed("Invalid or incorrect audience ('aud' claim)")
  if (typeof claims.sub !== 'string') throw new NotAllowed("'sub' claim is missing")
  if (typeof claims.room !== 'string') throw new NotAllowed("'room' claim is missing")
  return claims
}

async function verifyJaas(world: World, token: string): Promise<JWTPayload> {
  const { appId, keyId, publicKey } = world.state.jaas
  const { alg, kid } = headerOf(token)
  if (alg !== 'RS256') throw new NotAllowed(`unsupported algorithm: ${alg}`)
  if (kid !== keyId) throw new NotAllowed('could not obtain public key')
  const claims = await verify(world, token, createPublicKey(publicKey), 'RS256')
  if (claims.aud !== 'jitsi') throw new NotAllowed("Invalid or incorrect audience ('aud' claim)")
  if (claims.iss !== 'chat') throw new NotAllowed(`Invalid issuer ('iss' claim): ${claims.iss}`)
  if (claims.sub !== appId) throw new NotAllowed("Invalid subject ('sub' claim)")
  if (typeof claims.room !== 'string') throw new NotAllowed("'room' claim is missing")
  return claims
}

function headerOf(token: string): { alg?: string | undefined; kid?: string | undefined } {
  try {
    return decodeProtectedHeader(token)
  } catch {
    throw new NotAllowed('Invalid token')
  }
}

async function verify(
  world: World,
  token: string,
  key: KeyObject | Uint8Array,
  algorithm: string,
): Promise<JWTPayload> {
  try {
    const options = { algorithms: [algorithm], currentDate: new Date(world.now()) }
    return (await jwtVerify(token, key, options)).payload
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new NotAllowed('Token expired')
    if (error instanceof errors.JWTClaimValidationFailed)
      throw new NotAllowed(`Not acceptable by ${error.claim}`)
    throw new NotAllowed('Invalid signature')
  }
}

/** Read: the claim is turned into small letters, and so is the room of the address: they are the same, or it is `*`. */
function assertRoom({ behavior }: World, site: Site, { room, sub }: JWTPayload, asked: string): void {
  const [, tenant, name = asked] = /^\[([^\]]*)\](.*)$/.exec(asked) ?? []
  if (room !== '*' && String(room).toLowerCase() !== name.toLowerCase())
    throw new NotAllowed('Room and token mismatched')
  if (site === 'jaas' || sub === '*') return
  if (String(sub).toLowerCase() !== (tenant ?? behavior.domain))
    throw new NotAllowed('Room and token mismatched')
}

/** Documented: everything about a person is a text. Read: a number or nothing breaks the modules that pass it on. */
function readUser(site: Site, { exp = 0, context }: JWTPayload): Admitted {
  const { user = {}, features = {} } = (context ?? {}) as {
    user?: Record<string, unknown>
    features?: Record<string, unknown>
  }
  for (const [field, value] of Object.entries({ ...user, ...features }))
    if (typeof value !== 'string') throw new NotAllowed(`context: ${field} is no text`)
  const { id = '', name = '', email = '', moderator, affiliation } = user as Record<string, string>
  return {
    user: { id, name, email },
    isModerator: moderator === 'true' || (site === 'own' && affiliation === 'owner'),
    mayRecord: features.recording === 'true',
    expiresAt: exp * 1000,
  }
}
