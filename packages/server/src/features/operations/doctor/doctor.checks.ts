import type { Phrase } from '@lectern/texts/server'
import { type RawBuilder, sql } from 'kysely'
import type { PlatformId } from '../../../domain/ids.ts'
import type { SealedColumn } from '../../../secrets/rotate-keys.ts'

/** What is found of a platform, and never should be. Codes are stable. */
export const findingCodes = [
  'account-over-rooms',
  'account-over-total',
  'session-over-maximum',
  'room-orphaned',
  'room-missing',
  'room-doubled',
  'room-stuck',
  'attempt-open',
  'work-overdue',
  'mark-without-history',
  'decision-without-reason',
  'verdict-without-rule',
  'completion-without-rule',
  'certificate-withdrawn',
  'secret-unsealed',
  'secret-key-missing',
  'platform-without-host',
  'platform-without-superadmin',
] as const
export type FindingCode = (typeof findingCodes)[number]

/** `error`: something is wrong now. `warning`: it will be, or somebody should look. */
export type Level = 'error' | 'warning'

/** What a finding is about, such as `event`. */
export const foundKinds = [
  'account',
  'session',
  'event',
  'person',
  'mail',
  'webhook',
  'identity-provider',
  'certificate-key',
  'platform',
] as const
export type FoundKind = (typeof foundKinds)[number]

export interface FoundRow {
  readonly kind: FoundKind
  readonly id: string
}

/** What checks look with. */
export interface Look {
  readonly platformId: PlatformId
  readonly now: Date
  /** Ids of the keys in the ring. */
  readonly keyIds: readonly string[]
  readonly sealedColumns: readonly SealedColumn[]
  /** A mail server is set up: mails that wait are late. */
  readonly sendsMails: boolean
}

/** An invariant: one statement for it, over all that a platform has. It gives what breaks it. */
export interface Check {
  readonly code: FindingCode
  readonly level: Level
  readonly what: Phrase
  readonly advice: Phrase
  readonly find: (look: Look) => RawBuilder<FoundRow>
}

/** Sweeps look each minute: what is due for so long is not being done. */
const LATE = sql`interval '1 hour'`

