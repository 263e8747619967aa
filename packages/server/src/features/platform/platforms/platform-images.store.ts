import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { PlatformImagesTable } from '../../../db/tables.ts'
import type { PlatformId } from '../../../domain/ids.ts'
import type { ImageKind } from '../../../domain/platform.ts'

export function findImage(db: Db, platformId: PlatformId, kind: ImageKind, size: string) {
  return db
    .selectFrom('platformImages')
    .select(['content', 'contentType', 'hash'])
    .where('platformId', '=', platformId)
    .where('kind', '=', kind)
    .where('size', '=', size)
    .executeTakeFirst()
}

/** All sizes of a picture, in place of those that there were. */
export async function putImages(
  trx: Trx,
  platformId: PlatformId,
  kind: ImageKind,
  images: readonly Omit<Insertable<PlatformImagesTable>, 'platformId' | 'kind'>[],
): Promise<void> {
  await deleteImages(trx, platformId, kind)
  await trx
    .insertInto('platformImages')
    .values(images.map((image) => ({ ...image, platformId, kind })))
    .execute()
}

/** @returns whether there was one */
export async function deleteImages(trx: Trx, platformId: PlatformId, kind: ImageKind): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('platformImages')
    .where('platformId', '=', platformId)
    .where('kind', '=', kind)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
