-- The previous release keeps working after this migration, save that who has completed a session stands elsewhere: what it
-- marks as completed meanwhile is a place and no completion.

-- By what learners complete the sessions of a course. A rule is never changed: another one is a version more.
create table completion_rules (
  platform_id uuid not null,
  course_id uuid not null,
  version integer not null check (version > 0), -- 0 is the product's own, which has no row
  requirements jsonb not null check (jsonb_array_length(requirements) > 0),
  valid_months integer check (valid_months between 1 and 1200),
  valid_to text not null check (valid_to in ('day', 'end-of-month')),
  reminder_days integer[] not null,
  applies_from timestamptz, -- to sessions that end then or later; null = to all
  made_by uuid, -- null = carried over from an earlier release
  made_at timestamptz not null,
  primary key (platform_id, course_id, version),
  foreign key (platform_id, course_id) references courses (platform_id, id) on delete cascade
);
call protect_tenant_table('completion_rules');
revoke update, delete on completion_rules from lectern_app;
comment on table completion_rules is 'By what learners complete the sessions of a course. A row is never changed; the newest that applies to a session is its rule.';
comment on column completion_rules.requirements is 'All of them have to be met: [{type, …}].';
comment on column completion_rules.valid_months is 'From the completion on; null = for good.';
comment on column completion_rules.applies_from is 'To sessions that end then or later; null = to all.';
comment on column completion_rules.made_by is 'Null = carried over from an earlier release.';

