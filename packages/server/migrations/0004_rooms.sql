-- The previous release keeps working after this migration.

-- The wanted and the applied state of the object at the provider that hosts an event.
-- event_id outlives the event (no foreign key): a deleted event leaves its room here
-- until the provider has confirmed that it is gone.
create table rooms (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  event_id uuid not null,
  account_id uuid not null,
  organizer_id uuid,
  wanted jsonb, -- the wanted RoomSpec; null = no room is wanted any more
  wanted_revision integer not null default 1,
  applied jsonb,
  applied_revision integer not null default 0,
  state text not null default 'pending'
    check (state in ('pending', 'ready', 'changing', 'deleting', 'gone', 'blocked', 'failed')),
  reason jsonb,
  provider_key text,
  marker text, -- of ours, carried by the room at the provider
  join_url text,
  lease_until timestamptz, -- one reconciler at a time
  retry_at timestamptz,
  failures integer not null default 0,
  changed_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (platform_id, id),
  foreign key (platform_id, account_id) references accounts (platform_id, id),
  foreign key (platform_id, organizer_id) references organizers (platform_id, id) on delete set null (organizer_id)
);
create unique index rooms_of_event on rooms (platform_id, event_id) where wanted is not null;
create index rooms_of_account on rooms (platform_id, account_id) where state <> 'gone';
create index rooms_unsettled on rooms (platform_id, changed_at)
  where applied_revision < wanted_revision or state in ('blocked', 'failed');
call protect_tenant_table('rooms');

-- A create whose outcome may be unknown. The marker travels in the room at the provider,
-- so that a later try can find what an earlier one left behind.
create table room_attempts (
  platform_id uuid not null,
  id uuid not null,
  room_id uuid not null,
  marker text not null,
  organizer_id uuid not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  outcome text check (outcome in ('created', 'adopted', 'refused', 'cleaned')),
  primary key (platform_id, id),
  foreign key (platform_id, room_id) references rooms (platform_id, id) on delete cascade
);
create index room_attempts_open on room_attempts (platform_id, room_id) where finished_at is null;
call protect_tenant_table('room_attempts');
