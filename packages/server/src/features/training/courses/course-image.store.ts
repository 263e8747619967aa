import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { CourseImagesTable } from '../../../db/tables.ts'
import type { CourseId, PlatformId } from '../../../domain/ids.ts'

export function findImage(db: Db, platformId: PlatformId, courseId: CourseId) {
  return db
    .selectFrom('courseImages')
    .select(['content', 'small', 'contentType', 'changedAt'])
    .where('platformId', '=', platformId)
    .where('courseId', '=', courseId)
    .executeTakeFirst()
}

export async function putImage(trx: Trx, image: Insertable<CourseImagesTable>): Promise<void> {
  const { content, contentType, changedAt, small } = image
  await trx
    .insertInto('courseImages')
    .values(image)
    .onConflict((conflict) =>
      conflict
        .columns(['platformId', 'courseId'])
        .doUpdateSet({ content, small: small ?? null, contentType, changedAt: changedAt as Date }),
    )
    .execute()
}

/** @returns whether there was one */
export async function deleteImage(trx: Trx, platformId: PlatformId, courseId: CourseId): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('courseImages')
    .where('platformId', '=', platformId)
    .where('courseId', '=', courseId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
