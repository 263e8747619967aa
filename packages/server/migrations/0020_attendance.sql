-- The previous release keeps working after this migration.

-- What a person says about somebody's attendance of an event. It wins over what is read from the provider, which is
-- kept apart. Marks are never deleted: not-set is a mark too, so that its version goes on.
create table attendance_marks (
  platform_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  status text not null check (status in ('present', 'absent', 'not-set')),
  minutes integer check (minutes between 0 and 1440),
  note text not null default '',
  version integer not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (platform_id, event_id, person_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index attendance_marks_of_person on attendance_marks (platform_id, person_id);
call protect_tenant_table('attendance_marks');

-- Every mark that there ever was. What was marked in one step has one change_id, by which it is undone.
create table attendance_changes (
  platform_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  version integer not null,
  change_id uuid not null,
  status text not null check (status in ('present', 'absent', 'not-set')),
  minutes integer,
  note text not null default '',
  actor_id uuid not null,
  changed_at timestamptz not null,
  primary key (platform_id, event_id, person_id, version),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index attendance_changes_of_change on attendance_changes (platform_id, event_id, change_id);
create index attendance_changes_of_person on attendance_changes (platform_id, person_id);
call protect_tenant_table('attendance_changes');

-- Events that nobody had started some minutes after their time. One for each start: an event that is moved can be
-- late again.
create table event_alarms (
  platform_id uuid not null,
  event_id uuid not null,
  starts_at timestamptz not null,
  raised_at timestamptz not null,
  cleared_at timestamptz, -- the provider says that the room runs: somebody started it there
  primary key (platform_id, event_id, starts_at),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
call protect_tenant_table('event_alarms');

-- What the provider told about a running room, while somebody had its roster open.
create table roster_looks (
  platform_id uuid not null,
  event_id uuid not null,
  asked_at timestamptz not null, -- the provider is asked at most once a minute
  looked_at timestamptz,
  is_running boolean,
  stays jsonb, -- {person: [{joinedAt, leftAt}]}; null = the provider does not tell people while a room runs
  primary key (platform_id, event_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
call protect_tenant_table('roster_looks');

-- Who was nudged, and when.
create index notifications_nudges on notifications (platform_id, session_id, person_id) where kind = 'nudge';
