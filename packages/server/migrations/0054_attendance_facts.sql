-- The previous release keeps working after this migration; what it changes is counted too, as triggers mark it.

-- What reports need of each learner of an event that is over, in one row. Written by what works marks off; nobody else.
create table attendance_facts (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  event_id uuid not null,
  person_id uuid not null,
  session_id uuid not null,
  course_id uuid not null,
  account_id uuid, -- null = no tool
  starts_at timestamptz not null,
  month text not null check (month ~ '^\d{4}-\d\d$'), -- in which it starts, in the platform's zone
  planned_seconds integer not null, -- without breaks
  seat text not null check (seat in ('enrolled', 'left')),
  status text not null check (status in ('present', 'partly', 'absent', 'excused', 'unknown', 'not-set')),
  is_late boolean not null,
  seconds integer, -- null = nothing tells how long
  primary key (platform_id, event_id, person_id)
);
create index attendance_facts_of_session on attendance_facts (platform_id, session_id, month);
create index attendance_facts_in_order on attendance_facts (platform_id, starts_at, event_id, person_id);
create index attendance_facts_of_person on attendance_facts (platform_id, person_id, session_id);
call protect_tenant_table('attendance_facts');
comment on table attendance_facts is 'What reports need of each learner of an event that is over. Made of other tables alone.';
comment on column attendance_facts.account_id is 'Null = no tool.';
comment on column attendance_facts.month is 'In which it starts, in the platform''s zone.';
comment on column attendance_facts.planned_seconds is 'Without breaks.';
comment on column attendance_facts.seconds is 'Null = nothing tells how long.';

-- The events that are over, with who taught them. No foreign keys: what is gone is still in the sums that it has to leave.
create table event_facts (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  event_id uuid not null,
  session_id uuid not null,
  course_id uuid not null,
  account_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  month text not null,
  planned_seconds integer not null,
  instructor_ids uuid[] not null, -- in order
  primary key (platform_id, event_id)
);
create index event_facts_of_session on event_facts (platform_id, session_id, month);
create index event_facts_of_account on event_facts (platform_id, account_id, month) where account_id is not null;
call protect_tenant_table('event_facts');
comment on table event_facts is 'Events that are over, with who taught them. Made of other tables alone.';
comment on column event_facts.instructor_ids is 'In the order of the ids.';

-- Sums of facts: of a session in a month by account and instructors, for everybody and for each group.
create table attendance_months (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id bigint generated always as identity,
  month text not null,
  session_id uuid not null,
  course_id uuid not null,
  account_id uuid,
  instructor_ids uuid[] not null,
  group_id uuid, -- null = everybody
  events integer not null,
  planned_seconds bigint not null, -- of the events
  seats integer not null,
  present integer not null,
  partly integer not null,
  absent integer not null,
  excused integer not null,
  not_known integer not null,
  late integer not null,
  learner_seconds bigint not null, -- that learners were there
  primary key (platform_id, id)
);
create index attendance_months_of_session on attendance_months (platform_id, session_id, month);
create index attendance_months_by_month on attendance_months (platform_id, month) where group_id is null;
create index attendance_months_by_group on attendance_months (platform_id, group_id, month) where group_id is not null;
call protect_tenant_table('attendance_months');
comment on table attendance_months is 'Sums of attendance by session, month, account, instructors and group.';
comment on column attendance_months.group_id is 'Null = everybody.';
comment on column attendance_months.not_known is 'Unknown, or neither marked nor judged.';
comment on column attendance_months.learner_seconds is 'That learners were there.';

-- The rooms of an account in a month: how long, and how many at the same moment.
create table room_months (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  account_id uuid not null,
  month text not null,
  events integer not null,
  room_seconds bigint not null,
  peak integer not null,
  primary key (platform_id, account_id, month)
);
call protect_tenant_table('room_months');
comment on table room_months is 'The rooms of an account in a month. Made of event_facts alone.';
comment on column room_months.peak is 'The most at the same moment.';

-- Times that were wanted on an account and had no room left. Wanted again, it is the same row.
create table room_refusals (
  platform_id uuid not null,
  account_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  refused_at timestamptz not null, -- last
  times integer not null default 1,
  primary key (platform_id, account_id, starts_at, ends_at),
  foreign key (platform_id, account_id) references accounts (platform_id, id) on delete cascade
);
create index room_refusals_by_start on room_refusals (platform_id, starts_at);
call protect_tenant_table('room_refusals');
comment on table room_refusals is 'Times that were wanted on an account and had no room left.';
comment on column room_refusals.refused_at is 'The last time.';

-- What changed of which facts are made, one row for each change; taken away by whoever has counted since. Only added to, so
-- that no change waits for another.
create table attendance_fact_marks (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id bigint generated always as identity,
  session_id uuid not null,
  event_id uuid, -- null = all of the session
  sums_alone boolean not null default false, -- groups are others; the facts are not
  primary key (platform_id, id)
);
call protect_tenant_table('attendance_fact_marks');
call let_sweeps_read('attendance_fact_marks', 'id');
comment on table attendance_fact_marks is 'Changes since facts were made. Written by triggers.';
comment on column attendance_fact_marks.event_id is 'Null = all events of the session.';
comment on column attendance_fact_marks.sums_alone is 'Groups are others than before; the facts are not.';

-- Not of a platform that is being deleted.
create function may_mark_facts() returns boolean language sql stable as $$
  select exists (select from platforms where platform_id = current_platform())
$$;

