-- The previous release keeps working after this migration; it knows no managers, and lets planners decide about their requests.

-- Who answers for whom.
alter table people
  add column manager_id uuid check (manager_id <> id),
  add foreign key (platform_id, manager_id) references people (platform_id, id) on delete set null (manager_id);
create index people_of_manager on people (platform_id, manager_id) where manager_id is not null;
comment on column people.manager_id is 'Whose team they are in; null = nobody’s.';

-- Who decides about a team's requests while its manager is away.
create table manager_deputies (
  platform_id uuid not null,
  manager_id uuid not null,
  deputy_id uuid not null,
  ends_at timestamptz not null,
  primary key (platform_id, manager_id),
  foreign key (platform_id, manager_id) references people (platform_id, id) on delete cascade,
  foreign key (platform_id, deputy_id) references people (platform_id, id) on delete cascade,
  check (manager_id <> deputy_id)
);
create index manager_deputies_of_deputy on manager_deputies (platform_id, deputy_id);
call protect_tenant_table('manager_deputies');
comment on table manager_deputies is 'Who decides about a team’s requests while its manager is away.';

alter table sessions add column asks_manager boolean not null default false;
comment on column sessions.asks_manager is 'With self-enrollment on request: the manager of whoever asks decides, and planners where there is none.';

-- Requests that a manager decides about end by themselves.
create index enrollments_requests_due on enrollments (offer_expires_at, platform_id) where status = 'requested';
comment on column enrollments.offer_expires_at is 'Until when a place is held for an offer, or a request waits for a manager; null = for good.';
