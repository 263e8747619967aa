-- The previous release keeps working after this migration.

-- How places of a session are given out. Only who plans gives them while self_enrollment is closed.
alter table sessions
  add column self_enrollment text not null default 'closed' check (self_enrollment in ('closed', 'open', 'approval')),
  add column waiting_list text not null default 'off' check (waiting_list in ('off', 'automatic', 'offer')),
  add column offer_hours integer not null default 24 check (offer_hours between 1 and 720),
  -- hours before the first event in which nobody is promoted any more; null = until the last event ends
  add column promotion_stop_hours integer default 2 check (promotion_stop_hours between 0 and 720),
  add column enrollment_opens_at timestamptz,
  add column enrollment_closes_at timestamptz,
  add check (enrollment_opens_at < enrollment_closes_at);

-- In the catalogue, everybody sees a course and those of its sessions that are open.
alter table courses
  add column visibility text not null default 'enrolled' check (visibility in ('enrolled', 'catalogue'));

alter table enrollments drop constraint enrollments_status_check;
alter table enrollments
  add constraint enrollments_status_check
    check (status in ('requested', 'waiting', 'offered', 'enrolled', 'completed', 'cancelled')),
  add column waiting_since timestamptz, -- the order of the waiting list
  add column offer_expires_at timestamptz;
create index enrollments_queue on enrollments (platform_id, session_id, waiting_since)
  where status in ('waiting', 'offered');

-- What became of an enrollment, and through whom.
create table enrollment_changes (
  platform_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  person_id uuid not null,
  status text not null,
  actor_id uuid, -- null = by itself
  changed_at timestamptz not null default now(),
  primary key (platform_id, id),
  foreign key (platform_id, session_id) references sessions (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index enrollment_changes_of_enrollment on enrollment_changes (platform_id, session_id, person_id, changed_at);
call protect_tenant_table('enrollment_changes');
