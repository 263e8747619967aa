-- The previous release keeps working after this migration.

-- Links outlive what they lead to: where the nearest thing is that is still there, and that something was deleted.
alter table removed_events add column session_id uuid, add column course_id uuid;
create table removed_sessions (
  platform_id uuid not null,
  id uuid not null,
  course_id uuid not null,
  removed_at timestamptz not null,
  primary key (platform_id, id)
);
call protect_tenant_table('removed_sessions');
create table removed_courses (
  platform_id uuid not null,
  id uuid not null,
  removed_at timestamptz not null,
  primary key (platform_id, id)
);
call protect_tenant_table('removed_courses');
