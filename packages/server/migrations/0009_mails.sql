-- The previous release keeps working after this migration.

-- Mails to people. key says what a mail is about: each person gets one mail about it, also after a crash.
create table mails (
  platform_id uuid not null,
  id uuid not null,
  key text not null,
  person_id uuid not null,
  recipient text not null,
  subject text not null,
  body text not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz, -- null = waiting, or no mail server is set up
  primary key (platform_id, id),
  unique (platform_id, key, person_id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index mails_newest on mails (platform_id, created_at desc);
call protect_tenant_table('mails');
