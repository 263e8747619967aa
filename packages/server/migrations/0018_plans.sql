-- The previous release keeps working after this migration.

-- Many events planned at once from a table, in the background.
create table plans (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  person_id uuid not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  undo_started_at timestamptz,
  undone_at timestamptz,
  primary key (platform_id, id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('plans');
create index plans_newest on plans (platform_id, started_at desc);

create table plan_items (
  platform_id uuid not null,
  plan_id uuid not null,
  line integer not null, -- of the table
  session_id uuid, -- no foreign key: the report outlives the session
  session_name text not null,
  wish jsonb not null, -- the event as it is to be planned
  state text not null default 'waiting' check (state in ('waiting', 'planned', 'refused', 'undone', 'kept')),
  reason jsonb,
  event_id uuid, -- no foreign key: the report outlives the event
  primary key (platform_id, plan_id, line),
  foreign key (platform_id, plan_id) references plans (platform_id, id) on delete cascade
);
call protect_tenant_table('plan_items');
