-- The previous release keeps working after this migration.

-- Apps & features: one row per app that was ever activated on a platform.
create table apps (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  app_id text not null,
  active boolean not null,
  changed_at timestamptz not null default now(),
  changed_by uuid,
  primary key (platform_id, app_id)
);
call protect_tenant_table('apps');

-- Credentials, session type and limits of one provider account under an app.
create table accounts (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  app_id text not null,
  name text not null,
  description text not null default '',
  client_id text not null,
  client_secret_sealed text not null,
  session_type text not null,
  max_sessions_per_course integer check (max_sessions_per_course > 0),
  max_total_sessions integer check (max_total_sessions > 0),
  max_concurrent_rooms integer check (max_concurrent_rooms > 0),
  pairing_state text not null default 'not-paired' check (pairing_state in ('not-paired', 'paired', 'needs-pairing')),
  pairing_reason jsonb,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  deleted_at timestamptz, -- its past events keep its name; its secrets are wiped
  primary key (platform_id, id)
);
create index accounts_of_app on accounts (platform_id, app_id) where deleted_at is null;
call protect_tenant_table('accounts');

-- The provider's users whose consent an account holds. Tokens are sealed.
create table organizers (
  platform_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  provider_user_key text not null,
  provider_account_key text,
  email text not null,
  display_name text not null,
  access_token_sealed text not null,
  access_token_expires_at timestamptz not null,
  refresh_token_sealed text not null,
  refreshed_at timestamptz not null,
  refresh_lease_until timestamptz,
  state text not null default 'paired' check (state in ('paired', 'needs-pairing')),
  paired_at timestamptz not null default now(),
  primary key (platform_id, id),
  unique (platform_id, account_id, provider_user_key),
  foreign key (platform_id, account_id) references accounts (platform_id, id) on delete cascade
);
call protect_tenant_table('organizers');

-- A superadmin's walk to the provider's consent page and back. The state is kept as a hash.
create table pairings (
  platform_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  person_id uuid not null,
  state_hash bytea not null,
  code_verifier_sealed text not null,
  redirect_uri text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (platform_id, id),
  unique (platform_id, state_hash),
  foreign key (platform_id, account_id) references accounts (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('pairings');
