-- The previous release keeps working after this migration.

alter table people add column erased_at timestamptz;
comment on column people.erased_at is 'Their data was erased: nobody any more, but for what refers to the row.';

-- How long each kind of data is kept, where a platform says something else than the product. The first look is two weeks
-- after the upgrade, so that whoever has to decide can do so before anything goes.
alter table platforms
  add column retention jsonb not null default '{}',
  add column forget_at timestamptz not null default now() + interval '14 days';
create index platforms_forget on platforms (forget_at, platform_id);
grant select (forget_at) on platforms to lectern_sweep;
comment on column platforms.retention is 'Days by kind of data; null = for good. What is left out is as the product has it.';
comment on column platforms.forget_at is 'When is looked next for what is kept no longer.';

-- Who the people were whose data was erased, for as long as there is evidence that is worth nothing without a name.
create table kept_identities (
  platform_id uuid not null,
  person_id uuid not null,
  first_name text not null,
  last_name text not null,
  emails text[] not null, -- those that they had, the last one first
  erased_at timestamptz not null,
  evidence_at timestamptz not null,
  primary key (platform_id, person_id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index kept_identities_by_email on kept_identities using gin (emails);
call protect_tenant_table('kept_identities');
comment on table kept_identities is 'Names of people whose data was erased, for as long as there is evidence of them.';
comment on column kept_identities.emails is 'Those that they had, the last one first.';
comment on column kept_identities.evidence_at is 'What the newest evidence is of: it is kept from then on.';

-- People as evidence names them.
create view evidence_people with (security_invoker = true) as
  select p.platform_id, p.id, coalesce(k.first_name, p.first_name) as first_name,
    coalesce(k.last_name, p.last_name) as last_name, coalesce(k.emails[1], p.email) as email, p.active, p.merged_into
  from people p
  left join kept_identities k on k.platform_id = p.platform_id and k.person_id = p.id;
grant select on evidence_people to lectern_app;
comment on view evidence_people is 'People as evidence names them: also those whose data was erased.';

-- That data was erased, without any of it: it stays.
create table erasures (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  person_id uuid not null,
  cause text not null check (cause in ('by-hand', 'asked', 'inactive')),
  actor_id uuid, -- null = by itself
  erased_at timestamptz not null,
  counts jsonb not null,
  finished_at timestamptz,
  primary key (platform_id, id)
);
create index erasures_by_age on erasures (platform_id, erased_at desc, id desc);
create unique index erasures_of_person on erasures (platform_id, person_id);
call protect_tenant_table('erasures');
revoke update, delete on erasures from lectern_app;
grant update (finished_at) on erasures to lectern_app;
comment on table erasures is 'That data was erased, without any of it.';
comment on column erasures.actor_id is 'Null = by itself.';
comment on column erasures.counts is '[{kind, outcome, rows}]';
comment on column erasures.finished_at is 'When the last evidence went; null = there is some.';

-- People who want their data to be erased.
create table erasure_requests (
  platform_id uuid not null,
  person_id uuid not null,
  asked_at timestamptz not null,
  reason text not null,
  declined_at timestamptz,
  declined_by uuid,
  answer text not null default '',
  primary key (platform_id, person_id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index erasure_requests_by_age on erasure_requests (platform_id, asked_at) where declined_at is null;
call protect_tenant_table('erasure_requests');
comment on table erasure_requests is 'People who want their data to be erased. The row goes with the erasure.';
comment on column erasure_requests.declined_at is 'Null = it waits.';

-- A certificate that is kept no longer proves nothing: its badge is among those that are recalled.
create table gone_certificates (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  list_index integer not null,
  primary key (platform_id, list_index)
);
call protect_tenant_table('gone_certificates');
comment on table gone_certificates is 'Places in the lists of what is recalled, of certificates that are kept no longer.';

-- Takes away the evidence of sessions that were over before a moment, of so many at most, with what nobody can look up
-- without it. What is valid for longer is kept for longer. Gives how many rows went.
create function forget_evidence(ended_before timestamptz, moment timestamptz, most integer) returns bigint
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  old_sessions uuid[];
  old_events uuid[];
  gone bigint := 0;
  these bigint;
begin
  select array_agg(id) into old_sessions from (
    select s.id from sessions s
    where s.platform_id = current_platform()
      and (select max(e.ends_at) from events e where e.platform_id = s.platform_id and e.session_id = s.id) < ended_before
      and not exists (select from completions c where c.platform_id = s.platform_id and c.session_id = s.id
        and c.superseded_at is null and c.valid_until >= moment)
      and (exists (select from completions c where c.platform_id = s.platform_id and c.session_id = s.id)
        or exists (select from completion_entries c where c.platform_id = s.platform_id and c.session_id = s.id)
        or exists (select from events e join attendance_judgings j on j.platform_id = e.platform_id and j.event_id = e.id
          where e.platform_id = s.platform_id and e.session_id = s.id))
    order by s.id limit most) found;
  select array_agg(id) into old_events from events
    where platform_id = current_platform() and session_id = any(old_sessions);
  -- What would make it anew goes first.
  delete from attendance_judgings where platform_id = current_platform() and event_id = any(old_events);
  delete from attendance_readings where platform_id = current_platform() and event_id = any(old_events);
  delete from completion_markings where platform_id = current_platform() and session_id = any(old_sessions);
  delete from attendance_stays where platform_id = current_platform() and event_id = any(old_events);
  get diagnostics these = row_count; gone := gone + these;
  delete from run_engagements where platform_id = current_platform() and event_id = any(old_events);
  get diagnostics these = row_count; gone := gone + these;
  delete from attendance_verdicts where platform_id = current_platform() and event_id = any(old_events);
  get diagnostics these = row_count; gone := gone + these;
  delete from attendance_marks where platform_id = current_platform() and event_id = any(old_events);
  get diagnostics these = row_count; gone := gone + these;
  delete from attendance_changes where platform_id = current_platform() and event_id = any(old_events);
  get diagnostics these = row_count; gone := gone + these;
  delete from completions where platform_id = current_platform() and session_id = any(old_sessions);
  get diagnostics these = row_count; gone := gone + these;
  delete from completion_entries where platform_id = current_platform() and session_id = any(old_sessions);
  get diagnostics these = row_count; gone := gone + these;
  delete from completion_warnings where platform_id = current_platform() and session_id = any(old_sessions);
  delete from completion_reminders where platform_id = current_platform() and session_id = any(old_sessions);
  delete from recording_consents c where c.platform_id = current_platform() and c.agreed_at < ended_before
    and not exists (select from events e where e.platform_id = c.platform_id and e.id = c.event_id
      and e.ends_at >= ended_before);
  get diagnostics these = row_count; gone := gone + these;
  with old as (
    delete from certificates where platform_id = current_platform() and issued_at < ended_before
      and completed_at < ended_before and (valid_until is null or valid_until < moment)
    returning list_index
  )
  insert into gone_certificates (platform_id, list_index) select current_platform(), list_index from old;
  get diagnostics these = row_count; gone := gone + these;
  return gone;
end
$$;
revoke execute on function forget_evidence from public;
grant execute on function forget_evidence to lectern_app;

create index audit_entries_by_age on audit_entries (platform_id, at);

-- Takes away old entries of the audit log, so many at most. Gives how many went.
create function forget_audit_entries(older_than timestamptz, most integer) returns bigint
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone bigint;
begin
  delete from audit_entries where platform_id = current_platform() and id in (
    select id from audit_entries where platform_id = current_platform() and at < older_than order by at limit most);
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke execute on function forget_audit_entries from public;
grant execute on function forget_audit_entries to lectern_app;

-- A text without what names somebody. The pattern is a regular expression (`domain/naming.ts`).
create function without_names(words text, pattern text) returns text language sql immutable parallel safe as $$
  select regexp_replace(words, pattern, '…', 'g')
$$;

-- Whoever these entries are about, or name, is in them no longer. What was done, and when, stays. Gives how many changed.
create function erase_from_audit(ids uuid[], pattern text) returns bigint
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  about bigint;
  named bigint;
begin
  update audit_entries set
      changes = coalesce((select jsonb_object_agg(key, case when jsonb_typeof(value) = 'string' then '"…"' else value end)
        from jsonb_each(changes)), '{}'),
      was = coalesce((select jsonb_object_agg(key, case when jsonb_typeof(value) = 'string' then '"…"' else value end)
        from jsonb_each(was)), '{}')
    where platform_id = current_platform() and object_type = 'person' and object_id = any(ids::text[]);
  get diagnostics about = row_count;
  update audit_entries set changes = without_names(changes::text, pattern)::jsonb,
      was = without_names(was::text, pattern)::jsonb
    where platform_id = current_platform() and (changes::text ~ pattern or was::text ~ pattern);
  get diagnostics named = row_count;
  return about + named;
end
$$;
revoke execute on function erase_from_audit from public;
grant execute on function erase_from_audit to lectern_app;
