-- The previous release keeps working after this migration: it hears calls as it did, and keeps none.

-- What tools tell accounts by calling us: kept before it is answered, once however often it comes, and heard by a job.
create table inbound_calls (
  platform_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  key_hash bytea not null,
  path text not null,
  body text not null,
  received_at timestamptz not null,
  heard_at timestamptz,
  primary key (platform_id, id),
  unique (platform_id, account_id, key_hash),
  foreign key (platform_id, account_id) references accounts (platform_id, id) on delete cascade
);
create index inbound_calls_unheard on inbound_calls (received_at, platform_id) where heard_at is null;
create index inbound_calls_old on inbound_calls (received_at, platform_id);
call protect_tenant_table('inbound_calls');
call let_sweeps_read('inbound_calls', 'received_at, heard_at');
comment on table inbound_calls is 'What tools tell accounts by calling us. Each is kept once, and forgotten after days.';
comment on column inbound_calls.key_hash is 'SHA-256 of what the tool’s calls are told apart by.';
comment on column inbound_calls.body is 'As it came; empty once it was heard.';

-- Whether a tool calls an account, for its panel.
create table account_calls (
  platform_id uuid not null,
  account_id uuid not null,
  heard_at timestamptz,
  refused_at timestamptz,
  primary key (platform_id, account_id),
  foreign key (platform_id, account_id) references accounts (platform_id, id) on delete cascade
);
call protect_tenant_table('account_calls');
comment on table account_calls is 'When a tool called an account last, to the minute.';
comment on column account_calls.refused_at is 'When a call came last that was not signed as the account’s secrets have it.';

-- Runs of rooms as their tools tell of them while they go on.
create table told_runs (
  platform_id uuid not null,
  room_id uuid not null,
  run_key text not null,
  started_at timestamptz,
  ended_at timestamptz,
  told_at timestamptz not null,
  primary key (platform_id, room_id, run_key),
  foreign key (platform_id, room_id) references rooms (platform_id, id) on delete cascade
);
create index told_runs_old on told_runs (told_at, platform_id);
call protect_tenant_table('told_runs');
call let_sweeps_read('told_runs', 'told_at');
comment on table told_runs is 'Runs of rooms as their tools tell of them while they go on.';

-- Who came and went in them. Rows come in any order: a stay can be told to end before it is told to begin.
create table told_stays (
  platform_id uuid not null,
  room_id uuid not null,
  run_key text not null,
  stay_key text not null,
  kind text not null check (kind in ('main', 'breakout', 'waiting', 'phone')),
  registration_key text,
  external_id text,
  joined_at timestamptz,
  left_at timestamptz,
  primary key (platform_id, room_id, run_key, stay_key),
  foreign key (platform_id, room_id, run_key) references told_runs (platform_id, room_id, run_key) on delete cascade
);
call protect_tenant_table('told_stays');
comment on table told_stays is 'Who came and went in a run, as its tool tells of it while it goes on.';
comment on column told_stays.stay_key is 'The tool’s; another one each time that somebody comes in.';
comment on column told_stays.external_id is 'Our id of the person, where their link carried it.';
