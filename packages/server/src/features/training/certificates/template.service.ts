import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { assertTemplate, type CertificateTemplate, usualTemplate } from '../../../domain/certificate.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { getPlatformImage } from '../../platform/platforms/platform-images.service.ts'
import type { CertificateTemplateView } from './certificates.schemas.ts'
import type { Brand } from './drawing.ts'
import { listKeyDates } from './keys.service.ts'
import * as templateStore from './template.store.ts'

type View = z.output<typeof CertificateTemplateView>

/** What the platform's certificates look like, and since when which key signs its badges. */
export async function getTemplate(ctx: Ctx, actor: Actor): Promise<View> {
  assertSuperadmin(actor)
  return { ...(await findOwn(ctx)), keys: await listKeyDates(ctx) }
}

/** Of certificates from now on; those that there are keep their numbers, and look like this from now on. */
export async function changeTemplate(
  ctx: Ctx,
  actor: Actor,
  expectedVersion: number,
  template: CertificateTemplate,
): Promise<View> {
  assertSuperadmin(actor)
  assertTemplate(template)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const was = (await templateStore.findTemplate(trx, platformId)) ?? usualTemplate
    assertUpdated(await templateStore.saveTemplate(trx, { platformId, expectedVersion }, template))
    const isOther = (key: keyof CertificateTemplate) => was[key] !== template[key]
    const keys = (Object.keys(template) as (keyof CertificateTemplate)[]).filter(isOther)
    const changes = Object.fromEntries(keys.map((key) => [key, template[key]]))
    const by = actor.personId
    await happened(ctx, trx, { kind: 'certificate-template-changed', id: platformId, by, changes, was })
  })
  return getTemplate(ctx, actor)
}

export async function findOwn(ctx: Ctx): Promise<templateStore.StoredTemplate> {
  return (await templateStore.findTemplate(ctx.db, ctx.platform.id)) ?? { ...usualTemplate, version: 0 }
}

/** All that certificates are drawn with beside their own words. */
export async function brandOf(ctx: Ctx, template: CertificateTemplate): Promise<Brand> {
  const { accentColor, timeZone } = ctx.platform
  const { signatoryName, signatoryRole, note } = template
  const logo = await getPlatformImage(ctx, 'logo', 'whole').catch((error) => {
    if (error instanceof NotFoundError) return undefined
    throw error
  })
  return { accentColor, timeZone, signatoryName, signatoryRole, note, logo: logo?.content }
}
