-- The previous release keeps working after this migration.

-- What stands where a time zone should, and is none: an instant, an offset, a clock's abbreviation. Mails and pages with
-- such a zone stopped. The zone in its brackets is taken where there is one, else the platform's, else UTC; events stay
-- at their instants. What looks like a name of the zone database and is none is read as UTC.
create function pg_temp.zone_of(zone text) returns text language sql stable as $$
  select case
    when zone <> 'Etc/Unknown' and (zone ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$' or known.name is not null) then zone
    else (select name from pg_timezone_names
      where lower(name) = lower(substring(zone from '\[!?([A-Za-z]+/[A-Za-z0-9_+/-]+)\]')))
  end
  from (select (select min(name) from pg_timezone_names where lower(name) = lower(zone)) as name) known
$$;

create temporary table wrong_zones on commit drop as select ''::text as zone, ''::text as right_zone where false;
alter table people no force row level security;
alter table platforms no force row level security;
alter table events no force row level security;

insert into wrong_zones (zone, right_zone)
  select zone, pg_temp.zone_of(zone)
  from (select time_zone as zone from people union select time_zone from platforms union select time_zone from events) used
  where zone is not null and pg_temp.zone_of(zone) is distinct from zone;

update people set time_zone = right_zone from wrong_zones where time_zone = zone;
update platforms set time_zone = coalesce(right_zone, 'UTC') from wrong_zones where time_zone = zone;
update events set
    time_zone = mended.zone,
    starts_wall = to_char(starts_at at time zone mended.zone, 'YYYY-MM-DD"T"HH24:MI'),
    ends_wall = to_char(ends_at at time zone mended.zone, 'YYYY-MM-DD"T"HH24:MI'),
    breaks = (
      select coalesce(jsonb_agg(jsonb_build_object(
        'startsWall', to_char((pause ->> 'startsWall')::timestamp + shift, 'YYYY-MM-DD"T"HH24:MI'),
        'endsWall', to_char((pause ->> 'endsWall')::timestamp + shift, 'YYYY-MM-DD"T"HH24:MI'))), '[]')
      from jsonb_array_elements(breaks) pause,
        lateral (select (starts_at at time zone mended.zone) - starts_wall::timestamp as shift) distance)
  from (select zone as wrong, coalesce(right_zone, 'UTC') as zone from wrong_zones) mended
  where time_zone = mended.wrong;

alter table people force row level security;
alter table platforms force row level security;
alter table events force row level security;
drop table wrong_zones;
