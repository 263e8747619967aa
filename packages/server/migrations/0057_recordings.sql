-- The previous release keeps working after this migration.

alter table platforms
  add column recording_retention_days integer not null default 365
    check (recording_retention_days between 1 and 3653),
  add column records_events boolean not null default false;
comment on column platforms.recording_retention_days is 'How long copies of recordings are kept.';
comment on column platforms.records_events is 'Events are recorded where nothing else is said of them.';

-- How far the search for the recordings of an event is. It begins anew when the event takes place at another time.
create table recording_searches (
  platform_id uuid not null,
  event_id uuid not null,
  starts_at timestamptz not null, -- of the event, as it was when this began
  ends_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'found', 'withheld', 'given-up')),
  reason text,
  next_look_at timestamptz, -- null = never again
  lease_until timestamptz,
  looked_at timestamptz,
  primary key (platform_id, event_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
create index recording_searches_due on recording_searches (greatest(next_look_at, lease_until), platform_id)
  where next_look_at is not null;
call protect_tenant_table('recording_searches');
call let_sweeps_read('recording_searches', 'event_id, starts_at, ends_at, next_look_at, lease_until');
comment on table recording_searches is 'How far the search for the recordings of an event is.';
comment on column recording_searches.reason is 'Why they are withheld or given up: a code.';
comment on column recording_searches.next_look_at is 'Null = never again.';

-- A recording that a provider has, or had. No link: those run out, and are asked for at each time.
create table recordings (
  platform_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  room_id uuid not null,
  provider_key text not null,
  name text not null,
  recorded_at timestamptz,
  size_bytes bigint check (size_bytes >= 0),
  has_file boolean not null,
  has_transcript boolean not null,
  found_at timestamptz not null,
  gone_at timestamptz, -- the provider has it no longer
  hidden_at timestamptz, -- for learners, by hand
  deleted_at timestamptz, -- here, by hand; what the provider has is its own
  transcript text, -- WebVTT, as it was read
  copy_state text not null default 'none' check (copy_state in ('none', 'due', 'copied', 'failed', 'expired')),
  copy_due_at timestamptz,
  copy_lease_until timestamptz,
  copy_tries integer not null default 0,
  copy_reason text,
  copy_key text, -- in the storage of one's own
  copied_at timestamptz,
  copied_bytes bigint,
  keep_until timestamptz, -- of the copy
  primary key (platform_id, id),
  unique (platform_id, event_id, room_id, provider_key),
  check ((copy_state = 'copied') = (copy_key is not null)),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
create index recordings_to_copy on recordings (greatest(copy_due_at, copy_lease_until), platform_id)
  where copy_state = 'due';
create index recordings_to_forget on recordings (keep_until, platform_id) where copy_state = 'copied';
call protect_tenant_table('recordings');
call let_sweeps_read('recordings', 'copy_state, copy_due_at, copy_lease_until, keep_until');
comment on table recordings is 'Recordings of events that a provider has or had. Links are in no table.';
comment on column recordings.gone_at is 'The provider has it no longer.';
comment on column recordings.hidden_at is 'Learners do not see it.';
comment on column recordings.deleted_at is 'Deleted here by hand: it does not come back.';
comment on column recordings.transcript is 'WebVTT, as it was read.';
comment on column recordings.copy_key is 'Where it is in the storage of one’s own.';
comment on column recordings.keep_until is 'The copy goes after it.';

-- Copies that no row names any more, such as those of a deleted event: a sweep takes the files away.
create table recording_leftovers (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  copy_key text not null,
  left_at timestamptz not null default now(),
  primary key (platform_id, copy_key)
);
create index recording_leftovers_of_all on recording_leftovers (left_at, platform_id);
call protect_tenant_table('recording_leftovers');
call let_sweeps_read('recording_leftovers', 'left_at');
comment on table recording_leftovers is 'Copies of recordings that no row names any more.';

create function leave_recording_copy() returns trigger language plpgsql as $$
begin
  insert into recording_leftovers (platform_id, copy_key) values (old.platform_id, old.copy_key)
    on conflict do nothing;
  return old;
end
$$;
create trigger recordings_leave_copy after delete on recordings
  for each row when (old.copy_key is not null) execute function leave_recording_copy();

-- Whether an event is recorded, as planners said it. The newest version counts.
create table recording_notices (
  platform_id uuid not null,
  event_id uuid not null,
  version integer not null check (version > 0),
  is_recorded boolean not null,
  said_by uuid,
  said_at timestamptz not null,
  primary key (platform_id, event_id, version),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
call protect_tenant_table('recording_notices');
comment on table recording_notices is 'Whether an event is recorded, as planners said it. The newest version counts.';

-- Who agreed to be recorded, to what words. It outlives the event, as evidence, and is never changed.
create table recording_consents (
  platform_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  version integer not null, -- of the notice; 0 = the platform's own rule
  said text not null, -- the words that they agreed to
  agreed_at timestamptz not null,
  primary key (platform_id, event_id, person_id, version),
  foreign key (platform_id, person_id) references people (platform_id, id)
);
create index recording_consents_of_person on recording_consents (platform_id, person_id);
call protect_tenant_table('recording_consents');
revoke update, delete on recording_consents from lectern_app;
comment on table recording_consents is 'Who agreed to be recorded, to what words. Never changed.';
comment on column recording_consents.version is 'Of the notice. 0 = the platform’s own rule.';
comment on column recording_consents.said is 'The words that they agreed to.';
