-- The previous release keeps working after this migration, save that it does not show events that are planned as their
-- course has it.

-- What holds of recordings where an event says nothing: as its course has it, or else the platform.
alter table platforms add column shows_recordings boolean not null default true;
comment on column platforms.shows_recordings is 'Learners see recordings where nothing else is said of them.';

alter table courses
  add column shows_recordings boolean,
  add column records_events boolean;
comment on column courses.shows_recordings is 'Learners see recordings of its events. Null = as the platform has it.';
comment on column courses.records_events is 'Its events are recorded where they say nothing else. Null = as the platform has it.';

alter table events
  alter column shows_recording drop not null,
  alter column shows_recording drop default;
comment on column events.shows_recording is 'Learners see its recordings. Null = as its course has it.';

-- Forms said it of every event. Of those to come it is as their course has it, which is the same today.
alter table events no force row level security;
update events set shows_recording = null where shows_recording and ends_at > now();
alter table events force row level security;
