import { createPrivateKey, generateKeyPair, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { CertificateKeyId, PersonId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import * as certificatesStore from './certificates.store.ts'
import * as keysStore from './keys.store.ts'
import { certificateKeySlot } from './sealing.ts'

const generate = promisify(generateKeyPair)

/** Open Badges 3.0 asks for it of everybody who checks a signature; others are not known everywhere. */
const ALGORITHM = 'RS256'
/** Another one signs then. */
const YEAR_MINUTES = 365 * 24 * 60

/** What signs now. */
export interface SigningKey {
  readonly id: CertificateKeyId
  sign(payload: Readonly<Record<string, unknown>>, header: { typ: string; kid: string }): string
}

/** A key that anybody checks signatures with. */
export interface PublicKey {
  readonly kid: string
  readonly alg: string
  readonly use: string
  readonly kty: string
  readonly n: string
  readonly e: string
}

/** All keys of the platform, the newest first: those that sign no more still prove what they signed. */
export async function listPublicKeys(ctx: Ctx): Promise<PublicKey[]> {
  const keys = await keysStore.listKeys(ctx.db, ctx.platform.id)
  return keys.map(({ id, publicJwk }) => ({ ...publicJwk, kid: id, alg: ALGORITHM, use: 'sig' }))
}

/** @throws {NotFoundError} `certificate-key-not-found` */
export async function getPublicKey(ctx: Ctx, id: CertificateKeyId): Promise<PublicKey> {
  const key = (await listPublicKeys(ctx)).find(({ kid }) => kid === id)
  if (!key) throw new NotFoundError('certificate-key-not-found')
  return key
}

/** The newest key; the first one, and one in place of one that is a year old, is made when it is needed. */
export async function findSigningKey(ctx: Ctx): Promise<SigningKey> {
  const [newest] = await keysStore.listKeys(ctx.db, ctx.platform.id)
  if (newest && !isOld(ctx, newest)) return toSigning(ctx, newest)
  const made = await newKey(ctx)
  return withTransaction(ctx.db, async (trx) => {
    await certificatesStore.lockIssuing(trx, ctx.platform.id)
    const [meanwhile] = await keysStore.listKeys(trx, ctx.platform.id)
    if (meanwhile && !isOld(ctx, meanwhile)) return toSigning(ctx, meanwhile)
    await addKey(ctx, trx, made, null)
    return toSigning(ctx, made)
  })
}

/** Lets another key sign from now on. What the earlier ones signed is proven by them as before. */
export async function rotateKeys(ctx: Ctx, actor: Actor): Promise<void> {
  assertSuperadmin(actor)
  const made = await newKey(ctx)
  await withTransaction(ctx.db, async (trx) => {
    await certificatesStore.lockIssuing(trx, ctx.platform.id)
    await addKey(ctx, trx, made, actor.personId)
  })
}

const isOld = (ctx: Ctx, { madeAt }: keysStore.KeyRow) => madeAt < addMinutes(ctx.now(), -YEAR_MINUTES)

async function addKey(ctx: Ctx, trx: Trx, key: keysStore.KeyRow, madeBy: PersonId | null): Promise<void> {
  const { id: platformId } = ctx.platform
  await keysStore.insertKey(trx, platformId, { ...key, madeBy })
  const by = madeBy ?? undefined
  await happened(ctx, trx, { kind: 'certificate-key-made', id: platformId, keyId: key.id, by })
}

async function newKey(ctx: Ctx): Promise<keysStore.KeyRow> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: 2048 })
  const id = ctx.newId<CertificateKeyId>()
  const { kty = '', n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const secret = JSON.stringify(privateKey.export({ format: 'jwk' }))
  const privateJwkSealed = ctx.vault.seal(secret, certificateKeySlot(ctx.platform.id, id))
  return { id, publicJwk: { kty, n, e }, privateJwkSealed, madeAt: ctx.now() }
}

function toSigning(ctx: Ctx, { id, privateJwkSealed }: keysStore.KeyRow): SigningKey {
  return {
    id,
    sign(payload, header) {
      const secret = ctx.vault.open(privateJwkSealed, certificateKeySlot(ctx.platform.id, id))
      const key = createPrivateKey({ key: JSON.parse(secret), format: 'jwk' })
      const signed = [{ alg: ALGORITHM, ...header }, payload].map(toPart).join('.')
      return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
    },
  }
}

/** As a JWT has it (RFC 7515, compact). */
const toPart = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** When the keys were made, the newest first: that one signs. */
export async function listKeyDates(ctx: Ctx): Promise<{ id: CertificateKeyId; madeAt: string }[]> {
  const keys = await keysStore.listKeys(ctx.db, ctx.platform.id)
  return keys.map(({ id, madeAt }) => ({ id, madeAt: madeAt.toISOString() }))
}