create function mark_facts_of_events() returns trigger language plpgsql as $$
begin
  insert into attendance_fact_marks (platform_id, session_id, event_id)
    select distinct e.platform_id, e.session_id, e.id
    from (select distinct platform_id, event_id from changed) c
    join events e on e.platform_id = c.platform_id and e.id = c.event_id
    where c.platform_id = current_platform() and may_mark_facts();
  return null;
end
$$;
create trigger facts_of_new_marks after insert on attendance_marks
  referencing new table as changed for each statement execute function mark_facts_of_events();
create trigger facts_of_changed_marks after update on attendance_marks
  referencing new table as changed for each statement execute function mark_facts_of_events();
create trigger facts_of_gone_marks after delete on attendance_marks
  referencing old table as changed for each statement execute function mark_facts_of_events();
create trigger facts_of_new_verdicts after insert on attendance_verdicts
  referencing new table as changed for each statement execute function mark_facts_of_events();
create trigger facts_of_changed_verdicts after update on attendance_verdicts
  referencing new table as changed for each statement execute function mark_facts_of_events();
create trigger facts_of_gone_verdicts after delete on attendance_verdicts
  referencing old table as changed for each statement execute function mark_facts_of_events();
-- After its end every event is judged.
create trigger facts_of_judged after update on attendance_judgings
  referencing new table as changed for each statement execute function mark_facts_of_events();
create trigger facts_of_new_instructors after insert on event_instructors
  referencing new table as changed for each statement execute function mark_facts_of_events();
create trigger facts_of_changed_instructors after update on event_instructors
  referencing new table as changed for each statement execute function mark_facts_of_events();
create trigger facts_of_gone_instructors after delete on event_instructors
  referencing old table as changed for each statement execute function mark_facts_of_events();

create function mark_facts_of_changed_events() returns trigger language plpgsql as $$
begin
  insert into attendance_fact_marks (platform_id, session_id, event_id)
    select c.platform_id, c.session_id, c.id
    from (
      select n.platform_id, n.session_id, n.id from after_it n
      join before_it o on o.platform_id = n.platform_id and o.id = n.id
      where (o.starts_at, o.ends_at, o.time_zone, o.breaks, o.account_id, o.cancelled_at, o.session_id)
        is distinct from (n.starts_at, n.ends_at, n.time_zone, n.breaks, n.account_id, n.cancelled_at, n.session_id)
    ) c
    where c.platform_id = current_platform() and may_mark_facts();
  return null;
end
$$;
create trigger facts_of_changed_events after update on events
  referencing old table as before_it new table as after_it
  for each statement execute function mark_facts_of_changed_events();

create function mark_facts_of_gone_events() returns trigger language plpgsql as $$
begin
  insert into attendance_fact_marks (platform_id, session_id, event_id)
    select c.platform_id, c.session_id, c.id from changed c
    where c.platform_id = current_platform() and may_mark_facts();
  return null;
end
$$;
create trigger facts_of_gone_events after delete on events
  referencing old table as changed for each statement execute function mark_facts_of_gone_events();

create function mark_facts_of_sessions() returns trigger language plpgsql as $$
begin
  insert into attendance_fact_marks (platform_id, session_id)
    select distinct c.platform_id, c.session_id from changed c
    where c.platform_id = current_platform() and may_mark_facts();
  return null;
end
$$;
create trigger facts_of_new_places after insert on enrollments
  referencing new table as changed for each statement execute function mark_facts_of_sessions();
create trigger facts_of_changed_places after update on enrollments
  referencing new table as changed for each statement execute function mark_facts_of_sessions();
create trigger facts_of_gone_places after delete on enrollments
  referencing old table as changed for each statement execute function mark_facts_of_sessions();
create trigger facts_of_new_session_instructors after insert on session_instructors
  referencing new table as changed for each statement execute function mark_facts_of_sessions();
create trigger facts_of_changed_session_instructors after update on session_instructors
  referencing new table as changed for each statement execute function mark_facts_of_sessions();
create trigger facts_of_gone_session_instructors after delete on session_instructors
  referencing old table as changed for each statement execute function mark_facts_of_sessions();

create function mark_sums_of_members() returns trigger language plpgsql as $$
begin
  insert into attendance_fact_marks (platform_id, session_id, sums_alone)
    select c.platform_id, s.session_id, true
    from (select distinct platform_id, person_id from changed) c
    cross join lateral (
      select session_id from enrollments e where e.platform_id = c.platform_id and e.person_id = c.person_id
      union
      select session_id from attendance_facts f where f.platform_id = c.platform_id and f.person_id = c.person_id
    ) s
    where c.platform_id = current_platform() and may_mark_facts()
    group by c.platform_id, s.session_id;
  return null;
end
$$;
create trigger sums_of_new_members after insert on group_members
  referencing new table as changed for each statement execute function mark_sums_of_members();
create trigger sums_of_changed_members after update on group_members
  referencing new table as changed for each statement execute function mark_sums_of_members();
create trigger sums_of_gone_members after delete on group_members
  referencing old table as changed for each statement execute function mark_sums_of_members();

-- Months begin at other moments in another zone.
create function mark_facts_of_zone() returns trigger language plpgsql as $$
begin
  insert into attendance_fact_marks (platform_id, session_id)
    select distinct platform_id, session_id from event_facts
    where platform_id = new.platform_id and platform_id = current_platform();
  return null;
end
$$;
create trigger facts_of_zone after update of time_zone on platforms for each row
  when (old.time_zone is distinct from new.time_zone) execute function mark_facts_of_zone();

-- What is over already.
alter table events no force row level security;
alter table attendance_fact_marks no force row level security;
insert into attendance_fact_marks (platform_id, session_id)
  select distinct platform_id, session_id from events where ends_at <= now();
alter table attendance_fact_marks force row level security;
alter table events force row level security;
