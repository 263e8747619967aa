-- The previous release keeps working after this migration.

-- What was said of an event can be left to its course again.
alter table recording_notices alter column is_recorded drop not null;
comment on column recording_notices.is_recorded is 'Null = as its course has it, or else the platform.';
