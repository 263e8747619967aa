-- The previous release keeps working after this migration.

-- A person's own events for a calendar program, at a secret address. Only the SHA-256 of its token is kept.
create table calendar_feeds (
  platform_id uuid not null,
  person_id uuid not null,
  token_hash bytea not null,
  created_at timestamptz not null default now(),
  read_at timestamptz, -- when a program last asked, to some minutes
  primary key (platform_id, person_id),
  unique (platform_id, token_hash),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('calendar_feeds');

-- Raised when an event's times change: calendar programs then take the new ones.
alter table events add column calendar_sequence integer not null default 0;
