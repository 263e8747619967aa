import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { MarkingId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

export type EntryKind = 'decision' | 'confirmation' | 'score'

/** What somebody wants to be written down of one person. */
export interface WantedEntry {
  readonly personId: PersonId
  readonly isTrue: boolean | null
  readonly score: number | null
  readonly reason: string
}

/** Writes what was said of people, each as a version more of its kind; what says the same as before is left out. @returns of whom */
export async function addEntries(
  trx: Trx,
  step: {
    readonly platformId: PlatformId
    readonly sessionId: SessionId
    readonly kind: EntryKind
    readonly changeId: MarkingId
    readonly actorId: PersonId
    readonly at: Date
  },
  entries: readonly WantedEntry[],
): Promise<PersonId[]> {
  const json = JSON.stringify(
    entries.map((entry) => ({
      person_id: entry.personId,
      is_true: entry.isTrue,
      score: entry.score,
      reason: entry.reason,
    })),
  )
  const { platformId, sessionId, kind, changeId, actorId, at } = step
  const { rows } = await sql<{ personId: PersonId }>`
    insert into completion_entries (platform_id, session_id, person_id, kind, version, change_id, is_true, score, reason, actor_id, entered_at)
    select ${platformId}, ${sessionId}, wanted.person_id, ${kind}, coalesce(newest.version, 0) + 1, ${changeId}, wanted.is_true,
      wanted.score, wanted.reason, ${actorId}, ${at}
    from jsonb_to_recordset(${json}::jsonb) as wanted (person_id uuid, is_true boolean, score double precision, reason text)
    left join lateral (
      select version, is_true, score, reason from completion_entries e
      where e.platform_id = ${platformId} and e.session_id = ${sessionId} and e.person_id = wanted.person_id and e.kind = ${kind}
      order by version desc limit 1
    ) newest on true
    where (wanted.is_true, wanted.score) is distinct from (newest.is_true, newest.score)
      or (newest.version is not null and wanted.reason <> newest.reason)
    order by wanted.person_id
    returning person_id`.execute(trx)
  return rows.map((row) => row.personId)
}

/** What one step said, each with what held before it; nothing of those of whom something else was said since. */
export async function listStep(trx: Trx, platformId: PlatformId, sessionId: SessionId, changeId: MarkingId) {
  const { rows } = await sql<WantedEntry & { kind: EntryKind; isNewest: boolean }>`
    select step.person_id, step.kind, before.is_true, before.score, coalesce(before.reason, '') as reason,
      not exists (select from completion_entries later where later.platform_id = step.platform_id
        and later.session_id = step.session_id and later.person_id = step.person_id and later.kind = step.kind
        and later.version > step.version) as is_newest
    from completion_entries step
    left join completion_entries before on before.platform_id = step.platform_id and before.session_id = step.session_id
      and before.person_id = step.person_id and before.kind = step.kind and before.version = step.version - 1
    where step.platform_id = ${platformId} and step.session_id = ${sessionId} and step.change_id = ${changeId}`.execute(
    trx,
  )
  return rows
}

/** Everything that people said of somebody in a session, newest first. */
export async function listEntries(db: Db, platformId: PlatformId, sessionId: SessionId, personId: PersonId) {
  const { rows } = await sql<{
    kind: EntryKind
    isTrue: boolean | null
    score: number | null
    reason: string
    firstName: string | null
    lastName: string | null
    enteredAt: Date
  }>`
    select e.kind, e.is_true, e.score, e.reason, p.first_name, p.last_name, e.entered_at
    from completion_entries e
    left join people p on p.platform_id = e.platform_id and p.id = e.actor_id
    where e.platform_id = ${platformId} and e.session_id = ${sessionId} and e.person_id = ${personId}
    order by e.entered_at desc, e.version desc limit 200`.execute(db)
  return rows
}