export const checks: readonly Check[] = [
  {
    code: 'account-over-rooms',
    level: 'error',
    what: 'finding-account-over-rooms',
    advice: 'finding-account-over-rooms-advice',
    find: overRooms,
  },
  {
    code: 'account-over-total',
    level: 'error',
    what: 'finding-account-over-total',
    advice: 'finding-account-over-total-advice',
    find: ({ platformId, now }) => sql`
      select distinct 'account' as kind, id::text from (
        select a.id, a.max_total_sessions, a.max_sessions_per_course, count(*) as of_course,
          sum(count(*)) over (partition by a.id) as total
        from events e join accounts a on a.platform_id = e.platform_id and a.id = e.account_id
        where e.platform_id = ${platformId} and e.cancelled_at is null and e.ends_at > ${now}
        group by a.id, a.max_total_sessions, a.max_sessions_per_course, e.course_id
      ) held where total > max_total_sessions or of_course > max_sessions_per_course`,
  },
  {
    code: 'session-over-maximum',
    level: 'error',
    what: 'finding-session-over-maximum',
    advice: 'finding-session-over-maximum-advice',
    find: ({ platformId }) => sql`
      select 'session' as kind, s.id::text from sessions s
      join enrollments n on n.platform_id = s.platform_id and n.session_id = s.id
      where s.platform_id = ${platformId} and s.cancelled_at is null and s.max_enrollment is not null
        and n.status in ('enrolled', 'offered')
      group by s.id, s.max_enrollment having count(*) > s.max_enrollment`,
  },
  {
    code: 'room-orphaned',
    level: 'error',
    what: 'finding-room-orphaned',
    advice: 'finding-room-orphaned-advice',
    find: ({ platformId }) => sql`
      select 'event' as kind, r.event_id::text as id from rooms r
      left join events e on e.platform_id = r.platform_id and e.id = r.event_id
      where r.platform_id = ${platformId} and (r.wanted is not null or r.is_spare)
        and (e.id is null or e.cancelled_at is not null
          or case when r.is_spare then e.spare_account_id else e.account_id end is distinct from r.account_id)`,
  },
  {
    code: 'room-missing',
    level: 'error',
    what: 'finding-room-missing',
    advice: 'finding-room-missing-advice',
    find: ({ platformId, now }) => sql`
      select 'event' as kind, e.id::text from events e
      left join rooms r on r.platform_id = e.platform_id and r.event_id = e.id and r.wanted is not null
      where e.platform_id = ${platformId} and e.account_id is not null and e.cancelled_at is null
        and e.ends_at > ${now} and r.id is null
      union
      select 'event', e.id::text from events e
      left join rooms r on r.platform_id = e.platform_id and r.event_id = e.id and r.is_spare
      where e.platform_id = ${platformId} and e.spare_account_id is not null and e.cancelled_at is null
        and e.ends_at > ${now} and r.id is null`,
  },
  {
    code: 'room-doubled',
    level: 'error',
    what: 'finding-room-doubled',
    advice: 'finding-room-doubled-advice',
    find: ({ platformId }) => sql`
      select 'event' as kind, event_id::text as id from (
        select event_id, count(*) over (partition by account_id, provider_key) as rooms from rooms
        where platform_id = ${platformId} and state <> 'gone' and provider_key is not null
      ) same where rooms > 1`,
  },
  {
    code: 'room-stuck',
    level: 'error',
    what: 'finding-room-stuck',
    advice: 'finding-room-stuck-advice',
    find: ({ platformId, now }) => sql`
      select 'event' as kind, event_id::text as id from rooms
      where platform_id = ${platformId} and (applied_revision < wanted_revision or state in ('blocked', 'failed'))
        and greatest(changed_at, retry_at, lease_until) < ${now}::timestamptz - ${LATE}`,
  },
  {
    code: 'attempt-open',
    level: 'error',
    what: 'finding-attempt-open',
    advice: 'finding-attempt-open-advice',
    find: ({ platformId, now }) => sql`
      select 'event' as kind, r.event_id::text as id from room_attempts a
      join rooms r on r.platform_id = a.platform_id and r.id = a.room_id
      where a.platform_id = ${platformId} and a.finished_at is null
        and a.started_at < ${now}::timestamptz - interval '1 day'`,
  },
  {
    code: 'work-overdue',
    level: 'error',
    what: 'finding-work-overdue',
    advice: 'finding-work-overdue-advice',
    find: overdue,
  },
  {
    code: 'mark-without-history',
    level: 'error',
    what: 'finding-mark-without-history',
    advice: 'finding-mark-without-history-advice',
    find: ({ platformId }) => sql`
      select 'event' as kind, m.event_id::text as id from attendance_marks m
      left join attendance_changes c on c.platform_id = m.platform_id and c.event_id = m.event_id
        and c.person_id = m.person_id and c.version = m.version and c.status = m.status
      where m.platform_id = ${platformId} and c.version is null`,
  },
  {
    code: 'decision-without-reason',
    level: 'error',
    what: 'finding-decision-without-reason',
    advice: 'finding-decision-without-reason-advice',
    // The newest of a kind holds. What was carried over from an earlier release had no words.
    find: ({ platformId }) => sql`
      select 'session' as kind, session_id::text as id from (
        select distinct on (session_id, person_id, kind) * from completion_entries
        where platform_id = ${platformId} and kind <> 'score'
        order by session_id, person_id, kind, version desc
      ) e where is_true is not null and trim(reason) = '' and not exists (
        select from completions c where c.platform_id = ${platformId} and c.session_id = e.session_id
          and c.person_id = e.person_id and c.inputs_hash = 'carried-over' and c.made_at >= e.entered_at)`,
  },
  {
    code: 'verdict-without-rule',
    level: 'error',
    what: 'finding-verdict-without-rule',
    advice: 'finding-verdict-without-rule-advice',
    find: ({ platformId }) => sql`
      select 'event' as kind, v.event_id::text as id from attendance_verdicts v
      left join attendance_rules r on r.platform_id = v.platform_id and r.version = v.rule_version
      where v.platform_id = ${platformId}
        and (v.rule_version > 0 and r.version is null or coalesce(v.reason->>'code', '') = '')`,
  },
  {
    code: 'completion-without-rule',
    level: 'error',
    what: 'finding-completion-without-rule',
    advice: 'finding-completion-without-rule-advice',
    find: ({ platformId }) => sql`
      select 'session' as kind, c.session_id::text as id from completions c
      join sessions s on s.platform_id = c.platform_id and s.id = c.session_id
      left join completion_rules r on r.platform_id = s.platform_id and r.course_id = s.course_id
        and r.version = c.rule_version
      where c.platform_id = ${platformId} and c.superseded_at is null and c.rule_version > 0 and r.version is null`,
  },
  {
    code: 'certificate-withdrawn',
    level: 'error',
    what: 'finding-certificate-withdrawn',
    advice: 'finding-certificate-withdrawn-advice',
    // One whose session is gone outlives it.
    find: ({ platformId }) => sql`
      select 'session' as kind, c.session_id::text as id from certificates c
      join sessions s on s.platform_id = c.platform_id and s.id = c.session_id
      left join completions done on done.platform_id = c.platform_id and done.session_id = c.session_id
        and done.person_id = c.person_id and done.superseded_at is null and done.state = 'completed'
      where c.platform_id = ${platformId} and c.recalled_at is null and c.completion_version is not null
        and done.version is null`,
  },
  {
    code: 'secret-unsealed',
    level: 'error',
    what: 'finding-secret-unsealed',
    advice: 'finding-secret-unsealed-advice',
    find: (look) => secrets(look, sql`sealed !~ ${SEALED}`),
  },
  {
    code: 'secret-key-missing',
    level: 'error',
    what: 'finding-secret-key-missing',
    advice: 'finding-secret-key-missing-advice',
    find: (look) =>
      secrets(look, sql`sealed ~ ${SEALED} and split_part(sealed, '.', 2) <> all(${[...look.keyIds]})`),
  },
  {
    code: 'platform-without-host',
    level: 'warning',
    what: 'finding-platform-without-host',
    advice: 'finding-platform-without-host-advice',
    find: ({ platformId }) => sql`
      select 'platform' as kind, ${platformId}::text as id
      where not exists (select from platform_hosts where platform_id = ${platformId})`,
  },
  {
    code: 'platform-without-superadmin',
    level: 'warning',
    what: 'finding-platform-without-superadmin',
    advice: 'finding-platform-without-superadmin-advice',
    find: ({ platformId }) => sql`
      select 'platform' as kind, ${platformId}::text as id where not exists (
        select from people where platform_id = ${platformId} and active and roles @> array['superadmin'])`,
  },
]

