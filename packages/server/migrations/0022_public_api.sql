-- The previous release keeps working after this migration.

-- Keys with which programs use the API as the person who made them. Only the SHA-256 of a key is kept.
create table api_keys (
  platform_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  prefix text not null, -- the key's first characters, by which people recognize it
  token_hash bytea not null,
  scopes text[] not null check (cardinality(scopes) > 0),
  created_at timestamptz not null,
  expires_at timestamptz, -- null = it does not end by itself
  used_at timestamptz, -- to the minute
  revoked_at timestamptz,
  primary key (platform_id, id),
  unique (platform_id, token_hash),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index api_keys_of_person on api_keys (platform_id, person_id);
call protect_tenant_table('api_keys');

-- The key through which a person did it; null = by themselves.
alter table audit_entries add column api_key_id uuid;

-- Addresses of other systems that are told what happens here.
create table webhooks (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  url text not null,
  description text not null default '',
  event_types text[], -- null = all
  active boolean not null default true,
  secret_sealed text not null,
  former_secret_sealed text, -- signs, too, until former_ends_at
  former_ends_at timestamptz,
  failing_since timestamptz, -- null = its last answer was good
  switched_off_at timestamptz, -- by the platform, after days of failures
  version integer not null default 1,
  created_at timestamptz not null,
  primary key (platform_id, id)
);
call protect_tenant_table('webhooks');

-- What happened, written in the transaction of the change. Higher numbers were given later; gaps mean nothing.
create sequence webhook_event_sequence;
grant usage on sequence webhook_event_sequence to lectern_app;
create table webhook_events (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  sequence bigint not null default nextval('webhook_event_sequence'),
  type text not null,
  object jsonb not null, -- ids alone, and states
  occurred_at timestamptz not null,
  primary key (platform_id, id)
);
create index webhook_events_by_time on webhook_events (platform_id, occurred_at);
call protect_tenant_table('webhook_events');

create table webhook_deliveries (
  platform_id uuid not null,
  id uuid not null,
  webhook_id uuid not null,
  event_id uuid not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  tries integer not null default 0,
  next_try_at timestamptz, -- null = none any more
  lease_until timestamptz, -- a worker sends it just now
  created_at timestamptz not null,
  primary key (platform_id, id),
  foreign key (platform_id, webhook_id) references webhooks (platform_id, id) on delete cascade,
  foreign key (platform_id, event_id) references webhook_events (platform_id, id) on delete cascade
);
create index webhook_deliveries_by_time on webhook_deliveries (platform_id, created_at, id);
create index webhook_deliveries_of_event on webhook_deliveries (platform_id, event_id);
create index webhook_deliveries_of_webhook on webhook_deliveries (platform_id, webhook_id);
create index webhook_deliveries_due on webhook_deliveries (platform_id, next_try_at) where state = 'pending';
call protect_tenant_table('webhook_deliveries');

create table webhook_tries (
  platform_id uuid not null,
  delivery_id uuid not null,
  number integer not null,
  tried_at timestamptz not null,
  status integer, -- null = no answer came
  answer text not null default '', -- its first 2 kB
  error text not null default '',
  duration_ms integer not null,
  primary key (platform_id, delivery_id, number),
  foreign key (platform_id, delivery_id) references webhook_deliveries (platform_id, id) on delete cascade
);
call protect_tenant_table('webhook_tries');

-- Answers to requests with an Idempotency-Key, for a day.
create table idempotency_keys (
  platform_id uuid not null,
  person_id uuid not null,
  key text not null,
  request_hash bytea not null,
  state text not null default 'running' check (state in ('running', 'answered', 'not-kept')),
  lease_until timestamptz not null, -- a running one is given up after that
  committed boolean not null default false, -- the request has changed something
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz not null,
  primary key (platform_id, person_id, key),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index idempotency_keys_by_time on idempotency_keys (platform_id, created_at);
call protect_tenant_table('idempotency_keys');
