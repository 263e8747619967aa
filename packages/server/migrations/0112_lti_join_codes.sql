-- The previous release keeps working after this migration.

-- Codes by which somebody who is signed in shows on a page of a launch who they are, once.
create table lti_join_codes (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  person_id uuid not null,
  code_hash bytea not null,
  expires_at timestamptz not null,
  primary key (platform_id, person_id),
  unique (platform_id, code_hash),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('lti_join_codes');
comment on table lti_join_codes is 'Codes by which somebody who is signed in shows on a page of a launch who they are, once.';
