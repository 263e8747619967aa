-- The previous release keeps working after this migration.

-- How long what providers reported is kept: ten years, as Italian law wants it of safety training.
alter table platforms
  add column attendance_retention_days integer not null default 3653
    check (attendance_retention_days between 30 and 36525),
  add column attendance_forget_at timestamptz;
create index platforms_attendance_forget on platforms (attendance_forget_at, platform_id)
  where attendance_forget_at is not null;
grant select (attendance_forget_at) on platforms to lectern_sweep;
comment on column platforms.attendance_retention_days is 'How long reports of providers are kept.';
comment on column platforms.attendance_forget_at is 'When the oldest of its reports is due to go. Null = it has none.';

-- What a provider reported of the runs of a room, as it came. One row for each answer that was another than the last one.
-- No foreign key to the event: it outlives it. A row is never changed, and goes by forget_attendance_reports() alone.
create table attendance_reports (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  event_id uuid not null,
  room_id uuid not null,
  app_id text not null,
  session_type text not null,
  read_at timestamptz not null,
  state text not null check (state in ('read', 'withheld')),
  reason text, -- why it is withheld: a code
  hash text not null, -- SHA-256 of the body, in hex
  body text not null,
  runs integer not null,
  participants integer not null,
  primary key (platform_id, id, read_at),
  check ((state = 'withheld') = (reason is not null))
) partition by range (read_at);
create index attendance_reports_of_event on attendance_reports (platform_id, event_id, read_at);
create index attendance_reports_by_age on attendance_reports (platform_id, read_at);
call protect_tenant_table('attendance_reports');
revoke update, delete on attendance_reports from lectern_app;
comment on table attendance_reports is 'What providers reported of rooms, as it came. A row is never changed.';
comment on column attendance_reports.reason is 'Why it is withheld: a code.';
comment on column attendance_reports.hash is 'SHA-256 of the body, in hex.';
comment on column attendance_reports.body is 'Everything that the provider said of all runs, as it came.';

-- Whoever waited for another to make a month sees that it is there: the names of tables that were not found are remembered
-- for a while, rows of the catalog are not.
-- Months are partitions. There is none for whatever else comes: a row without a month fails, and nobody overlooks it.
create function make_attendance_months(moment timestamptz) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  month timestamp;
  partition text;
