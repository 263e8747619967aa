-- The previous release keeps working after this migration; where a SAML provider was added already, its button shows there and fails.

alter table identity_providers
  add column protocol text not null default 'openid-connect' check (protocol in ('openid-connect', 'saml'));
comment on column identity_providers.protocol is 'Also the app that has to be active.';
comment on column identity_providers.issuer is 'As the provider names itself; empty = its metadata was not given yet (SAML).';
comment on column identity_providers.client_id is 'SAML: our own id of the row.';
comment on column identity_providers.client_secret_sealed is 'SAML: our private key.';

-- What SAML needs beside it.
create table saml_providers (
  platform_id uuid not null,
  provider_id uuid not null,
  our_certificate text not null,
  sign_on_url text not null default '',
  logout_url text not null default '',
  certificates text[] not null default '{}',
  metadata_url text not null default '',
  metadata_read_at timestamptz,
  vouched_domains text[] not null default '{}',
  email_attribute text not null default '',
  first_name_attribute text not null default '',
  last_name_attribute text not null default '',
  groups_attribute text not null default '',
  allows_unasked boolean not null default false,
  clock_minutes integer not null default 3 check (clock_minutes between 0 and 10),
  last_problem jsonb,
  last_test jsonb,
  last_test_until timestamptz,
  primary key (platform_id, provider_id),
  foreign key (platform_id, provider_id) references identity_providers (platform_id, id) on delete cascade
);
call protect_tenant_table('saml_providers');
comment on table saml_providers is 'What SAML needs beside an identity provider.';
comment on column saml_providers.certificates is 'With which the provider signs, as PEM: several while it changes its key.';
comment on column saml_providers.vouched_domains is 'Of addresses of which the provider may say whose they are.';
comment on column saml_providers.email_attribute is 'Empty = one of the well-known names.';
comment on column saml_providers.allows_unasked is 'Also takes answers that no browser has asked for (IdP-initiated).';
comment on column saml_providers.clock_minutes is 'By how much its clock may differ.';
comment on column saml_providers.last_problem is 'What was wrong with its last answer that was not taken; null = nothing since one was.';
comment on column saml_providers.last_test is 'What came when a superadmin tried it, for an hour.';
create index saml_providers_tested on saml_providers (platform_id, last_test_until) where last_test_until is not null;

-- Whoever it says is in a group of its own is in ours.
create table saml_groups (
  platform_id uuid not null,
  provider_id uuid not null,
  value text not null check (value <> ''),
  group_id uuid not null,
  primary key (platform_id, provider_id, value, group_id),
  foreign key (platform_id, provider_id) references saml_providers (platform_id, provider_id) on delete cascade,
  foreign key (platform_id, group_id) references groups (platform_id, id) on delete cascade
);
create index saml_groups_of_group on saml_groups (platform_id, group_id);
call protect_tenant_table('saml_groups');
comment on table saml_groups is 'Whoever a provider says is in a group of its own is in ours.';

-- Each assertion counts once: it is remembered until it expires, its answer for a minute.
create table saml_answers (
  platform_id uuid not null,
  provider_id uuid not null,
  assertion_hash bytea not null,
  handle_hash bytea not null,
  answer jsonb,
  answer_until timestamptz,
  expires_at timestamptz not null,
  primary key (platform_id, provider_id, assertion_hash),
  unique (platform_id, handle_hash),
  foreign key (platform_id, provider_id) references saml_providers (platform_id, provider_id) on delete cascade
);
create index saml_answers_expired on saml_answers (platform_id, expires_at);
create index saml_answers_open on saml_answers (platform_id, answer_until) where answer_until is not null;
call protect_tenant_table('saml_answers');
call let_sweeps_read('saml_answers', 'expires_at, answer_until');
call let_sweeps_read('saml_providers', 'last_test_until');
comment on table saml_answers is 'Assertions that were taken, and requests to sign out, so that none counts twice.';
comment on column saml_answers.answer_until is 'Null = was taken, or forgotten.';
comment on column saml_answers.answer is 'Who it is, for the browser that comes with the handle; null = was taken.';

-- By which provider a login was made: it may end it.
alter table logins add column provider_id uuid;
alter table logins add foreign key (platform_id, provider_id)
  references identity_providers (platform_id, id) on delete set null (provider_id);
create index logins_of_provider on logins (platform_id, provider_id) where provider_id is not null;
