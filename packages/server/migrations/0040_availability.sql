-- The previous release keeps working after this migration.

-- When somebody teaches, by the clocks of a zone. Nobody's row = at any time.
create table weekly_hours (
  platform_id uuid not null,
  person_id uuid not null,
  time_zone text not null,
  hours jsonb not null, -- [{ weekday 1-7, starts '09:00', ends '17:00' }], in order, none touching another
  changed_at timestamptz not null default now(),
  primary key (platform_id, person_id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('weekly_hours');

-- A time at which somebody does not teach.
create table absences (
  platform_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  starts_wall text not null,
  ends_wall text not null,
  time_zone text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null default '',
  created_at timestamptz not null default now(),
  primary key (platform_id, id),
  check (starts_at < ends_at),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index absences_of_person on absences (platform_id, person_id, ends_at);
create index absences_by_end on absences (platform_id, ends_at);
call protect_tenant_table('absences');

comment on column weekly_hours.hours is 'By the clocks of the zone, in order; empty = never.';
