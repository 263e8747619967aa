-- The previous release keeps working after this migration.

-- Programs of organizations that say by SCIM who is there: Microsoft Entra ID, Okta and others.
create table directories (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  prefix text not null,
  token_hash bytea not null,
  created_by uuid not null,
  created_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  primary key (platform_id, id),
  unique (platform_id, token_hash),
  foreign key (platform_id, created_by) references people (platform_id, id) on delete cascade
);
create index directories_of_maker on directories (platform_id, created_by);
call protect_tenant_table('directories');
comment on table directories is 'Programs of organizations that say by SCIM who is there.';
comment on column directories.prefix is 'The first characters of the token, by which people recognize it.';
comment on column directories.used_at is 'To the minute.';

-- People as a directory knows them.
create table directory_people (
  platform_id uuid not null,
  directory_id uuid not null,
  person_id uuid not null,
  user_name text not null,
  external_id text,
  deactivated_at timestamptz,
  deleted_at timestamptz,
  primary key (platform_id, directory_id, person_id),
  foreign key (platform_id, directory_id) references directories (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index directory_people_of_person on directory_people (platform_id, person_id);
create unique index directory_people_by_user_name on directory_people (platform_id, directory_id, lower(user_name)) where deleted_at is null;
create index directory_people_by_external_id on directory_people (platform_id, directory_id, external_id);
call protect_tenant_table('directory_people');
comment on table directory_people is 'People as a directory knows them.';
comment on column directory_people.deactivated_at is 'The directory did it, and may take it back.';
comment on column directory_people.deleted_at is 'The directory deleted them: it sees them no more. The person stays, inactive.';

-- Groups as a directory knows them.
create table directory_groups (
  platform_id uuid not null,
  directory_id uuid not null,
  group_id uuid not null,
  external_id text,
  primary key (platform_id, directory_id, group_id),
  foreign key (platform_id, directory_id) references directories (platform_id, id) on delete cascade,
  foreign key (platform_id, group_id) references groups (platform_id, id) on delete cascade
);
create index directory_groups_of_group on directory_groups (platform_id, group_id);
call protect_tenant_table('directory_groups');
comment on table directory_groups is 'Groups as a directory knows them.';
