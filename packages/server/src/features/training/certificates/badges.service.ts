import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { accentsOf, STANDARD_ACCENT } from '@lectern/brand'
import type { Ctx } from '../../../ctx.ts'
import { bitsOf, placeInLists } from '../../../domain/certificate.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { CertificateId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { phrase } from '../../../messages/messages.ts'
import { findPrimaryHost } from '../../platform/platforms/hosts.service.ts'
import { badgeOf, keyUrl, profileOf, statusListOf } from './badge.ts'
import { bakedSvg } from './badge-picture.ts'
import * as certificatesStore from './certificates.store.ts'
import { findSigningKey } from './keys.service.ts'

const compress = promisify(gzip)

/** Where programs find the platform for years: its primary domain. */
export async function originFor(ctx: Ctx): Promise<string> {
  return ctx.site.originOf(await findPrimaryHost(ctx))
}

export async function getIssuer(ctx: Ctx) {
  return profileOf(await originFor(ctx), ctx.platform.name)
}

/**
 * A certificate of one's own as a badge: a credential in a JWT, signed with the newest key.
 *
 * @throws {NotFoundError} `certificate-not-found`
 */
export async function getBadge(ctx: Ctx, actor: Actor, id: CertificateId) {
  const { personId } = actor
  const row = await certificatesStore.findCertificate(ctx.db, ctx.platform.id, id, { personId })
  if (!row) throw new NotFoundError('certificate-not-found')
  const origin = await originFor(ctx)
  const reader = { language: row.language, timeZone: ctx.platform.timeZone }
  const { list, bit } = placeInLists(row.listIndex)
  const payload = badgeOf({ ...row, origin, list, bit, criteria: phrase('badge-criteria', {}, reader) })
  const key = await findSigningKey(ctx)
  const jwt = key.sign(payload, { typ: 'JWT', kid: keyUrl(origin, key.id) })
  return { jwt, number: row.number, courseName: row.courseName, issuerName: row.issuerName }
}

/** The same as a picture with the credential inside. */
export async function getBadgePicture(ctx: Ctx, actor: Actor, id: CertificateId) {
  const badge = await getBadge(ctx, actor, id)
  const { light } = accentsOf(ctx.platform.accentColor ?? STANDARD_ACCENT, null)
  return { number: badge.number, svg: bakedSvg(badge, light) }
}

/**
 * Which badges of a list are recalled, as a signed credential.
 *
 * @throws {NotFoundError} `certificate-list-not-found`
 */
export async function getStatusList(ctx: Ctx, list: number): Promise<string> {
  const { id: platformId, name: issuerName } = ctx.platform
  const last = await certificatesStore.findLastIndex(ctx.db, platformId)
  if (last === null || list > placeInLists(last).list) throw new NotFoundError('certificate-list-not-found')
  const bits = bitsOf(await certificatesStore.listRecalledBits(ctx.db, platformId, list))
  const encoded = `u${(await compress(bits)).toString('base64url')}`
  const origin = await originFor(ctx)
  const key = await findSigningKey(ctx)
  const payload = statusListOf({ origin, issuerName, list, encoded, now: ctx.now() })
  return key.sign(payload, { typ: 'vc+jwt', kid: keyUrl(origin, key.id) })
}
