-- The previous release keeps working after this migration.
--
-- Sweeps look every minute for what a lost job left behind. Which platforms have such work is found by one statement
-- for each sweep, over the indexes below, across all platforms. It is asked under a role of its own, which reads the
-- few columns that it needs and nothing else.

do $$
begin
  create role lectern_sweep nologin;
exception
  when duplicate_object or unique_violation or insufficient_privilege then null; -- it is there, or see below
end
$$;

-- To become it, not to have its rights beside one's own; PostgreSQL 15 knows no such difference.
do $$
begin
  if current_setting('server_version_num')::int >= 160000 then
    execute format('grant lectern_sweep to %I with inherit false, set true', current_user);
  else
    execute format('grant lectern_sweep to %I', current_user);
  end if;
exception
  when others then null; -- a member already, or see below
end
$$;

do $$
begin
  if not exists (select from pg_roles where rolname = 'lectern_sweep')
    or not pg_has_role(current_user, 'lectern_sweep', 'member') then
    raise exception 'The database has no role lectern_sweep that % may become. As a superuser: create role lectern_sweep; grant lectern_sweep to %; then start again.',
      current_user, quote_ident(current_user);
  end if;
end
$$;

grant usage on schema public to lectern_sweep;

create procedure let_sweeps_read(tenant_table regclass, columns text)
  language plpgsql as $$
begin
  execute format('create policy sweeps on %s for select to lectern_sweep using (true)', tenant_table);
  execute format('grant select (platform_id, %s) on %s to lectern_sweep', columns, tenant_table);
end
$$;

-- Rooms that are not as they should be: due when nobody holds them and their wait is over.
create index rooms_due on rooms (greatest(changed_at, retry_at, lease_until), platform_id)
  where applied_revision < wanted_revision or state in ('blocked', 'failed');
call let_sweeps_read('room_attempts', 'room_id, finished_at');

-- When a room is compared with the provider next; null = never again. It begins anew with whatever is wanted of it.
alter table rooms add column compare_at timestamptz default to_timestamp(0);
create index rooms_to_compare on rooms (compare_at, platform_id) where state = 'ready' and compare_at is not null;
create function compare_anew() returns trigger language plpgsql as $$
begin
  new.compare_at := to_timestamp(0);
  return new;
end
$$;
create trigger compare_anew before update of wanted on rooms
  for each row when (old.wanted is distinct from new.wanted) execute function compare_anew();

-- Who works on a room's registrations has a lease; one that ran out was left by a crash.
create index rooms_registrations_held on rooms (registrations_lease_until, platform_id)
  where registrations_lease_until is not null;
create index registrations_due on registrations (coalesce(retry_at, changed_at), platform_id, room_id)
  where state <> 'ready';
