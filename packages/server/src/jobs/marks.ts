import type { Db } from '../db/database.ts'
import type { SweepMarksTable } from '../db/tables.ts'
import type { PlatformId } from '../domain/ids.ts'

/** More are taken the next time. */
const MARKS = 10_000

/**
 * Looks after a platform that triggers have marked. The marks that were there when it began go once nothing is left to
 * do; those of changes that came meanwhile stay, so that no change is missed.
 *
 * @param look gives true when it found nothing more to do
 */
export async function whileMarked(
  db: Db,
  target: { readonly platformId: PlatformId; readonly sweep: SweepMarksTable['sweep'] },
  look: () => Promise<boolean>,
): Promise<void> {
  const { platformId, sweep } = target
  const marks = await db
    .selectFrom('sweepMarks')
    .select('id')
    .where('platformId', '=', platformId)
    .where('sweep', '=', sweep)
    .orderBy('id')
    .limit(MARKS)
    .execute()
  if (!(await look()) || marks.length === 0) return
  const ids = marks.map(({ id }) => id)
  await db
    .deleteFrom('sweepMarks')
    .where('platformId', '=', platformId)
    .where('sweep', '=', sweep)
    .where('id', 'in', ids)
    .execute()
}