-- How far somebody is in a session, and by what. The newest one is in force, and earlier ones stay.
create table completions (
  platform_id uuid not null,
  session_id uuid not null,
  person_id uuid not null,
  version integer not null check (version > 0),
  state text not null check (state in ('open', 'completed', 'out-of-reach', 'refused')),
  rule_version integer not null,
  evidence jsonb not null,
  inputs_hash text not null,
  completed_at timestamptz,
  valid_until timestamptz,
  made_at timestamptz not null,
  superseded_at timestamptz,
  primary key (platform_id, session_id, person_id, version),
  check ((state = 'completed') = (completed_at is not null)),
  check (valid_until is null or completed_at is not null),
  foreign key (platform_id, session_id) references sessions (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create unique index completions_in_force on completions (platform_id, session_id, person_id)
  where superseded_at is null;
create index completions_of_person on completions (platform_id, person_id, session_id) where superseded_at is null;
create index completions_expiring on completions (platform_id, valid_until)
  where superseded_at is null and valid_until is not null;
call protect_tenant_table('completions');
call let_sweeps_read('completions', 'valid_until, superseded_at');
revoke update, delete on completions from lectern_app;
grant update (superseded_at) on completions to lectern_app;
comment on table completions is 'How far somebody is in a session, and by what. One is in force, and the earlier ones stay.';
comment on column completions.rule_version is '0 = the product''s own rule.';
comment on column completions.evidence is 'What was counted: enough to say why.';
comment on column completions.inputs_hash is 'Of the state, the rule and the evidence: with the same one nothing is made anew.';
comment on column completions.completed_at is 'When the last requirement was met.';
comment on column completions.valid_until is 'The last second in which it is valid; null = for good.';
comment on column completions.superseded_at is 'When it stopped being in force; null = it is.';

-- What people say of somebody in a session: that it is completed or not, whatever the rule finds; that what is asked by hand was
-- met; a score. The newest of a kind holds, and one without a value takes the earlier ones back.
create table completion_entries (
  platform_id uuid not null,
  session_id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('decision', 'confirmation', 'score')),
  version integer not null check (version > 0),
  change_id uuid not null, -- of all that was said in one step
  is_true boolean,
  score double precision check (score between 0 and 100),
  reason text not null,
  actor_id uuid, -- null = whoever it was is not known any more
  entered_at timestamptz not null,
  primary key (platform_id, session_id, person_id, kind, version),
  check (kind = 'score' or score is null),
  check (kind <> 'score' or is_true is null),
  foreign key (platform_id, session_id) references sessions (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index completion_entries_of_change on completion_entries (platform_id, session_id, change_id);
create index completion_entries_of_person on completion_entries (platform_id, person_id);
call protect_tenant_table('completion_entries');
revoke update, delete on completion_entries from lectern_app;
grant update (person_id, version) on completion_entries to lectern_app; -- of a duplicate that was merged
comment on table completion_entries is 'What people say of somebody''s completion. The newest of a kind holds; one without a value takes it back.';
comment on column completion_entries.change_id is 'Of all that was said in one step: it is undone by it.';
comment on column completion_entries.actor_id is 'Null = whoever it was is not known any more.';

-- When a session is to be looked at next: whenever something changes of which completions are made.
create table completion_markings (
  platform_id uuid not null,
  session_id uuid not null,
  look_at timestamptz, -- null = nothing has changed since
  primary key (platform_id, session_id),
  foreign key (platform_id, session_id) references sessions (platform_id, id) on delete cascade
);
create index completion_markings_due on completion_markings (look_at, platform_id) where look_at is not null;
call protect_tenant_table('completion_markings');
call let_sweeps_read('completion_markings', 'session_id, look_at');
comment on table completion_markings is 'When a session is to be looked at next. Written by triggers and by what changes what completions are made of.';
comment on column completion_markings.look_at is 'Null = nothing has changed since.';

-- Who was told that a goal is out of reach, once for each session.
create table completion_warnings (
  platform_id uuid not null,
  session_id uuid not null,
  person_id uuid not null,
  warned_at timestamptz not null,
  primary key (platform_id, session_id, person_id),
  foreign key (platform_id, session_id) references sessions (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index completion_warnings_of_person on completion_warnings (platform_id, person_id);
call protect_tenant_table('completion_warnings');
comment on table completion_warnings is 'Who was told that a goal is out of reach, once for each session.';

-- Who was reminded of an expiry, how many days before it.
create table completion_reminders (
  platform_id uuid not null,
  session_id uuid not null,
  person_id uuid not null,
  valid_until timestamptz not null,
  days integer not null,
  sent_at timestamptz not null,
  primary key (platform_id, session_id, person_id, valid_until, days),
  foreign key (platform_id, session_id) references sessions (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index completion_reminders_of_person on completion_reminders (platform_id, person_id);
call protect_tenant_table('completion_reminders');
comment on table completion_reminders is 'Who was reminded of an expiry, how many days before it.';

create function mark_new_session() returns trigger language plpgsql as $$
begin
  insert into completion_markings (platform_id, session_id) values (new.platform_id, new.id) on conflict do nothing;
  return null;
end
$$;
create trigger mark_new_session after insert on sessions for each row execute function mark_new_session();

-- Sessions whose events are others than before. In the order of their ids, so that nobody waits for each other.
create function look_at_sessions(ids jsonb) returns void language sql as $$
  update completion_markings m set look_at = to_timestamp(0)
  from (
    select c.platform_id, c.session_id
    from (select distinct (one ->> 'platform_id')::uuid as platform_id, (one ->> 'session_id')::uuid as session_id
      from jsonb_array_elements(ids) one) changed
    join completion_markings c on c.platform_id = changed.platform_id and c.session_id = changed.session_id
    order by c.session_id for update of c
  ) held
  where m.platform_id = held.platform_id and m.session_id = held.session_id
$$;
create function look_at_new_events() returns trigger language plpgsql as $$
begin
  perform look_at_sessions((select jsonb_agg(jsonb_build_object('platform_id', platform_id, 'session_id', session_id)) from changed_events));
  return null;
end
$$;
create function look_at_changed_events() returns trigger language plpgsql as $$
begin
  perform look_at_sessions((
    select jsonb_agg(jsonb_build_object('platform_id', is_now.platform_id, 'session_id', is_now.session_id))
    from changed_events is_now join were_events was on was.platform_id = is_now.platform_id and was.id = is_now.id
    where (was.starts_at, was.ends_at, was.breaks, was.time_zone, was.cancelled_at)
      is distinct from (is_now.starts_at, is_now.ends_at, is_now.breaks, is_now.time_zone, is_now.cancelled_at)));
  return null;
end
$$;
create trigger look_at_new_events after insert on events referencing new table as changed_events
  for each statement execute function look_at_new_events();
create trigger look_at_gone_events after delete on events referencing old table as changed_events
  for each statement execute function look_at_new_events();
create trigger look_at_changed_events after update on events referencing old table as were_events new table as changed_events
  for each statement execute function look_at_changed_events();

-- What there is is carried over, of every platform.
alter table sessions no force row level security;
alter table events no force row level security;
alter table courses no force row level security;
alter table people no force row level security;
alter table enrollments no force row level security;
alter table enrollment_changes no force row level security;
alter table completion_markings no force row level security;
alter table completion_rules no force row level security;
alter table completion_entries no force row level security;
alter table completions no force row level security;

-- Sessions that are over and of which nobody was said to have completed them keep having no completions, until something
-- of them changes: nobody is told today of what was long ago.
insert into completion_markings (platform_id, session_id, look_at)
  select platform_id, id,
    case when exists (select from events e where e.platform_id = s.platform_id and e.session_id = s.id
      and e.cancelled_at is null and e.ends_at > now()) then to_timestamp(0) end
  from sessions s;

-- Where a person decides, or a score that nobody could write down, a person goes on deciding: as the newest session of the course
-- has it.
insert into completion_rules (platform_id, course_id, version, requirements, valid_to, reminder_days, made_at)
  select platform_id, course_id, 1, '[{"type": "by-hand"}]', 'day', '{60,30,7}', now()
  from (select distinct on (platform_id, course_id) platform_id, course_id, completion_rule from sessions
    order by platform_id, course_id, created_at desc, id desc) newest
  where completion_rule <> 'attendance';

-- Who was marked as completed keeps that as a person's word, with who said so and when.
with said as (
  select platform_id, session_id, person_id, id, actor_id, changed_at, status = 'completed' as is_true,
    lag(status) over (partition by platform_id, session_id, person_id order by changed_at, id) as before
  from enrollment_changes
), words as (
  select platform_id, session_id, person_id, id, actor_id, changed_at, case when is_true then true end as is_true
  from said where is_true or before = 'completed'
)
insert into completion_entries (platform_id, session_id, person_id, kind, version, change_id, is_true, reason, actor_id, entered_at)
  select platform_id, session_id, person_id, 'decision',
    row_number() over (partition by platform_id, session_id, person_id order by changed_at, id), id, is_true, '', actor_id,
    changed_at
  from words;
insert into completion_entries (platform_id, session_id, person_id, kind, version, change_id, is_true, reason, entered_at)
  select platform_id, session_id, person_id, 'decision', 1, session_id, true, '', enrolled_at
  from enrollments e
  where status = 'completed' and not exists (select from completion_entries c where c.platform_id = e.platform_id
    and c.session_id = e.session_id and c.person_id = e.person_id);
insert into completions (platform_id, session_id, person_id, version, state, rule_version, evidence, inputs_hash, completed_at, made_at)
  select platform_id, session_id, person_id, 1, 'completed', 0,
    '{"requirements": [], "events": [], "decision": true}', 'carried-over', said_at, said_at
  from enrollments e
  join lateral (select max(entered_at) as said_at from completion_entries c where c.platform_id = e.platform_id
    and c.session_id = e.session_id and c.person_id = e.person_id and c.is_true) c on said_at is not null
  where status = 'completed';
update enrollments set status = 'enrolled' where status = 'completed';
with said as (
  select platform_id, id, status,
    lag(status) over (partition by platform_id, session_id, person_id order by changed_at, id) as before
  from enrollment_changes
)
delete from enrollment_changes c using said
where said.platform_id = c.platform_id and said.id = c.id
  and (said.status = 'completed' or (said.before = 'completed' and said.status = 'enrolled'));

alter table completions force row level security;
alter table completion_entries force row level security;
alter table completion_rules force row level security;
alter table completion_markings force row level security;
alter table enrollment_changes force row level security;
alter table enrollments force row level security;
alter table people force row level security;
alter table courses force row level security;
alter table events force row level security;
alter table sessions force row level security;

alter table enrollments drop constraint enrollments_status_check,
  add constraint enrollments_status_check check (status in ('requested', 'waiting', 'offered', 'enrolled', 'cancelled'));
alter table sessions drop column completion_rule, drop column attendance_percent; -- nothing asked for the latter: verdicts have a rule of their own