call let_sweeps_read('rooms', 'id, event_id, state, applied_revision, wanted_revision, changed_at, retry_at,
  lease_until, registrations_lease_until, compare_at');
call let_sweeps_read('registrations', 'room_id, state, retry_at, changed_at');

-- Which checks before the start an event has had.
alter table events
  add column checked_day boolean not null default false,
  add column checked_hour boolean not null default false;
alter table events no force row level security;
alter table preflights no force row level security;
update events set
  checked_day = exists (select from preflights p where p.platform_id = events.platform_id
    and p.event_id = events.id and p.stage = 'day'),
  checked_hour = exists (select from preflights p where p.platform_id = events.platform_id
    and p.event_id = events.id and p.stage = 'hour')
  where exists (select from preflights p where p.platform_id = events.platform_id and p.event_id = events.id);
alter table preflights force row level security;
alter table events force row level security;
create index events_to_check_a_day_before on events (starts_at, platform_id)
  where cancelled_at is null and account_id is not null and not checked_day;
create index events_to_check_an_hour_before on events (starts_at, platform_id)
  where cancelled_at is null and account_id is not null and not checked_hour;

-- Reminders and alarms: events that start in a stretch of an hour, or run.
create index events_of_all_by_start on events (starts_at) include (ends_at, account_id, platform_id, id)
  where cancelled_at is null;
call let_sweeps_read('events', 'id, starts_at, ends_at, cancelled_at, account_id, zone_differs_since,
  checked_day, checked_hour');
call let_sweeps_read('event_reminders', 'event_id, starts_at, minutes');
call let_sweeps_read('event_entries', 'event_id, role');
create index event_alarms_open on event_alarms (starts_at, platform_id, event_id) where cleared_at is null;
call let_sweeps_read('event_alarms', 'event_id, starts_at, cleared_at');

-- When the times of a platform's events are compared with the rules of their zones next, and with which rules last.
alter table platforms
  add column zones_due_at timestamptz not null default now(),
  add column zones_checked_with text collate "C" not null default '';
create index platforms_zones_due on platforms (zones_due_at, platform_id);
create index platforms_zones_checked on platforms (zones_checked_with, platform_id);
create index platforms_reminders on platforms (reminder_minutes);
create index events_of_all_whose_zone_differs on events (starts_at, platform_id)
  where zone_differs_since is not null and cancelled_at is null;
call let_sweeps_read('platforms', 'reminder_minutes, zones_due_at, zones_checked_with');

create index sessions_due on sessions (decides_at, platform_id)
  where min_enrollment is not null and cancelled_at is null and (decided_at is null or decided_at < decides_at);
call let_sweeps_read('sessions', 'id, course_id, min_enrollment, decides_at, decided_at, cancelled_at');
call let_sweeps_read('courses', 'id, cancelled_at');

create index enrollments_offered on enrollments (offer_expires_at, platform_id) where status = 'offered';
call let_sweeps_read('enrollments', 'session_id, status, offer_expires_at');

call let_sweeps_read('notifications', 'settled_at, created_at');
create index notifications_of_all_by_age on notifications (created_at, platform_id);
call let_sweeps_read('calendar_entries', 'ends_at');
create index calendar_entries_of_all_by_age on calendar_entries (ends_at, platform_id);
call let_sweeps_read('mails', 'person_id, sent_at, failed_at, withdrawn_at, queued_at');
call let_sweeps_read('mail_lanes', 'person_id, lease_until, retry_at');

create index webhook_deliveries_of_all_due on webhook_deliveries (next_try_at, platform_id) where state = 'pending';
call let_sweeps_read('webhook_deliveries', 'state, next_try_at, lease_until');
create index webhook_events_of_all_by_time on webhook_events (occurred_at, platform_id);
call let_sweeps_read('webhook_events', 'occurred_at');

create index idempotency_keys_of_all_by_time on idempotency_keys (created_at, platform_id);
call let_sweeps_read('idempotency_keys', 'created_at');

create index person_imports_unfinished on person_imports (started_at, platform_id) where finished_at is null;
call let_sweeps_read('person_imports', 'started_at, finished_at');

-- Organizers who stand for an account have no tokens. Sweeps see whether there are some, never what they are.
alter table organizers add column has_tokens boolean generated always as (refresh_token_sealed <> '') stored not null;
create index organizers_idle on organizers (refreshed_at, platform_id) where state = 'paired' and has_tokens;
create index organizers_leaving on organizers (platform_id) where state = 'leaving';
call let_sweeps_read('organizers', 'state, refreshed_at, has_tokens');

-- What changed so that a sweep has to look, where nothing else tells: one row for each change, taken away by the sweep
-- that has looked since and found nothing to do. Only added to, so that no change waits for another.
create table sweep_marks (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  sweep text not null check (sweep in ('places', 'registrations')),
  id bigint generated always as identity,
  primary key (platform_id, sweep, id)
);
call protect_tenant_table('sweep_marks');
call let_sweeps_read('sweep_marks', 'sweep');

-- A migration that changes what these tables have, and sees all platforms, makes its own marks.
create function mark_sweeps_of_row() returns trigger language plpgsql as $$
begin
  insert into sweep_marks (platform_id, sweep)
    select platform_id, unnest(tg_argv) from (select new.platform_id) as changed (platform_id)
    where platform_id = current_platform() -- not of one that is being deleted
      and exists (select from platforms where platforms.platform_id = current_platform());
  return null;
end
$$;
create function mark_sweeps_of_rows() returns trigger language plpgsql as $$
begin
  insert into sweep_marks (platform_id, sweep)
    select platform_id, unnest(tg_argv) from (select distinct platform_id from changed) as marked
    where platform_id = current_platform() -- not of one that is being deleted
      and exists (select from platforms where platforms.platform_id = current_platform());
  return null;
end
$$;
create function mark_sweeps_of_enrollments() returns trigger language plpgsql as $$
begin
  insert into sweep_marks (platform_id, sweep)
    select platform_id, unnest(tg_argv) from (
      select distinct now_so.platform_id from changed now_so
      join before on before.platform_id = now_so.platform_id and before.session_id = now_so.session_id
        and before.person_id = now_so.person_id
      where before.status <> now_so.status
    ) as marked
    where platform_id = current_platform() -- not of one that is being deleted
      and exists (select from platforms where platforms.platform_id = current_platform());
  return null;
end
$$;
create function mark_sweeps_of_people() returns trigger language plpgsql as $$
begin
  insert into sweep_marks (platform_id, sweep)
    select platform_id, unnest(tg_argv) from (
      select distinct now_so.platform_id from changed now_so
      join before on before.platform_id = now_so.platform_id and before.id = now_so.id
      where (before.active, before.email, before.first_name, before.last_name)
        is distinct from (now_so.active, now_so.email, now_so.first_name, now_so.last_name)
    ) as marked
    where platform_id = current_platform() -- not of one that is being deleted
      and exists (select from platforms where platforms.platform_id = current_platform());
  return null;
end
$$;

create trigger mark_sweeps_added after insert on enrollments
  referencing new table as changed for each statement execute function mark_sweeps_of_rows('places', 'registrations');
create trigger mark_sweeps_removed after delete on enrollments
  referencing old table as changed for each statement execute function mark_sweeps_of_rows('places', 'registrations');
create trigger mark_sweeps_changed after update on enrollments
  referencing old table as before new table as changed
  for each statement execute function mark_sweeps_of_enrollments('places', 'registrations');
create trigger mark_sweeps_changed after update on people
  referencing old table as before new table as changed
  for each statement execute function mark_sweeps_of_people('places', 'registrations');
create trigger mark_sweeps_added after insert on events
  referencing new table as changed for each statement execute function mark_sweeps_of_rows('places');
create trigger mark_sweeps_removed after delete on events
  referencing old table as changed for each statement execute function mark_sweeps_of_rows('places');
create trigger mark_sweeps_changed after update of starts_at, ends_at, cancelled_at, session_id on events
  for each row when ((old.starts_at, old.ends_at, old.cancelled_at, old.session_id)
    is distinct from (new.starts_at, new.ends_at, new.cancelled_at, new.session_id))
  execute function mark_sweeps_of_row('places', 'registrations');
create trigger mark_sweeps_changed
  after update of max_enrollment, waiting_list, promotion_stop_hours, cancelled_at on sessions
  for each row when ((old.max_enrollment, old.waiting_list, old.promotion_stop_hours, old.cancelled_at)
    is distinct from (new.max_enrollment, new.waiting_list, new.promotion_stop_hours, new.cancelled_at))
  execute function mark_sweeps_of_row('places');
create trigger mark_sweeps_changed after update of cancelled_at on courses
  for each row when (old.cancelled_at is distinct from new.cancelled_at) execute function mark_sweeps_of_row('places');
create trigger mark_sweeps_added after insert on rooms
  for each row when (new.registers and new.provider_key is not null) execute function mark_sweeps_of_row('registrations');
create trigger mark_sweeps_changed after update of provider_key, registers, wanted on rooms
  for each row when (new.registers and new.provider_key is not null and new.wanted is not null
    and (old.provider_key is distinct from new.provider_key or not old.registers or old.wanted is null))
  execute function mark_sweeps_of_row('registrations');

-- What may be left behind at this moment, on every platform.
alter table platforms no force row level security;
alter table sweep_marks no force row level security;
insert into sweep_marks (platform_id, sweep)
  select platform_id, unnest('{places,registrations}'::text[]) from platforms;
alter table sweep_marks force row level security;
alter table platforms force row level security;

comment on column rooms.compare_at is 'When it is compared with the provider next; null = never again.';
comment on column events.checked_day is 'It has had the check a day before its start.';
comment on column events.checked_hour is 'It has had the check an hour before its start.';
comment on column platforms.zones_due_at is 'When the times of its events are compared with the rules of their zones next.';
comment on column platforms.zones_checked_with is 'The rules with which they were compared last.';
comment on table sweep_marks is 'Changes after which a sweep has to look. Written by triggers.';
