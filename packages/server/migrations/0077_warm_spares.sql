-- The previous release keeps working after this as long as no event has a spare: it knows none, and takes one for a room that nobody wants.

-- A second room of an event, at another account, that is held ready and leads nobody until somebody switches.
alter table rooms
  add column spare jsonb,
  add column is_spare boolean generated always as (spare is not null) stored not null,
  add constraint rooms_lead_or_wait check (wanted is null or spare is null);
comment on column rooms.spare is 'What the room is wanted to be while it is held ready beside the one that people are led to.';
create unique index rooms_spare_of_event on rooms (platform_id, event_id) where is_spare;
grant select (is_spare) on rooms to lectern_sweep;

alter table events
  add column spare_account_id uuid,
  add column is_spare_unheld boolean not null default false,
  add foreign key (platform_id, spare_account_id) references accounts (platform_id, id),
  add constraint events_spare_elsewhere
    check (spare_account_id is null or (account_id is not null and account_id <> spare_account_id));
comment on column events.spare_account_id is 'Where a second room is held ready; null = it has no spare.';
comment on column events.is_spare_unheld is 'Its course wants a spare for it, and there was no room for one.';
create index events_of_spare_account on events (platform_id, spare_account_id, ends_at) where spare_account_id is not null;

alter table courses
  add column spare_account_id uuid,
  add foreign key (platform_id, spare_account_id) references accounts (platform_id, id);
alter table sessions
  add column spare_account_id uuid,
  add column has_own_spare boolean not null default false,
  add foreign key (platform_id, spare_account_id) references accounts (platform_id, id);
comment on column courses.spare_account_id is 'Where events that are planned hold a spare; null = they hold none.';
comment on column sessions.has_own_spare is 'Its events follow its own spare_account_id in place of that of the course.';

-- Rooms that accounts hold: of events that take place, and those that are held ready for them.
create view held_rooms with (security_invoker = true) as
  select e.platform_id, e.id, e.name, e.session_id, e.course_id, e.starts_at, e.ends_at, e.account_id, r.organizer_id,
    false as is_spare
  from events e
  left join rooms r on r.platform_id = e.platform_id and r.event_id = e.id and r.wanted is not null
  where e.cancelled_at is null and e.account_id is not null
  union all
  select e.platform_id, e.id, e.name, e.session_id, e.course_id, e.starts_at, e.ends_at, e.spare_account_id,
    r.organizer_id, true
  from events e
  left join rooms r on r.platform_id = e.platform_id and r.event_id = e.id and r.is_spare
  where e.cancelled_at is null and e.spare_account_id is not null;
grant select on held_rooms to lectern_app;
