-- The previous release keeps working after this migration; it gives verdicts without asking what was answered.

-- What a rule asks for besides time: checks that were answered, half-days that were signed.
alter table attendance_rules
  add column checks_percent integer not null default 0 check (checks_percent between 0 and 100),
  add column checks_per_hour integer not null default 0 check (checks_per_hour between 0 and 6),
  add column signs_half_days boolean not null default false;
comment on column attendance_rules.checks_percent is 'From this share of the presence checks on, whoever was there long enough was present; 0 = they don''t count.';
comment on column attendance_rules.checks_per_hour is 'Presence checks that are asked by themselves, at random times.';
comment on column attendance_rules.signs_half_days is 'Every half-day has to be signed.';

-- When the random times of an event's presence checks are drawn and its half-days can be signed, and how many checks it is to have in place of its rule's.
create table presence_plans (
  platform_id uuid not null,
  event_id uuid not null,
  draw_at timestamptz, -- null = they were drawn
  checks_per_hour integer check (checks_per_hour between 0 and 6), -- null = as its rule has it
  version integer not null default 0,
  primary key (platform_id, event_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
create index presence_plans_due on presence_plans (draw_at, platform_id) where draw_at is not null;
call protect_tenant_table('presence_plans');
call let_sweeps_read('presence_plans', 'draw_at');
comment on table presence_plans is 'When the random times of an event''s presence checks are drawn. Written by a trigger.';
comment on column presence_plans.draw_at is 'Null = they were drawn.';
comment on column presence_plans.checks_per_hour is 'Null = as its rule has it.';

-- Half-days are signed from a quarter of an hour before they begin.
create function draw_at_start() returns trigger language plpgsql as $$
begin
  insert into presence_plans (platform_id, event_id, draw_at) values (new.platform_id, new.id, new.starts_at - interval '15 minutes')
    on conflict (platform_id, event_id) do update set draw_at = excluded.draw_at;
  return null;
end
$$;
create trigger draw_at_start_planned after insert on events for each row execute function draw_at_start();
create trigger draw_at_start_changed after update of starts_at, ends_at, breaks on events for each row
  when ((old.starts_at, old.ends_at, old.breaks) is distinct from (new.starts_at, new.ends_at, new.breaks))
  execute function draw_at_start();

alter table events no force row level security;
alter table presence_plans no force row level security;
insert into presence_plans (platform_id, event_id, draw_at)
  select platform_id, id, starts_at - interval '15 minutes' from events where starts_at > now();
alter table presence_plans force row level security;
alter table events force row level security;

-- What people are asked during a class: whether they are there, or to sign for a half-day.
create table presence_checks (
  platform_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  kind text not null check (kind in ('check', 'signature')),
  way text not null check (way in ('button', 'word', 'qr')),
  word text not null default '',
  seed text not null, -- of what stands in a QR code, and of what a phone shows that it was asked in time
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  period_from timestamptz, -- the half-day that is signed for
  period_to timestamptz,
  asked_by uuid, -- null = by itself
  asked_at timestamptz not null, -- when it came here
  told_at timestamptz, -- when open pages were told of it; null = they have to be
  withdrawn_at timestamptz, -- it counts for nothing
  withdrawn_by uuid,
  withdrawn_because text not null default '',
  version integer not null default 1,
  primary key (platform_id, id),
  check (closes_at > opens_at),
  check ((kind = 'signature') = (period_from is not null and period_to is not null)),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
create index presence_checks_of_event on presence_checks (platform_id, event_id, opens_at);
create unique index presence_checks_half_days on presence_checks (platform_id, event_id, period_from, period_to)
  where kind = 'signature';
create index presence_checks_to_tell on presence_checks (opens_at, platform_id) where told_at is null;
call protect_tenant_table('presence_checks');
call let_sweeps_read('presence_checks', 'opens_at, told_at');
revoke delete on presence_checks from lectern_app;
comment on table presence_checks is 'What people are asked during a class: whether they are there, or to sign for a half-day.';
comment on column presence_checks.seed is 'Of what stands in a QR code, and of what a phone shows that it was asked in time.';
comment on column presence_checks.asked_by is 'Null = by itself, at a random time.';
comment on column presence_checks.asked_at is 'When it came here: a phone without a network says it later.';
comment on column presence_checks.told_at is 'When open pages were told of it. Null = they have to be.';
comment on column presence_checks.withdrawn_at is 'It counts for nothing.';

-- What was answered, as versions: what a person corrects is one more, and the earlier ones stay.
create table presence_answers (
  platform_id uuid not null,
  check_id uuid not null,
  person_id uuid not null,
  version integer not null check (version > 0),
  event_id uuid not null,
  answer_id uuid not null, -- given by the phone: the same answer twice is one
  is_present boolean not null,
  way text not null check (way in ('button', 'word', 'qr', 'hand')),
  answered_at timestamptz not null, -- by the clock of the server
  phone_at timestamptz, -- what the clock of the phone showed; null = said by hand
  received_at timestamptz not null,
  said text not null default '', -- the words that were signed
  said_by uuid, -- who said it by hand
  note text not null default '',
  superseded_at timestamptz,
  primary key (platform_id, check_id, person_id, version),
  foreign key (platform_id, check_id) references presence_checks (platform_id, id) on delete cascade,
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create unique index presence_answers_in_force on presence_answers (platform_id, check_id, person_id)
  where superseded_at is null;
create index presence_answers_of_event on presence_answers (platform_id, event_id);
create index presence_answers_of_person on presence_answers (platform_id, person_id, event_id);
call protect_tenant_table('presence_answers');
revoke update, delete on presence_answers from lectern_app;
grant update (superseded_at, person_id) on presence_answers to lectern_app;
comment on table presence_answers is 'What was answered to presence checks, and who signed. One is in force, and the earlier ones stay.';
comment on column presence_answers.answer_id is 'Given by the phone: the same answer twice is one.';
comment on column presence_answers.answered_at is 'By the clock of the server.';
comment on column presence_answers.phone_at is 'What the clock of the phone showed. Null = said by hand.';
comment on column presence_answers.said is 'The words that were signed.';
comment on column presence_answers.said_by is 'Who said it by hand.';

-- What verdicts found of it. Null = the rule did not ask.
alter table attendance_verdicts
  add column checks_asked integer,
  add column checks_answered integer,
  add column half_days integer,
  add column half_days_signed integer;
comment on column attendance_verdicts.checks_asked is 'Presence checks that counted. Null = the rule does not ask for them.';
comment on column attendance_verdicts.half_days is 'To be signed. Null = the rule does not ask for it.';

-- When somebody marked people on a phone without a network; null = at changed_at.
alter table attendance_marks add column marked_at timestamptz;
alter table attendance_changes add column marked_at timestamptz;
comment on column attendance_marks.marked_at is 'When it was marked on a phone without a network, by the clock of the server. Null = at changed_at.';
comment on column attendance_changes.marked_at is 'When it was marked on a phone without a network, by the clock of the server. Null = at changed_at.';

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
