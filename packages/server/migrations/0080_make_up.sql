-- The previous release keeps working after this migration; it gives verdicts without what was made up.

alter table attendance_rules
  add column make_up_days integer not null default 0 check (make_up_days between 0 and 365);
comment on column attendance_rules.make_up_days is 'How long what was missed can be watched in the recording, and counts; 0 = it does not.';

alter table attendance_verdicts add column made_up_seconds integer;
comment on column attendance_verdicts.made_up_seconds is 'Of seconds, what was watched in the recording. Null = the rule does not allow it, or nothing was.';

-- The film's own clock, where somebody has set it: tools tell when a recording begins, not always rightly, and no pause.
create table recording_clocks (
  platform_id uuid not null,
  recording_id uuid not null,
  begins_at timestamptz not null,
  pauses jsonb not null default '[]', -- [{filmSeconds, pausedSeconds}]
  version integer not null,
  set_by uuid not null,
  set_at timestamptz not null,
  primary key (platform_id, recording_id),
  foreign key (platform_id, recording_id) references recordings (platform_id, id) on delete cascade
);
call protect_tenant_table('recording_clocks');
comment on table recording_clocks is 'When of the class a film was recorded, as somebody has set it.';
comment on column recording_clocks.pauses is '[{filmSeconds, pausedSeconds}], in the order of the film';

-- When a player of somebody last told what it showed: all their tabs share this time.
create table make_ups (
  platform_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  beat_at timestamptz not null,
  left_seconds double precision not null, -- of a film, that can have been shown and were not told
  primary key (platform_id, event_id, person_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index make_ups_of_person on make_ups (platform_id, person_id);
call protect_tenant_table('make_ups');
comment on column make_ups.left_seconds is 'Of a film, that can have been shown since and were not told.';
comment on table make_ups is 'When a player of somebody last told what it showed: all their tabs share this time.';

-- Parts of films that somebody watched, in seconds of the film. None overlaps another of the same person and film.
create table make_up_parts (
  platform_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  recording_id uuid not null,
  from_seconds double precision not null check (from_seconds >= 0),
  to_seconds double precision not null,
  watched_at timestamptz not null,
  primary key (platform_id, id),
  check (to_seconds > from_seconds),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index make_up_parts_of_event on make_up_parts (platform_id, event_id, person_id);
create index make_up_parts_of_person on make_up_parts (platform_id, person_id);
call protect_tenant_table('make_up_parts');
revoke update, delete on make_up_parts from lectern_app;
grant update (person_id) on make_up_parts to lectern_app;
comment on table make_up_parts is 'Parts of films that somebody watched to make up what they missed. Never changed.';

-- Takes away the evidence of sessions that were over before a moment, of so many at most, with what nobody can look up
-- without it. What is valid for longer is kept for longer. Gives how many rows went.
create or replace function forget_evidence(ended_before timestamptz, moment timestamptz, most integer) returns bigint
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
  delete from presence_answers where platform_id = current_platform() and event_id = any(old_events);
  get diagnostics these = row_count; gone := gone + these;
  delete from make_up_parts where platform_id = current_platform() and event_id = any(old_events);
  get diagnostics these = row_count; gone := gone + these;
  delete from make_ups where platform_id = current_platform() and event_id = any(old_events);
  delete from presence_checks where platform_id = current_platform() and event_id = any(old_events);
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
