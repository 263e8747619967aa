-- The previous release keeps working after this migration.

-- What the calendar of a person was told about an event: one number that only rises, as RFC 5546 wants it, for as long as
-- there is the UID of this person and event. A deleted event's goes on, and so does that of a duplicate that was merged.
create table calendar_entries (
  platform_id uuid not null,
  person_id uuid not null,
  event_id uuid not null, -- without a foreign key
  sequence integer not null, -- SEQUENCE of the newest message
  event_sequence integer not null, -- events.calendar_sequence at that moment
  method text not null check (method in ('REQUEST', 'CANCEL')), -- what was written last
  mailbox text not null, -- to whom
  held_by text, -- the mailbox that holds the event as far as the mail server took our mails
  organizer text, -- whose address stays the same for the UID; null = of the server
  name text not null, -- with the times: what is said of an event that is gone
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  primary key (platform_id, person_id, event_id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index calendar_entries_by_age on calendar_entries (platform_id, ends_at);
call protect_tenant_table('calendar_entries');

-- What earlier releases mailed, or may have mailed, of events to come: later numbers are above theirs.
alter table people no force row level security;
alter table events no force row level security;
alter table enrollments no force row level security;
alter table session_instructors no force row level security;
alter table event_instructors no force row level security;
alter table notifications no force row level security;
alter table calendar_entries no force row level security;
insert into calendar_entries (platform_id, person_id, event_id, sequence, event_sequence, method, mailbox, held_by, name, starts_at, ends_at)
  select people.platform_id, people.id, events.id, events.calendar_sequence, events.calendar_sequence,
    case when bool_or(own.has_it) and events.cancelled_at is null then 'REQUEST' else 'CANCEL' end,
    people.email, case when bool_or(own.has_it) and events.cancelled_at is null then people.email end,
    events.name, events.starts_at, events.ends_at
  from (
    select e.platform_id, e.id as event_id, n.person_id, n.status in ('enrolled', 'completed') as has_it
      from events e
      join enrollments n on n.platform_id = e.platform_id and n.session_id = e.session_id
      where e.ends_at > now()
    union all
    select platform_id, event_id, person_id, true from teaching where ends_at > now()
    union all
    select platform_id, unnest(event_ids), person_id, false from notifications where mail_id is not null
  ) own
  join events on events.platform_id = own.platform_id and events.id = own.event_id
  join people on people.platform_id = own.platform_id and people.id = own.person_id
  where events.ends_at > now() and people.active
  group by people.platform_id, people.id, events.platform_id, events.id;
alter table people force row level security;
alter table events force row level security;
alter table enrollments force row level security;
alter table session_instructors force row level security;
alter table event_instructors force row level security;
alter table notifications force row level security;
alter table calendar_entries force row level security;
