-- The previous release keeps working: a column with a default of nothing, and indexes.

-- What waits for people who plan is found by what is not as it should be, however much there is.
create index enrollments_requested on enrollments (platform_id, session_id, enrolled_at) where status = 'requested';
create index mails_failed on mails (platform_id, failed_at desc) where failed_at is not null;

alter table platforms add column first_steps_hidden_at timestamptz;
comment on column platforms.first_steps_hidden_at is 'A superadmin has put the first steps of the home away; null = they are shown until all are done.';
