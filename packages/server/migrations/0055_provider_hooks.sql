-- The previous release keeps working after this migration.

-- Where a provider calls us when something happens in an organizer's rooms. What it says is a hint where to look.
create table provider_hooks (
  platform_id uuid not null,
  id uuid not null, -- of the organizer
  account_id uuid not null,
  state text not null default 'new' check (state in ('new', 'none', 'no-https', 'listening', 'refused')),
  reason jsonb,
  origin text not null default '',
  path_hash text not null default '', -- sha256 of the secret in the address
  provider_key text,
  secret_sealed text not null default '',
  check_at timestamptz, -- null = not before the organizer is paired again
  lease_until timestamptz,
  heard_at timestamptz,
  signed_at timestamptz,
  primary key (platform_id, id),
  foreign key (platform_id, id) references organizers (platform_id, id) on delete cascade
);
create index provider_hooks_due on provider_hooks (greatest(check_at, lease_until), platform_id)
  where check_at is not null;
call protect_tenant_table('provider_hooks');
call let_sweeps_read('provider_hooks', 'check_at, lease_until');
comment on table provider_hooks is
  'Where a provider calls us when something happens in an organizer''s rooms. What it says is a hint where to look.';
comment on column provider_hooks.id is 'Of the organizer.';
comment on column provider_hooks.state is
  'none: the tool has no such calls; no-https: it would not call this address; refused: it said why in reason.';
comment on column provider_hooks.path_hash is 'SHA-256 of the secret in the address that it calls.';
comment on column provider_hooks.provider_key is 'What it takes to end it at the provider.';
comment on column provider_hooks.check_at is 'Null = not before the organizer is paired again.';
comment on column provider_hooks.signed_at is
  'The first call whose signature fitted: from then on none without one is taken.';

insert into provider_hooks (platform_id, id, account_id, check_at)
select platform_id, id, account_id, now() from organizers where state = 'paired' and refresh_token_sealed <> '';

-- A call names the room by the provider's key.
create index rooms_by_provider_key on rooms (platform_id, provider_key) where wanted is not null;
