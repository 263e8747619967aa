-- The previous release keeps working after this migration, save its capacity view (a column name becomes ambiguous there).

-- What courses, sessions and events are described by, beyond their names and times.
alter table courses
  add column categories text[] not null default '{}',
  add column cancelled_at timestamptz,
  add column cancel_reason text not null default '';

create table course_images (
  platform_id uuid not null,
  course_id uuid not null,
  content bytea not null,
  content_type text not null check (content_type in ('image/png', 'image/jpeg', 'image/webp')),
  changed_at timestamptz not null default now(),
  primary key (platform_id, course_id),
  foreign key (platform_id, course_id) references courses (platform_id, id) on delete cascade
);
call protect_tenant_table('course_images');

alter table sessions
  add column language text check (language ~ '^[a-z]{2}$'),
  -- when it is decided whether a session with fewer learners than min_enrollment takes place, and what is done then
  add column min_enrollment integer check (min_enrollment > 0),
  add column decides_at timestamptz,
  add column when_too_few text not null default 'warn' check (when_too_few in ('warn', 'cancel')),
  add column decided_at timestamptz,
  add column decision text check (decision in ('confirmed', 'warned', 'merged', 'cancelled')),
  add column completion_rule text not null default 'attendance'
    check (completion_rule in ('attendance', 'manual', 'score')),
  -- percent of an event's time that counts as present
  add column attendance_percent integer not null default 80 check (attendance_percent between 1 and 100),
  add column additional jsonb not null default '{}', -- values of session_fields by their id
  add column cancelled_at timestamptz,
  add column cancel_reason text not null default '';

-- Fields that a platform adds to its sessions.
create table session_fields (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('text', 'number', 'date', 'choice', 'yes-no')),
  choices text[] not null default '{}',
  required boolean not null default false,
  position integer not null default 0,
  version integer not null default 1,
  primary key (platform_id, id)
);
call protect_tenant_table('session_fields');

alter table events
  add column place text not null default '',
  add column breaks jsonb not null default '[]', -- [{startsWall, endsWall}] in the event's zone
  add column join_opens_minutes integer check (join_opens_minutes between 0 and 240), -- null = as usual
  add column shows_recording boolean not null default true,
  add column series_id uuid, -- of events that were planned together
  add column cancelled_with text check (cancelled_with in ('session', 'course')); -- null = by itself

-- Who teaches one event in place of the session's instructors.
create table event_instructors (
  platform_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  primary key (platform_id, event_id, person_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id)
);
create index event_instructors_of_person on event_instructors (platform_id, person_id);
call protect_tenant_table('event_instructors');
