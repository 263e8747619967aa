-- The previous release keeps working after this migration; it knows nobody at the door.

-- Who marks at the door of an event who is there, and sees nothing else of it.
create table event_registrars (
  platform_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  primary key (platform_id, event_id, person_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index event_registrars_of_person on event_registrars (platform_id, person_id);
call protect_tenant_table('event_registrars');
comment on table event_registrars is 'Who marks at the door of an event who is there, and sees nothing else of it.';
