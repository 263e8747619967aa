-- The previous release keeps working after this migration.

-- Learners give a place back by themselves until so many hours before the first event; later ones ask who plans.
alter table sessions
  add column withdrawal_hours integer not null default 0 check (withdrawal_hours between 0 and 720);

-- How a change came about, and what the person who made it said.
alter table enrollment_changes
  add column cause text,
  add column reason text not null default '';

-- People who are enrolled together.
create table groups (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  name text not null check (name <> ''),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (platform_id, id)
);
create unique index groups_by_name on groups (platform_id, lower(name));
call protect_tenant_table('groups');

create table group_members (
  platform_id uuid not null,
  group_id uuid not null,
  person_id uuid not null,
  added_at timestamptz not null default now(),
  primary key (platform_id, group_id, person_id),
  foreign key (platform_id, group_id) references groups (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index group_members_of_person on group_members (platform_id, person_id);
call protect_tenant_table('group_members');