begin
  foreach month in array array[
    date_trunc('month', moment at time zone 'UTC'),
    date_trunc('month', moment at time zone 'UTC') + interval '1 month'
  ] loop
    partition := 'attendance_reports_' || to_char(month, 'YYYY_MM');
    if exists (select from pg_class where relname = partition and relnamespace = 'public'::regnamespace) then
      continue;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('make_attendance_months', 0));
    if exists (select from pg_class where relname = partition and relnamespace = 'public'::regnamespace) then
      continue;
    end if;
    execute format('create table %I (like attendance_reports including all)', partition);
    execute format('alter table %I enable row level security', partition);
    execute format('alter table %I force row level security', partition);
    execute format(
      'create policy one_platform on %I using (platform_id = current_platform()) with check (platform_id = current_platform())',
      partition);
    execute format('alter table attendance_reports attach partition %I for values from (%L) to (%L)', partition,
      month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
  end loop;
end
$$;
revoke execute on function make_attendance_months from public;
grant execute on function make_attendance_months to lectern_app;
select make_attendance_months(now());

-- Takes away the reports of the current platform that it keeps no longer. Gives how many went.
create function forget_attendance_reports(moment timestamptz) returns bigint
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  kept interval;
  gone bigint;
begin
  select make_interval(days => attendance_retention_days) into strict kept
    from platforms where platform_id = current_platform();
  delete from attendance_reports where platform_id = current_platform() and read_at < moment - kept;
  get diagnostics gone = row_count;
  update platforms set attendance_forget_at =
      (select min(read_at) + kept from attendance_reports where platform_id = current_platform())
    where platform_id = current_platform();
  return gone;
end
$$;
revoke execute on function forget_attendance_reports from public;
grant execute on function forget_attendance_reports to lectern_app;

-- How far the reading of an event's reports is. It begins anew when the event takes place at another time.
create table attendance_readings (
  platform_id uuid not null,
  event_id uuid not null,
  starts_at timestamptz not null, -- of the event, as it was when this began
  ends_at timestamptz not null,
  identifies boolean not null, -- the tool's report says who somebody is; else it is presses on Join that tell
  state text not null default 'waiting' check (state in ('waiting', 'read', 'settled', 'withheld', 'given-up')),
  reason text,
  next_read_at timestamptz, -- null = never again
  lease_until timestamptz,
  readings integer not null default 0,
  read_at timestamptz,
  settled_at timestamptz,
  last_hash text, -- of the answers for all rooms of the event
  unchanged_since timestamptz, -- the first reading that gave this hash
  runs integer not null default 0,
  primary key (platform_id, event_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
create index attendance_readings_due on attendance_readings (greatest(next_read_at, lease_until), platform_id)
  where next_read_at is not null;
call protect_tenant_table('attendance_readings');
call let_sweeps_read('attendance_readings', 'event_id, starts_at, ends_at, next_read_at, lease_until');
comment on table attendance_readings is 'How far the reading of the reports of an event is.';
comment on column attendance_readings.identifies is
  'The report of the tool says who somebody is. Else presses on Join are what tells.';
comment on column attendance_readings.reason is 'Why it is withheld or given up: a code.';
comment on column attendance_readings.next_read_at is 'Null = never again.';
comment on column attendance_readings.last_hash is 'Of the answers for all rooms of the event.';
comment on column attendance_readings.unchanged_since is 'The first reading that gave this hash.';

create index events_of_all_by_end on events (ends_at, platform_id) include (starts_at, id)
  where cancelled_at is null and account_id is not null;

-- One stay of somebody in a room, as the newest reports have it, and whose it is.
create table attendance_stays (
  platform_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  room_id uuid not null,
  run_key text not null,
  run_started_at timestamptz not null,
  run_ended_at timestamptz,
  source_key text not null, -- made of what the report says, so that reading it again finds the same stay
  kind text not null check (kind in ('main', 'breakout', 'waiting', 'phone')),
  role text not null check (role in ('learner', 'host', 'bot', 'guest')),
  name text not null,
  email text not null check (email = lower(email)), -- empty = the report has none
  registration_key text,
  external_id text,
  joined_at timestamptz not null,
  left_at timestamptz, -- null = the report does not say
  person_id uuid, -- null = nobody knows whose it is
  matched_by text check (matched_by in ('registration', 'link', 'email', 'alias', 'hand')),
  matched_actor_id uuid,
  matched_at timestamptz,
  gone_at timestamptz, -- a later report has it no longer
  primary key (platform_id, id),
  unique (platform_id, event_id, source_key),
  check (left_at >= joined_at),
  check (person_id is null or matched_by is not null),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete set null (person_id)
);
create index attendance_stays_of_person on attendance_stays (platform_id, person_id, event_id)
  where person_id is not null;
call protect_tenant_table('attendance_stays');
comment on table attendance_stays is 'Stays in rooms as the newest reports have them, and whose they are.';
comment on column attendance_stays.source_key is
  'Made of what the report says, so that reading it again finds the same stay.';
comment on column attendance_stays.email is 'In small letters. Empty = the report has none.';
comment on column attendance_stays.left_at is 'Null = the report does not say.';
comment on column attendance_stays.person_id is 'Null = nobody knows whose it is; by hand, it is nobody of ours.';
comment on column attendance_stays.gone_at is 'A later report has it no longer.';

-- Addresses under which people come in, as somebody has said by hand. A person's own address needs none.
create table person_addresses (
  platform_id uuid not null,
  email text not null check (email = lower(email) and email <> ''),
  person_id uuid not null,
  taught_by uuid not null,
  taught_at timestamptz not null,
  stay_id uuid not null, -- the match that taught it; no foreign key, as it outlives the event
  primary key (platform_id, email),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index person_addresses_of_person on person_addresses (platform_id, person_id);
call protect_tenant_table('person_addresses');
comment on table person_addresses is 'Addresses under which people come into rooms, as somebody has said by hand.';
comment on column person_addresses.stay_id is 'The match that taught it.';
