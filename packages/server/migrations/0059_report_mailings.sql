-- The previous release keeps working after this migration.

-- Views and files of reports other than that of attendance.
alter table report_views add column report text not null default 'attendance' check (report in ('attendance', 'rooms'));
comment on column report_views.report is 'Of which report.';
alter table report_exports drop constraint report_exports_kind_check;
alter table report_exports add constraint report_exports_kind_check check (kind in ('sums', 'learners', 'rooms', 'months'));

-- Views that are sent by mail again and again.
create table report_mailings (
  platform_id uuid not null,
  view_id uuid not null,
  every text not null check (every in ('day', 'week', 'month')),
  weekday integer not null check (weekday between 1 and 7),
  hour integer not null check (hour between 0 and 23),
  created_at timestamptz not null,
  primary key (platform_id, view_id),
  foreign key (platform_id, view_id) references report_views (platform_id, id) on delete cascade
);
call protect_tenant_table('report_mailings');
comment on table report_mailings is 'Views of reports that are sent by mail again and again.';
comment on column report_mailings.weekday is '1 is Monday. Of every week; else it says nothing.';
comment on column report_mailings.hour is 'On the clock of whoever it is sent to; of every month on its first day.';

-- To whom a view is sent.
create table report_mailing_people (
  platform_id uuid not null,
  view_id uuid not null,
  person_id uuid not null,
  next_at timestamptz, -- null = they want no more
  primary key (platform_id, view_id, person_id),
  foreign key (platform_id, view_id) references report_mailings (platform_id, view_id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index report_mailing_people_due on report_mailing_people (next_at, platform_id) where next_at is not null;
create index report_mailing_people_of_person on report_mailing_people (platform_id, person_id);
call protect_tenant_table('report_mailing_people');
call let_sweeps_read('report_mailing_people', 'next_at');
comment on table report_mailing_people is 'To whom a view of a report is sent.';
comment on column report_mailing_people.next_at is 'Null = they want no more.';
