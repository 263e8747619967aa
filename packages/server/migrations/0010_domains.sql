-- The previous release keeps working after this migration.

-- Domains that a superadmin added. One answers requests once its ownership is proven: then it stands in platform_hosts.
create table domains (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  host text not null check (host = lower(host)),
  token text not null, -- what the owner publishes; no secret
  state text not null default 'pending' check (state in ('pending', 'proven')),
  finding jsonb, -- what the last check saw instead of the token
  checked_at timestamptz,
  proven_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (platform_id, host)
);
call protect_tenant_table('domains');

-- Hosts that the operator gave a platform stay; a superadmin's come and go with their domains.
alter table platform_hosts add column is_default boolean not null default false;
update platform_hosts set is_default = true;
alter table platform_hosts enable row level security;
alter table platform_hosts force row level security;
create policy routing on platform_hosts for select using (true);
create policy own_hosts_in on platform_hosts for insert with check (platform_id = current_platform());
create policy own_hosts_change on platform_hosts for update
  using (platform_id = current_platform()) with check (platform_id = current_platform());
create policy own_hosts_out on platform_hosts for delete using (platform_id = current_platform() and not is_default);
grant insert, delete on platform_hosts to lectern_app;
grant update (is_primary) on platform_hosts to lectern_app;

-- The address that an account's consent came back to: its redirect URI is registered at the provider.
alter table accounts add column paired_origin text;
