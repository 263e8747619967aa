-- The previous release keeps working after this migration.

alter table accounts
  -- What an account of an app without pairing is told, such as the link of a standing room.
  add column settings jsonb not null default '{}',
  -- Rooms that one organizer may hold at the same time; null = as the provider and the number of organizers say.
  add column rooms_per_organizer integer check (rooms_per_organizer > 0),
  -- Time that a room is held around its event.
  add column margin_before_minutes integer not null default 0 check (margin_before_minutes between 0 and 240),
  add column margin_after_minutes integer not null default 0 check (margin_after_minutes between 0 and 240);
