-- The previous release keeps working after this migration.

-- People who are imported from a table, in the background.
create table person_imports (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  person_id uuid not null, -- who began it
  by_key boolean not null, -- a program did: it gives nobody rights
  invite boolean not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (platform_id, id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('person_imports');
create index person_imports_newest on person_imports (platform_id, started_at desc);

create table person_import_items (
  platform_id uuid not null,
  import_id uuid not null,
  line integer not null, -- of the table
  email text not null,
  name text not null,
  cells jsonb not null, -- the row as it was read
  state text not null default 'waiting' check (state in ('waiting', 'added', 'changed', 'unchanged', 'refused')),
  reason jsonb,
  imported_id uuid, -- no foreign key: the report outlives the person
  primary key (platform_id, import_id, line),
  foreign key (platform_id, import_id) references person_imports (platform_id, id) on delete cascade
);
call protect_tenant_table('person_import_items');
