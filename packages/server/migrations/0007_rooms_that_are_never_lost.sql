-- The previous release keeps working after this migration.

-- A room that was replaced while its event was near stays at the provider: people may have been in it.
alter table rooms drop constraint rooms_state_check;
alter table rooms
  add constraint rooms_state_check
    check (state in ('pending', 'ready', 'changing', 'deleting', 'gone', 'blocked', 'failed', 'replaced')),
  add column replaced_at timestamptz,
  add column drift jsonb, -- what somebody changed at the provider and a person must decide
  add column compared_at timestamptz;

-- An organizer who leaves gets no new rooms, and deletes the old ones before they go.
alter table organizers drop constraint organizers_state_check;
alter table organizers
  add constraint organizers_state_check check (state in ('paired', 'needs-pairing', 'leaving'));

alter table events add column cancel_reason text not null default '';

-- Links to events work for life: they say so when the event is gone.
create table removed_events (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  name text not null,
  removed_at timestamptz not null default now(),
  primary key (platform_id, id)
);
call protect_tenant_table('removed_events');

-- What was looked at before an event, and what was found.
create table preflights (
  platform_id uuid not null,
  event_id uuid not null,
  stage text not null check (stage in ('day', 'hour', 'asked')),
  checked_at timestamptz not null,
  is_green boolean not null,
  findings jsonb not null,
  primary key (platform_id, event_id, stage),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
call protect_tenant_table('preflights');
