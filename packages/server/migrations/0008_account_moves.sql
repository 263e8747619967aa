-- The previous release keeps working after this migration.

-- All coming events of an account go to another one of the same type, in the background.
create table account_moves (
  platform_id uuid not null,
  id uuid not null,
  from_account_id uuid not null,
  to_account_id uuid not null,
  person_id uuid not null,
  total integer not null,
  moved integer not null default 0,
  refused jsonb not null default '[]', -- [{eventId, name, reason: {code, params}}]
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (platform_id, id),
  foreign key (platform_id, from_account_id) references accounts (platform_id, id),
  foreign key (platform_id, to_account_id) references accounts (platform_id, id)
);
create index account_moves_of_account on account_moves (platform_id, from_account_id, started_at desc);
call protect_tenant_table('account_moves');
