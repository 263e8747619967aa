-- The previous release keeps working after this migration, but for sign-ins with a provider or a passkey.

-- Failed tries to prove who somebody is. A key is the SHA-256 of what is counted: an account, an address of the network,
-- or one of both from which the person has signed in before.
create table sign_in_tries (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  key bytea not null,
  failures integer not null default 0,
  tried_at timestamptz not null,
  known_until timestamptz, -- the person signed in from there
  forget_at timestamptz not null, -- the row is worth nothing after it
  primary key (platform_id, key)
);
create index sign_in_tries_to_forget on sign_in_tries (platform_id, forget_at);
call protect_tenant_table('sign_in_tries');

-- When the person last proved, in this browser, who they are: asked again before what lets somebody in is changed.
alter table logins add column proved_at timestamptz not null default now();
update logins set proved_at = created_at;

-- What waits for a browser to come back is sealed and given to that browser.
drop table sign_in_walks;
drop table passkey_challenges;
