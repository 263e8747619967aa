-- First migration: nothing ran before it.
--
-- Every tenant table has platform_id as the first column of its keys and is
-- protected by protect_tenant_table(): forced row-level security on the setting
-- app.platform. No platform set = no rows. The role lectern_app, under which the
-- server works, owns nothing.

do $$
begin
  create role lectern_app nologin;
exception
  when duplicate_object or unique_violation then null; -- another database of the cluster has it
end
$$;

do $$
begin
  execute format('grant lectern_app to %I', current_user);
exception
  when others then null; -- a member already, or a superuser that needs no membership
end
$$;

grant usage on schema public to lectern_app;

create function current_platform() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.platform', true), '')::uuid;

create procedure protect_tenant_table(tenant_table regclass)
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format(
    'create policy one_platform on %s using (platform_id = current_platform()) with check (platform_id = current_platform())',
    tenant_table);
  execute format('grant select, insert, update, delete on %s to lectern_app', tenant_table);
end
$$;

-- A tenant: one organization's site.
create table platforms (
  platform_id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  accent_color text not null default 'teal',
  default_language text not null default 'en' check (default_language in ('en', 'it')),
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now()
);
call protect_tenant_table('platforms');
revoke insert, delete on platforms from lectern_app; -- platforms are made by the operator

-- Routing: which platform answers on which host. Read before a platform is known,
-- so it has no row-level security and the app may only read it.
create table platform_hosts (
  host text primary key check (host = lower(host)),
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  is_primary boolean not null default false,
  created_at timestamptz not null default now()
);
create unique index platform_hosts_one_primary on platform_hosts (platform_id) where is_primary;
grant select on platform_hosts to lectern_app;

create table people (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  email text not null check (email = lower(email)),
  first_name text not null,
  last_name text not null,
  roles text[] not null default '{learner}' check (roles <@ array['superadmin', 'instructor', 'learner']),
  password_hash text,
  language text check (language in ('en', 'it')),
  time_zone text,
  active boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (platform_id, id),
  unique (platform_id, email)
);
call protect_tenant_table('people');

-- A signed-in browser. Only the SHA-256 of its token is kept.
create table logins (
  platform_id uuid not null,
  token_hash bytea not null,
  id uuid not null,
  person_id uuid not null,
  user_agent text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (platform_id, token_hash),
  unique (platform_id, id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index logins_of_person on logins (platform_id, person_id);
call protect_tenant_table('logins');

-- Who changed what. Secrets are masked before they come here.
create table audit_entries (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  at timestamptz not null default now(),
  actor_id uuid,
  action text not null,
  object_type text not null,
  object_id text not null,
  changes jsonb not null default '{}',
  primary key (platform_id, id)
);
create index audit_entries_of_object on audit_entries (platform_id, object_type, object_id, at);
call protect_tenant_table('audit_entries');
revoke update, delete on audit_entries from lectern_app;
