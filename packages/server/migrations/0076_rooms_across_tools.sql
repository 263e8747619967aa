-- The previous release keeps working after this: it reads and writes rooms as before.

-- An event that goes on in another room, of another tool at times, was held in both.
alter table rooms add column gone_key text;
comment on column rooms.gone_key is
  'Under which the provider had it while its event ran, and has it no longer: its reports are read by it.';

-- What a provider tells comes under the key of a room, also of one that was replaced or is gone.
create index rooms_by_key on rooms (platform_id, coalesce(provider_key, gone_key));

-- A room that was replaced stays until what it tells was read.
create index rooms_replaced on rooms (platform_id, event_id) where replaced_at is not null;
grant select (replaced_at) on rooms to lectern_sweep;
grant select (room_id) on recordings to lectern_sweep;