/** As `secrets/vault.ts` writes it. */
const SEALED = '^v1[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]*[.][A-Za-z0-9_-]+$'

/** How many rooms an account holds at each moment to come, with the margins around them. */
function overRooms({ platformId, now }: Look): RawBuilder<FoundRow> {
  return sql`
    with held as (
      select a.id, a.max_concurrent_rooms as most,
        e.starts_at - make_interval(mins => a.margin_before_minutes) as begins,
        e.ends_at + make_interval(mins => a.margin_after_minutes) as ends
      from events e join accounts a on a.platform_id = e.platform_id and a.id = e.account_id
      where e.platform_id = ${platformId} and e.cancelled_at is null and e.ends_at > ${now}
        and a.max_concurrent_rooms is not null
    ), steps as (
      select id, most, begins as at, 1 as change from held
      union all
      select id, most, ends, -1 from held
    ), running as (
      -- Who leaves at a moment makes room for who comes then.
      select id, most, sum(change) over (partition by id order by at, change rows unbounded preceding) as rooms from steps
    )
    select distinct 'account' as kind, id::text from running where rooms > most`
}

/** What a sweep should have done by now. */
function overdue({ platformId, now, sendsMails }: Look): RawBuilder<FoundRow> {
  const before = sql`${now}::timestamptz - ${LATE}`
  return sql`
    select 'event' as kind, event_id::text as id from attendance_judgings
      where platform_id = ${platformId} and judge_at < ${before}
    union all
    select 'session', session_id::text from completion_markings
      where platform_id = ${platformId} and look_at < ${before} and look_at > to_timestamp(0) -- at once, since whenever
    union all
    select 'event', event_id::text from attendance_readings
      where platform_id = ${platformId} and greatest(next_read_at, lease_until) < ${before} and next_read_at is not null
    union all
    select 'event', event_id::text from recording_searches
      where platform_id = ${platformId} and greatest(next_look_at, lease_until) < ${before} and next_look_at is not null
    union all
    select 'webhook', webhook_id::text from webhook_deliveries
      where platform_id = ${platformId} and state = 'pending' and greatest(next_try_at, lease_until) < ${before}
    union all
    select 'mail', m.id::text from mails m
      left join mail_lanes l on l.platform_id = m.platform_id and l.person_id = m.person_id
      where ${sendsMails}::boolean and m.platform_id = ${platformId}
        and m.sent_at is null and m.failed_at is null and m.withdrawn_at is null
        and greatest(m.queued_at, l.retry_at, l.lease_until) < ${before}`
}

const kindOfTable: Readonly<Record<string, FoundKind>> = {
  accounts: 'account',
  organizers: 'account',
  provider_hooks: 'account',
  second_factors: 'person',
  identity_providers: 'identity-provider',
  recording_links: 'event',
  rooms: 'event',
  webhooks: 'webhook',
  certificate_keys: 'certificate-key',
  lti_keys: 'platform',
  record_stores: 'platform',
}

/** What a finding leads to, where it is not the row itself. */
const ownerOf: Readonly<Record<string, RawBuilder<unknown>>> = {
  lti_keys: sql`platform_id`,
  record_stores: sql`platform_id`,
  organizers: sql`account_id`,
  provider_hooks: sql`account_id`,
  recording_links: sql`(select event_id from recordings r
    where r.platform_id = recording_links.platform_id and r.id = recording_id)`,
  rooms: sql`event_id`,
}

/** Rows whose secret is as a condition on `sealed` says. None of it leaves the database. */
function secrets({ platformId, sealedColumns }: Look, condition: RawBuilder<unknown>): RawBuilder<FoundRow> {
  const each = sealedColumns.map(({ table, key, column }) => {
    const kind = kindOfTable[table]
    if (!kind) throw new Error(`Say in doctor.checks.ts what a row of ${table} is.`)
    const owner = ownerOf[table] ?? sql.ref(key)
    return sql`select ${kind}::text as kind, ${owner}::text as id, ${sql.ref(column)} as sealed
      from ${sql.table(table)} where platform_id = ${platformId}`
  })
  return sql`select kind, id from (${sql.join(each, sql` union all `)}) all_secrets
    where sealed <> '' and ${condition}`
}
