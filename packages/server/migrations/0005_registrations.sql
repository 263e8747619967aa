-- The previous release keeps working after this migration.

-- Whether learners need a place of their own at the provider, and how many there are.
alter table rooms
  add column registers boolean not null default false,
  add column seats integer,
  add column registrations_lease_until timestamptz;

-- A learner's place at the provider. room_key says in which of its objects: one that was made anew has nobody yet.
-- person_id has no foreign key: who is gone here must still be taken out there.
create table registrations (
  platform_id uuid not null,
  room_id uuid not null,
  person_id uuid not null,
  room_key text not null,
  state text not null check (state in ('pending', 'ready', 'failed')),
  email text not null, -- as it was sent
  first_name text not null,
  last_name text not null,
  provider_key text,
  join_url text,
  reason jsonb,
  retry_at timestamptz,
  failures integer not null default 0,
  changed_at timestamptz not null default now(),
  primary key (platform_id, room_id, person_id),
  foreign key (platform_id, room_id) references rooms (platform_id, id) on delete cascade
);
create index registrations_of_person on registrations (platform_id, person_id);
call protect_tenant_table('registrations');

-- What was tried for a room and what came of it: for the timeline of its event. No secrets, no links.
create table room_log (
  platform_id uuid not null,
  id uuid not null,
  room_id uuid not null,
  event_id uuid not null,
  at timestamptz not null default now(),
  kind text not null check (kind in ('call', 'state', 'registrations')),
  data jsonb not null,
  primary key (platform_id, id),
  foreign key (platform_id, room_id) references rooms (platform_id, id) on delete cascade
);
create index room_log_of_event on room_log (platform_id, event_id, at desc);
call protect_tenant_table('room_log');

-- Turns to call a provider, shared by all nodes: the next free one of each bucket.
create table request_turns (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  bucket text not null,
  next_at timestamptz not null,
  primary key (platform_id, bucket)
);
call protect_tenant_table('request_turns');
