import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { IconSize, ImageKind } from '../../../domain/platform.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { type Draft, draw } from '../../../images/renditions.ts'
import * as imagesStore from './platform-images.store.ts'
import * as platformsStore from './platforms.store.ts'

const icon = (side: number, canvas: NonNullable<Draft['canvas']>): Draft => ({
  width: side,
  height: side,
  type: 'image/png',
  canvas,
})
/** Apple's home screens show no transparency; Android cuts a fifth off the edges of what is maskable. */
const icons: Readonly<Record<IconSize, Draft>> = {
  '32': icon(32, { margin: 0, isWhite: false }),
  '180': icon(180, { margin: 0.1, isWhite: true }),
  '192': icon(192, { margin: 0, isWhite: false }),
  '512': icon(512, { margin: 0, isWhite: false }),
  maskable: icon(512, { margin: 0.2, isWhite: true }),
}
/** Twice what pages show, for screens with twice the pixels. Programs of mail know PNG. */
const logo: Draft = { width: 720, height: 240, type: 'image/png' }
const drafts: Readonly<Record<ImageKind, Readonly<Record<string, Draft>>>> = {
  logo: { whole: logo, mail: { width: 400, height: 96, type: 'image/png' }, ...icons },
  'logo-dark': { whole: logo },
  icon: { whole: { width: 512, height: 512, type: 'image/png' }, ...icons },
  'sign-in': { whole: { width: 1600, height: 2000, type: 'image/webp' } },
}

/** @param size one of those that are made of it, such as `whole`. @throws {NotFoundError} `platform-image-not-found` */
export async function getPlatformImage(ctx: Ctx, kind: ImageKind, size: string) {
  const image = await imagesStore.findImage(ctx.db, ctx.platform.id, kind, size)
  if (!image) throw new NotFoundError('platform-image-not-found')
  return image
}

/**
 * Gives the platform a picture in place of the one that it had, in all sizes in which it is shown.
 *
 * @throws {InvalidInputError} `image-not-known`, `image-is-svg`, `image-too-wide`, `image-broken`; {StaleError}
 */
export async function setPlatformImage(
  ctx: Ctx,
  actor: Actor,
  target: { kind: ImageKind; expectedVersion: number },
  content: Buffer,
): Promise<void> {
  assertSuperadmin(actor)
  const { kind, expectedVersion } = target
  const { id: platformId } = ctx.platform
  const drawn = await draw(content, drafts[kind])
  const images = Object.entries(drawn).map(([size, image]) => ({ size, ...image }))
  await withTransaction(ctx.db, async (trx) => {
    assertUpdated(await platformsStore.updatePlatform(trx, { platformId, expectedVersion }, {}))
    await imagesStore.putImages(trx, platformId, kind, images)
    await sayChanged(ctx, trx, actor, { [kind]: 'uploaded' })
  })
  ctx.forgetPlatform()
}

/** @throws {NotFoundError} `platform-image-not-found`; {StaleError} */
export async function removePlatformImage(
  ctx: Ctx,
  actor: Actor,
  { kind, expectedVersion }: { kind: ImageKind; expectedVersion: number },
): Promise<void> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    assertUpdated(await platformsStore.updatePlatform(trx, { platformId, expectedVersion }, {}))
    if (!(await imagesStore.deleteImages(trx, platformId, kind)))
      throw new NotFoundError('platform-image-not-found')
    await sayChanged(ctx, trx, actor, { [kind]: null })
  })
  ctx.forgetPlatform()
}

function sayChanged(ctx: Ctx, trx: Parameters<typeof happened>[1], actor: Actor, changes: object) {
  return happened(ctx, trx, {
    kind: 'platform-changed',
    id: ctx.platform.id,
    by: actor.personId,
    changes,
  })
}
