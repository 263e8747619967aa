-- The previous release keeps working after this migration: it keeps its turns, and knows neither pauses nor budgets.

-- A service that refused a request for want of rate asks everybody to wait.
alter table request_turns add column paused_until timestamptz;
comment on column request_turns.paused_until is 'The service has asked to wait until then: no node calls it before.';

-- What a service lets one of its users do in a day, from midnight to midnight UTC, shared by all nodes.
create table request_budgets (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  bucket text not null,
  day date not null,
  spent integer not null,
  primary key (platform_id, bucket, day)
);
call protect_tenant_table('request_budgets');
comment on table request_budgets is 'How much of what a service lets one of its users do in a day is spent; past days are forgotten.';
