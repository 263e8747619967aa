import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { DirectoriesTable } from '../../../db/tables.ts'
import type { DirectoryId, PlatformId } from '../../../domain/ids.ts'

export async function insertDirectory(trx: Trx, directory: Insertable<DirectoriesTable>): Promise<void> {
  await trx.insertInto('directories').values(directory).execute()
}

/** Newest first, with who made them and how many they look after. */
export function listDirectories(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('directories')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'directories.platformId')
        .onRef('people.id', '=', 'directories.createdBy'),
    )
    .selectAll('directories')
    .select(['firstName', 'lastName'])
    .select([
      sql<number>`(select count(*)::int from directory_people d where d.platform_id = directories.platform_id
        and d.directory_id = directories.id and d.deleted_at is null)`.as('people'),
      sql<number>`(select count(*)::int from directory_groups d where d.platform_id = directories.platform_id
        and d.directory_id = directories.id)`.as('groups'),
    ])
    .where('directories.platformId', '=', platformId)
    .orderBy('directories.createdAt', 'desc')
    .orderBy('directories.id', 'desc')
    .execute()
}

/** The directory with this token, as long as it was not revoked. */
export function findUsable(db: Db, platformId: PlatformId, tokenHash: Buffer) {
  return db
    .selectFrom('directories')
    .select(['id', 'name', 'usedAt'])
    .where('platformId', '=', platformId)
    .where('tokenHash', '=', tokenHash)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
}

export async function setUsed(db: Db, platformId: PlatformId, id: DirectoryId, usedAt: Date): Promise<void> {
  await db
    .updateTable('directories')
    .set({ usedAt })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

/** @returns its name; undefined when it had ended before, or never was */
export function revoke(trx: Trx, platformId: PlatformId, id: DirectoryId, revokedAt: Date) {
  return trx
    .updateTable('directories')
    .set({ revokedAt })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning('name')
    .executeTakeFirst()
}
