-- The previous release keeps working after this migration.

-- What learners did in a run of a room besides being there, as the tool tells: polls, survey, questions.
create table run_engagements (
  platform_id uuid not null,
  event_id uuid not null,
  room_id uuid not null,
  run_key text not null,
  run_started_at timestamptz not null,
  read_at timestamptz not null,
  attentiveness integer check (attentiveness between 0 and 100),
  interest integer check (interest between 0 and 100),
  polls jsonb not null,
  surveys jsonb not null,
  questions jsonb not null,
  primary key (platform_id, event_id, room_id, run_key),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
call protect_tenant_table('run_engagements');
comment on table run_engagements is
  'What learners did in a run of a room besides being there, as the tool tells.';
comment on column run_engagements.attentiveness is 'Mean of all, in percent. Null = not told.';
comment on column run_engagements.interest is 'Mean of all, in percent. Null = not told.';
