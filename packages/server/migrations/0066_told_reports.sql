-- The previous release keeps working after this: it writes and reads reports as before.

-- Some tools answer no question about who was there: they tell once, by themselves, and what they told is all there is.
alter table attendance_reports add column is_told boolean not null default false;
comment on column attendance_reports.is_told is 'The provider told it by itself, or we saw it while a class ran: readings are made of it. Else it was asked for.';
create index attendance_reports_told on attendance_reports (platform_id, room_id) where is_told;
