-- The previous release keeps working after this migration.

create table courses (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  name text not null,
  code text not null default '',
  description text not null default '',
  type text not null check (type in ('vilt', 'ilt')),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (platform_id, id)
);
create index courses_by_name on courses (platform_id, lower(name), id);
call protect_tenant_table('courses');

-- One edition of a course that learners enroll in.
create table sessions (
  platform_id uuid not null,
  id uuid not null,
  course_id uuid not null,
  name text not null,
  code text not null default '',
  max_enrollment integer check (max_enrollment > 0),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (platform_id, id),
  foreign key (platform_id, course_id) references courses (platform_id, id)
);
create index sessions_of_course on sessions (platform_id, course_id);
call protect_tenant_table('sessions');

create table session_instructors (
  platform_id uuid not null,
  session_id uuid not null,
  person_id uuid not null,
  primary key (platform_id, session_id, person_id),
  foreign key (platform_id, session_id) references sessions (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id)
);
create index session_instructors_of_person on session_instructors (platform_id, person_id);
call protect_tenant_table('session_instructors');

create table enrollments (
  platform_id uuid not null,
  session_id uuid not null,
  person_id uuid not null,
  status text not null check (status in ('enrolled', 'waiting', 'completed', 'cancelled')),
  enrolled_at timestamptz not null default now(),
  primary key (platform_id, session_id, person_id),
  foreign key (platform_id, session_id) references sessions (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id)
);
create index enrollments_of_person on enrollments (platform_id, person_id, session_id);
call protect_tenant_table('enrollments');

-- One date of a session. starts_wall and ends_wall are the planner's intent in time_zone;
-- starts_at and ends_at are the instants they meant when the event was saved.
create table events (
  platform_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  course_id uuid not null,
  name text not null,
  description text not null default '',
  starts_wall text not null,
  ends_wall text not null,
  time_zone text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  account_id uuid,
  version integer not null default 1,
  cancelled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (platform_id, id),
  check (starts_at < ends_at),
  foreign key (platform_id, session_id) references sessions (platform_id, id),
  foreign key (platform_id, course_id) references courses (platform_id, id),
  foreign key (platform_id, account_id) references accounts (platform_id, id)
);
create index events_of_session on events (platform_id, session_id, starts_at);
-- Capacity: what an account still has to hold, however long its history is.
create index events_of_account on events (platform_id, account_id, ends_at) include (starts_at, course_id)
  where account_id is not null and cancelled_at is null;
call protect_tenant_table('events');

-- A person who went through Join or Start, and when.
create table event_entries (
  platform_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  role text not null check (role in ('learner', 'instructor')),
  entered_at timestamptz not null default now(),
  primary key (platform_id, id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index event_entries_of_event on event_entries (platform_id, event_id, entered_at);
call protect_tenant_table('event_entries');
