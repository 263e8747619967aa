import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { AuditedType } from '../../../domain/audited-type.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

export interface AuditFilter {
  readonly personId: PersonId | undefined
  readonly objectType: AuditedType | undefined
  readonly objectId: string | undefined
  readonly from: Date | undefined
  readonly until: Date | undefined
  readonly after: string[] | undefined
  readonly limit: number
}

/** Newest first. */
export function listEntries(db: Db, platformId: PlatformId, filter: AuditFilter) {
  let entries = db
    .selectFrom('auditEntries')
    .leftJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'auditEntries.platformId')
        .onRef('people.id', '=', 'auditEntries.actorId'),
    )
    .leftJoin('apiKeys', (join) =>
      join
        .onRef('apiKeys.platformId', '=', 'auditEntries.platformId')
        .onRef('apiKeys.id', '=', 'auditEntries.apiKeyId'),
    )
    .select(['auditEntries.id', 'at', 'actorId', 'action', 'objectType', 'objectId', 'changes', 'was'])
    .select(['people.firstName', 'people.lastName', 'people.email'])
    .select(['apiKeyId', 'apiKeys.name as apiKeyName'])
    .select(objectName.as('objectName'))
    .where('auditEntries.platformId', '=', platformId)
  const { personId, objectType, objectId, from, until, after } = filter
  if (personId) entries = entries.where('actorId', '=', personId)
  if (objectType) entries = entries.where('objectType', '=', objectType)
  if (objectId) entries = entries.where('objectId', '=', objectId)
  if (from) entries = entries.where('at', '>=', from)
  if (until) entries = entries.where('at', '<', until)
  if (after) {
    const [at, id] = after
    entries = entries.where(sql<boolean>`(at, audit_entries.id) < (${at}::timestamptz, ${id}::uuid)`)
  }
  return entries.orderBy('at', 'desc').orderBy('auditEntries.id', 'desc').limit(filter.limit).execute()
}

/** What a thing is called now; what is gone keeps the name that was written down with it. */
const objectName = sql<string | null>`coalesce(
  case object_type
    when 'account' then (select name from accounts a where a.platform_id = audit_entries.platform_id and a.id::text = object_id)
    when 'course' then (select name from courses c where c.platform_id = audit_entries.platform_id and c.id::text = object_id)
    when 'session' then (select name from sessions s where s.platform_id = audit_entries.platform_id and s.id::text = object_id)
    when 'event' then (select name from events e where e.platform_id = audit_entries.platform_id and e.id::text = object_id)
    when 'person' then (select first_name || ' ' || last_name from people p where p.platform_id = audit_entries.platform_id and p.id::text = object_id)
    when 'group' then (select name from groups g where g.platform_id = audit_entries.platform_id and g.id::text = object_id)
    when 'session-field' then (select name from session_fields f where f.platform_id = audit_entries.platform_id and f.id::text = object_id)
    when 'identity-provider' then (select name from identity_providers i where i.platform_id = audit_entries.platform_id and i.id::text = object_id)
    when 'enrollment' then (select s.name from sessions s where s.platform_id = audit_entries.platform_id and s.id::text = split_part(object_id, '/', 1))
    when 'platform' then (select name from platforms p where p.platform_id = audit_entries.platform_id)
    when 'api-key' then (select name from api_keys k where k.platform_id = audit_entries.platform_id and k.id::text = object_id)
    when 'lms' then (select name from lti_registrations d where d.platform_id = audit_entries.platform_id and d.id::text = object_id)
    when 'directory' then (select name from directories d where d.platform_id = audit_entries.platform_id and d.id::text = object_id)
    when 'webhook' then (select url from webhooks w where w.platform_id = audit_entries.platform_id and w.id::text = object_id)
  end, changes ->> 'name')`

/** What things are called, by their ids: whatever an entry can name. Ids that nothing has are not among them. */
export async function namesOf(
  db: Db,
  platformId: PlatformId,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const wanted = sql`platform_id = ${platformId} and id = any(${[...new Set(ids)]}::uuid[])`
  const { rows } = await sql<{ id: string; name: string }>`
    select id, trim(first_name || ' ' || last_name) as name from people where ${wanted}
    union all select id, name from courses where ${wanted}
    union all select id, name from sessions where ${wanted}
    union all select id, name from events where ${wanted}
    union all select id, name from accounts where ${wanted}
    union all select id, name from groups where ${wanted}
    union all select id, name from session_fields where ${wanted}
    union all select id, name from identity_providers where ${wanted}
    union all select id, name from api_keys where ${wanted}
    union all select id, name from lti_registrations where ${wanted}
    union all select id, name from directories where ${wanted}
    union all select id, url from webhooks where ${wanted}
    union all select id, email from organizers where ${wanted}`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
