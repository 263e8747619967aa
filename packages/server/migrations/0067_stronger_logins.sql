-- The previous release keeps working after this migration.

-- Who has to prove more than a password, and how long a login lasts that nobody uses.
alter table platforms
  add column second_factor_for text[] not null default '{}',
  add column idle_minutes integer not null default 14400 check (idle_minutes between 15 and 20160);
comment on column platforms.second_factor_for is 'Roles whose people need a second factor.';
comment on column platforms.idle_minutes is 'A login that nobody uses ends after so long.';

alter table logins add column two_factors boolean not null default false;
comment on column logins.two_factors is 'More than a password was shown: a code, a passkey, or what an identity provider asks.';

alter table logins no force row level security;
alter table second_factors no force row level security;
update logins set two_factors = true
where way in ('passkey', 'provider')
  or exists (select from second_factors f where f.platform_id = logins.platform_id and f.person_id = logins.person_id
    and f.confirmed_at <= logins.proved_at);
alter table second_factors force row level security;
alter table logins force row level security;
