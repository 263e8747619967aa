-- The previous release keeps working after this migration.

-- The calendar reads a stretch of time, cancelled events too. events_by_start leaves those out.
create index events_by_time on events (platform_id, starts_at, id);

-- Set while the stored instants of a coming event are not what the present rules of its zone say.
alter table events add column zone_differs_since timestamptz;
create index events_whose_zone_differs on events (platform_id, starts_at) where zone_differs_since is not null;
