-- The previous release keeps working after this migration.

alter table notifications
  alter column session_id drop not null, -- null = about no session, such as an account
  -- the order in which they were told; clocks of nodes differ
  add column position bigint generated always as identity,
  -- what was told in one transaction is one mail
  add column save_id text not null default pg_current_xact_id()::text,
  add column read_at timestamptz,
  add column mail_id uuid;
drop index notifications_unsettled;
create index notifications_unsettled on notifications (platform_id, person_id, position) where settled_at is null;
create index notifications_of_person on notifications (platform_id, person_id, position desc);
create index notifications_of_mail on notifications (platform_id, mail_id) where mail_id is not null;
create index notifications_of_session on notifications (platform_id, session_id, kind);
create index notifications_by_age on notifications (platform_id, created_at);

-- waiting = none of sent_at, failed_at, withdrawn_at
alter table mails
  add column position bigint generated always as identity, -- a person's mails go out in this order
  add column html text not null default '',
  add column queued_at timestamptz not null default now(),
  add column failed_at timestamptz, -- the mail server refused it for good
  add column withdrawn_at timestamptz, -- it was no longer true when it was its turn
  add column tries integer not null default 0,
  add column error jsonb, -- a message: what the mail server said last
  add column unsubscribe_url text;
create index mails_waiting on mails (platform_id, person_id, position)
  where sent_at is null and failed_at is null and withdrawn_at is null;
create index mails_in_order on mails (platform_id, position desc);

-- One row per person who gets mails: whoever holds the lease sends them, one after the other.
create table mail_lanes (
  platform_id uuid not null,
  person_id uuid not null,
  lease_token uuid,
  lease_until timestamptz,
  retry_at timestamptz,
  failures integer not null default 0,
  primary key (platform_id, person_id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('mail_lanes');

-- Each reminder of an event is told once: for each start and offset.
create table event_reminders (
  platform_id uuid not null,
  event_id uuid not null,
  starts_at timestamptz not null,
  minutes integer not null,
  primary key (platform_id, event_id, starts_at, minutes),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade
);
call protect_tenant_table('event_reminders');

-- What a platform tells people, and how. kinds: {kind: {mail, inApp, optOut}}; what is missing is on.
create table notification_settings (
  platform_id uuid primary key references platforms (platform_id) on delete cascade,
  kinds jsonb not null default '{}',
  sender_name text not null default '',
  footer jsonb not null default '{"en":"","it":""}',
  version integer not null default 1
);
call protect_tenant_table('notification_settings');

-- Texts in place of the standard ones: {en: {subject, text} or null, it: ...}.
create table notification_templates (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  kind text not null,
  texts jsonb not null,
  version integer not null default 1,
  primary key (platform_id, kind)
);
call protect_tenant_table('notification_templates');

-- What a person wants of a group of kinds; no row = all of it.
create table notification_preferences (
  platform_id uuid not null,
  person_id uuid not null,
  topic text not null,
  mail boolean not null,
  in_app boolean not null,
  primary key (platform_id, person_id, topic),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
alter table people no force row level security;
insert into notification_preferences (platform_id, person_id, topic, mail, in_app)
  select platform_id, id, 'reminders', false, true from people where not wants_reminders;
alter table people force row level security;
call protect_tenant_table('notification_preferences');
