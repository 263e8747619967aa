import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import * as keysStore from './keys.store.ts'
import { ltiKeySlot } from './sealing.ts'

const ALGORITHM = 'RS256'
/** Another one signs then. */
const YEAR_MINUTES = 365 * 24 * 60
/** The one that signs, and the one before it: an LMS may have kept what that one signed. */
const PUBLIC_KEYS = 2

/** Signs a message for an LMS. */
export type Sign = (payload: JWTPayload) => Promise<string>

/** What an LMS checks our signatures with. The first key is made when somebody asks. */
export async function getKeySet(ctx: Ctx) {
  await findNewest(ctx)
  const keys = await keysStore.listKeys(ctx.db, ctx.platform.id)
  return { keys: keys.map(({ id, publicJwk }) => ({ ...publicJwk, kid: id, alg: ALGORITHM, use: 'sig' })) }
}

export async function findSigner(ctx: Ctx): Promise<Sign> {
  const { id, privateJwkSealed } = await findNewest(ctx)
  const secret = ctx.vault.open(privateJwkSealed, ltiKeySlot(ctx.platform.id, id))
  const key = await importJWK(JSON.parse(secret), ALGORITHM)
  return (payload) =>
    new SignJWT(payload).setProtectedHeader({ alg: ALGORITHM, kid: id, typ: 'JWT' }).sign(key)
}

/** When the key was made that signs now; null = none was needed yet. */
export async function findKeyDate(ctx: Ctx): Promise<string | null> {
  const [newest] = await keysStore.listKeys(ctx.db, ctx.platform.id)
  return newest?.madeAt.toISOString() ?? null
}

/** Lets another key sign from now on. The one before it stays among the public ones. */
export async function rotateLtiKeys(ctx: Ctx, actor: Actor): Promise<void> {
  assertSuperadmin(actor)
  const made = await newKey(ctx)
  await withTransaction(ctx.db, async (trx) => {
    await keysStore.lockKeys(trx, ctx.platform.id)
    await addKey(ctx, trx, made, actor.personId)
  })
}

async function findNewest(ctx: Ctx): Promise<keysStore.KeyRow> {
  const isOld = ({ madeAt }: keysStore.KeyRow) => madeAt < addMinutes(ctx.now(), -YEAR_MINUTES)
  const [newest] = await keysStore.listKeys(ctx.db, ctx.platform.id)
  if (newest && !isOld(newest)) return newest
  const made = await newKey(ctx)
  return withTransaction(ctx.db, async (trx) => {
    await keysStore.lockKeys(trx, ctx.platform.id)
    const [meanwhile] = await keysStore.listKeys(trx, ctx.platform.id)
    if (meanwhile && !isOld(meanwhile)) return meanwhile
    await addKey(ctx, trx, made, null)
    return made
  })
}

async function addKey(ctx: Ctx, trx: Trx, key: keysStore.KeyRow, madeBy: PersonId | null): Promise<void> {
  const { id: platformId } = ctx.platform
  await keysStore.insertKey(trx, platformId, { ...key, madeBy })
  const all = await keysStore.listKeys(trx, platformId)
  await keysStore.deleteKeys(
    trx,
    platformId,
    all.slice(PUBLIC_KEYS).map(({ id }) => id),
  )
  await happened(ctx, trx, { kind: 'lti-key-made', id: platformId, by: madeBy ?? undefined })
}

async function newKey(ctx: Ctx): Promise<keysStore.KeyRow> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, {
    modulusLength: 2048,
    extractable: true,
  })
  const id = ctx.newId<string>()
  const { kty = '', n = '', e = '' } = await exportJWK(publicKey)
  const secret = JSON.stringify(await exportJWK(privateKey))
  const privateJwkSealed = ctx.vault.seal(secret, ltiKeySlot(ctx.platform.id, id))
  return { id, publicJwk: { kty, n, e }, privateJwkSealed, madeAt: ctx.now() }
}
