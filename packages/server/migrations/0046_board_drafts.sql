-- The previous release keeps working after this migration.

-- What somebody means to do on the board, and nobody else knows of before it is released. Nobody's row = nothing yet.
create table board_drafts (
  platform_id uuid not null,
  person_id uuid not null,
  operations jsonb not null, -- operations of POST /board/changes, in the order in which they were drafted
  version integer not null default 1, -- never begins anew: a draft that was released is empty, and stays
  updated_at timestamptz not null,
  primary key (platform_id, person_id),
  check (jsonb_typeof(operations) = 'array'),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('board_drafts');
comment on column board_drafts.operations is 'As POST /board/changes takes them, in the order in which they were drafted.';
comment on column board_drafts.version is 'Never begins anew: a draft that was released is empty, and stays.';
