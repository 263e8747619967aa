-- The previous release keeps working after this migration until somebody is marked as partly there or excused, which it
-- does not know.

alter table attendance_marks drop constraint attendance_marks_status_check,
  add check (status in ('present', 'partly', 'absent', 'excused', 'not-set'));
alter table attendance_changes drop constraint attendance_changes_status_check,
  add check (status in ('present', 'partly', 'absent', 'excused', 'not-set'));

-- By what verdicts are given. A rule is never changed: another one is a version more, and earlier verdicts keep theirs.
create table attendance_rules (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  version integer not null check (version > 0), -- 0 is the product's own, which has no row
  threshold_percent integer not null check (threshold_percent between 1 and 100),
  partly_from_percent integer not null check (partly_from_percent between 1 and threshold_percent),
  counted text not null check (counted in ('planned', 'class')),
  gap_seconds integer not null check (gap_seconds between 0 and 600),
  grace_minutes integer not null check (grace_minutes between 0 and 60),
  applies_from timestamptz, -- to events that start then or later; null = to all
  made_by uuid not null,
  made_at timestamptz not null,
  primary key (platform_id, version)
);
call protect_tenant_table('attendance_rules');
revoke update, delete on attendance_rules from lectern_app;
comment on table attendance_rules is 'By what verdicts are given. A row is never changed; the newest that applies to an event is its rule.';
comment on column attendance_rules.counted is 'What a share is of: the planned time, or the class as it was held within it.';
comment on column attendance_rules.gap_seconds is 'Who is away no longer than this between two stays was there all the same.';
comment on column attendance_rules.grace_minutes is 'Who comes later than this after the start is late.';
comment on column attendance_rules.applies_from is 'To events that start then or later; null = to all.';

-- What was found of somebody's attendance of an event, and why. The newest one is in force, and earlier ones stay: only
-- the moment at which one stopped being in force is written later.
create table attendance_verdicts (
  platform_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  version integer not null check (version > 0),
  status text not null check (status in ('present', 'partly', 'absent', 'unknown')),
  is_late boolean not null,
  seconds integer, -- null = nothing tells how long
  window_seconds integer not null,
  reconnects integer not null,
  first_joined_at timestamptz,
  last_left_at timestamptz,
  rule_version integer not null,
  reason jsonb not null,
  made_at timestamptz not null,
  superseded_at timestamptz,
  primary key (platform_id, event_id, person_id, version),
  check (seconds between 0 and window_seconds),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create unique index attendance_verdicts_in_force on attendance_verdicts (platform_id, event_id, person_id)
  where superseded_at is null;
create index attendance_verdicts_of_person on attendance_verdicts (platform_id, person_id, event_id);
call protect_tenant_table('attendance_verdicts');
revoke update, delete on attendance_verdicts from lectern_app;
grant update (superseded_at) on attendance_verdicts to lectern_app;
comment on table attendance_verdicts is 'What was found of somebody''s attendance of an event, and why. One is in force, and the earlier ones stay.';
comment on column attendance_verdicts.seconds is 'Null = nothing tells how long.';
comment on column attendance_verdicts.window_seconds is 'Of what seconds are a share: breaks are taken out.';
comment on column attendance_verdicts.rule_version is '0 = the product''s own rule.';
comment on column attendance_verdicts.superseded_at is 'When it stopped being in force; null = it is.';

-- When an event is to be judged next: after its end, and whenever something changes of which its verdicts are made.
create table attendance_judgings (
  platform_id uuid not null,
  event_id uuid not null,
  judge_at timestamptz, -- null = nothing has changed since
  judged_at timestamptz,
  primary key (platform_id, event_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
create index attendance_judgings_due on attendance_judgings (judge_at, platform_id) where judge_at is not null;
call protect_tenant_table('attendance_judgings');
call let_sweeps_read('attendance_judgings', 'event_id, judge_at');
comment on table attendance_judgings is 'When an event is to be judged next. Written by triggers and by what changes what verdicts are made of.';
comment on column attendance_judgings.judge_at is 'Null = nothing has changed since.';
comment on column attendance_judgings.judged_at is 'Null = it has no verdicts yet.';

create function judge_after_end() returns trigger language plpgsql as $$
begin
  insert into attendance_judgings (platform_id, event_id, judge_at) values (new.platform_id, new.id, new.ends_at)
    on conflict (platform_id, event_id) do update set judge_at = excluded.judge_at;
  return null;
end
$$;
create trigger judge_after_end_planned after insert on events for each row execute function judge_after_end();
create trigger judge_after_end_changed after update of starts_at, ends_at, breaks, cancelled_at on events for each row
  when ((old.starts_at, old.ends_at, old.breaks, old.cancelled_at)
    is distinct from (new.starts_at, new.ends_at, new.breaks, new.cancelled_at))
  execute function judge_after_end();

-- Events that were over before there were verdicts keep what people marked by hand.
alter table events no force row level security;
alter table attendance_judgings no force row level security;
insert into attendance_judgings (platform_id, event_id, judge_at)
  select platform_id, id, ends_at from events where ends_at > now();
alter table attendance_judgings force row level security;
alter table events force row level security;

-- What holds of somebody's attendance: the mark that a person made, else the verdict in force.
create view effective_attendance with (security_invoker = true) as
  select platform_id, event_id, person_id, status, 'mark' as source, minutes * 60 as seconds, null::boolean as is_late
  from attendance_marks
  where status <> 'not-set'
  union all
  select platform_id, event_id, person_id, status, 'verdict', seconds, is_late
  from attendance_verdicts v
  where superseded_at is null and not exists (
    select from attendance_marks m where m.platform_id = v.platform_id and m.event_id = v.event_id
      and m.person_id = v.person_id and m.status <> 'not-set');
grant select on effective_attendance to lectern_app;
