-- The previous release keeps working after this migration.

alter table people
  add column merged_into uuid, -- a duplicate: its address belongs to that person now
  add column invited_at timestamptz,
  add column signed_in_at timestamptz;
alter table people add foreign key (platform_id, merged_into) references people (platform_id, id);

alter table logins
  add column way text not null default 'password' check (way in ('password', 'passkey', 'provider', 'link')),
  add column seen_at timestamptz not null default now();

-- Links by which a person chooses a password: of an invitation or a reset. Only the SHA-256 of a token is kept.
create table password_links (
  platform_id uuid not null,
  token_hash bytea not null,
  person_id uuid not null,
  purpose text not null check (purpose in ('invitation', 'reset')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (platform_id, token_hash),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index password_links_of_person on password_links (platform_id, person_id);
call protect_tenant_table('password_links');

-- Codes of an authenticator app. Unconfirmed = being set up.
create table second_factors (
  platform_id uuid not null,
  person_id uuid not null,
  secret_sealed text not null,
  recovery_hashes text[] not null default '{}', -- SHA-256 of codes that were not used yet
  last_step bigint not null default 0, -- a code is taken once
  confirmed_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (platform_id, person_id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('second_factors');

create table passkeys (
  platform_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  credential_id text not null,
  public_key bytea not null,
  sign_count bigint not null default 0,
  transports text[] not null default '{}',
  domain text not null, -- browsers offer a passkey on this domain alone
  name text not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  primary key (platform_id, id),
  unique (platform_id, credential_id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index passkeys_of_person on passkeys (platform_id, person_id);
call protect_tenant_table('passkeys');

-- Challenges of passkeys that wait for the browser's answer. person_id is null while nobody is signed in.
create table passkey_challenges (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  person_id uuid,
  challenge text not null,
  expires_at timestamptz not null,
  primary key (platform_id, id)
);
call protect_tenant_table('passkey_challenges');

-- Identity providers (OpenID Connect) with which people sign in.
create table identity_providers (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  name text not null,
  issuer text not null,
  client_id text not null,
  client_secret_sealed text not null,
  creates_people boolean not null default false,
  active boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (platform_id, id),
  unique (platform_id, issuer, client_id)
);
call protect_tenant_table('identity_providers');

-- Who a person is at an identity provider.
create table identities (
  platform_id uuid not null,
  provider_id uuid not null,
  subject text not null,
  person_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (platform_id, provider_id, subject),
  foreign key (platform_id, provider_id) references identity_providers (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index identities_of_person on identities (platform_id, person_id);
call protect_tenant_table('identities');

-- Browsers on their way to an identity provider and back. The state is kept as a hash.
create table sign_in_walks (
  platform_id uuid not null,
  state_hash bytea not null,
  provider_id uuid not null,
  nonce text not null,
  code_verifier_sealed text not null,
  redirect_uri text not null,
  next_path text not null,
  expires_at timestamptz not null,
  primary key (platform_id, state_hash),
  foreign key (platform_id, provider_id) references identity_providers (platform_id, id) on delete cascade
);
call protect_tenant_table('sign_in_walks');

-- A mail with a link that lets somebody in: its text is for its receiver alone, and wiped when it was sent.
alter table mails add column is_secret boolean not null default false;

create index audit_entries_newest on audit_entries (platform_id, at desc, id);
create index audit_entries_of_actor on audit_entries (platform_id, actor_id, at desc);
create index people_by_name on people (platform_id, (lower(last_name || ' ' || first_name)), id);
