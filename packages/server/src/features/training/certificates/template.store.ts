import type { Db, Trx } from '../../../db/database.ts'
import type { CertificateTemplate } from '../../../domain/certificate.ts'
import type { PlatformId } from '../../../domain/ids.ts'

export type StoredTemplate = CertificateTemplate & { readonly version: number }

/** @returns undefined = the platform has none of its own */
export function findTemplate(db: Db | Trx, platformId: PlatformId): Promise<StoredTemplate | undefined> {
  return db
    .selectFrom('certificateTemplates')
    .select(['version', 'isOn', 'prefix', 'signatoryName', 'signatoryRole', 'note', 'shownName'])
    .where('platformId', '=', platformId)
    .executeTakeFirst()
}

/** @returns undefined when the version is another one than was expected; 0 = there was none */
export async function saveTemplate(
  trx: Trx,
  { platformId, expectedVersion }: { readonly platformId: PlatformId; readonly expectedVersion: number },
  template: CertificateTemplate,
): Promise<number | undefined> {
  const version = expectedVersion + 1
  const saved =
    expectedVersion === 0
      ? await trx
          .insertInto('certificateTemplates')
          .values({ platformId, version, ...template })
          .onConflict((conflict) => conflict.doNothing())
          .returning('version')
          .executeTakeFirst()
      : await trx
          .updateTable('certificateTemplates')
          .set({ version, ...template })
          .where('platformId', '=', platformId)
          .where('version', '=', expectedVersion)
          .returning('version')
          .executeTakeFirst()
  return saved?.version
}
