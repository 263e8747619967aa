-- The previous release keeps working after this migration.

alter table event_entries add column is_vouched boolean not null default false;
comment on column event_entries.is_vouched is 'Start was pressed on the word of an LMS, by somebody who need not teach here.';
