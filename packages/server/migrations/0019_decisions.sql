-- The previous release keeps working after this migration.

-- Sessions about which it is decided whether enough people enrolled, by the date.
create index sessions_to_decide on sessions (platform_id, decides_at)
  where decides_at is not null and min_enrollment is not null and cancelled_at is null;
