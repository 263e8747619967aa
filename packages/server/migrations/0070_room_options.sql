-- The previous release keeps working after this migration, save that rooms of events that it plans or changes are wanted without options.

-- How rooms are to be: a waiting room, a passcode and so on. What an event leaves out is as its course has it, then as its account has it, and
-- at last as the tool has it.
alter table accounts add column room_options jsonb not null default '{}';
alter table courses add column room_options jsonb not null default '{}';
alter table events add column room_options jsonb not null default '{}';
comment on column accounts.room_options is 'How its rooms are, where course and event say nothing. What is left out is as the tool has it.';
comment on column courses.room_options is 'How rooms of its events are, where they say nothing.';
comment on column events.room_options is 'How its room is to be. What is left out is as its course has it, or else its account.';

alter table rooms add column passcode_sealed text;
comment on column rooms.passcode_sealed is 'Made by us when one was first wanted, the same for the life of the room.';

-- Who works in which group of an event. The names of the groups are among its options.
create table breakout_members (
  platform_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  group_name text not null,
  primary key (platform_id, event_id, person_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index breakout_members_of_person on breakout_members (platform_id, person_id);
call protect_tenant_table('breakout_members');
comment on table breakout_members is 'Who works in which group of an event. The names of the groups are among its options.';
