-- The previous release keeps working after this migration.

-- Files of reports that are made in the background, for who asked for them.
create table report_exports (
  platform_id uuid not null,
  id uuid not null,
  owner_id uuid not null,
  kind text not null check (kind in ('sums', 'learners')),
  format text not null check (format in ('csv', 'xlsx')),
  query jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'ready', 'failed')),
  rows_done integer not null default 0,
  rows_expected integer not null default 0,
  bytes bigint not null default 0,
  attempt integer not null default 0, -- whoever makes it writes as long as this is theirs
  created_at timestamptz not null,
  finished_at timestamptz,
  expires_at timestamptz not null,
  primary key (platform_id, id),
  foreign key (platform_id, owner_id) references people (platform_id, id) on delete cascade
);
create index report_exports_of_owner on report_exports (platform_id, owner_id, created_at desc);
create index report_exports_by_end on report_exports (expires_at, platform_id);
call protect_tenant_table('report_exports');
call let_sweeps_read('report_exports', 'expires_at');
comment on table report_exports is 'Files of reports, made in the background for who asked for them.';
comment on column report_exports.attempt is 'Whoever makes it writes as long as this is theirs.';

create table report_export_parts (
  platform_id uuid not null,
  export_id uuid not null,
  number integer not null,
  bytes bytea not null,
  primary key (platform_id, export_id, number),
  foreign key (platform_id, export_id) references report_exports (platform_id, id) on delete cascade
);
call protect_tenant_table('report_export_parts');
comment on table report_export_parts is 'A file of a report in parts, in order.';

-- Filters of reports under a name: one's own, or for everybody who sees reports.
create table report_views (
  platform_id uuid not null,
  id uuid not null,
  owner_id uuid not null,
  name text not null check (name <> ''),
  is_shared boolean not null default false,
  query jsonb not null,
  created_at timestamptz not null,
  primary key (platform_id, id),
  foreign key (platform_id, owner_id) references people (platform_id, id) on delete cascade
);
create index report_views_of_owner on report_views (platform_id, owner_id);
call protect_tenant_table('report_views');
comment on table report_views is 'Filters of reports under a name.';
comment on column report_views.is_shared is 'For everybody who sees reports; each sees what they may.';
