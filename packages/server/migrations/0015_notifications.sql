-- The previous release keeps working after this migration.

-- What people are told about their sessions and events. The mail is written when it goes out, from what is true then.
create table notifications (
  platform_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  kind text not null,
  session_id uuid not null, -- without a foreign key: a deleted session is told too
  event_ids uuid[] not null default '{}',
  params jsonb not null default '{}',
  key text not null, -- a person is told the same once
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  outcome text check (outcome in ('mailed', 'outdated', 'unwanted')),
  primary key (platform_id, id),
  unique (platform_id, person_id, key),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index notifications_unsettled on notifications (platform_id, created_at) where settled_at is null;
call protect_tenant_table('notifications');

-- Updates for calendar programs that go with a mail: [{method, content}].
alter table mails add column calendar jsonb;

-- Minutes before an event's start at which its people are reminded.
alter table platforms add column reminder_minutes integer[] not null default '{1440,60}';
-- Who wants no reminders still hears of what changed.
alter table people add column wants_reminders boolean not null default true;
create index events_by_start on events (platform_id, starts_at) where cancelled_at is null;
