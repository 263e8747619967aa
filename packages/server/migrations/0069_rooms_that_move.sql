-- The previous release keeps working after this migration; a room whose host it did not move moves when something of it changes next.

-- A room that goes to another host in place belongs to the next one at once, and is with the first one at the tool until it moved.
alter table rooms
  add column moved_from uuid,
  add foreign key (platform_id, moved_from) references organizers (platform_id, id) on delete set null (moved_from);
comment on column rooms.moved_from is 'The organizer who still has it at the tool. Null = whoever hosts it.';
create index rooms_moving on rooms (platform_id, moved_from) where moved_from is not null;
