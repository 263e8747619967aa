-- The previous release keeps working after this migration.

-- Whoever waited for another to make a month sees that it is there: the names of tables that were not found are remembered
-- for a while, rows of the catalog are not.
create or replace function make_attendance_months(moment timestamptz) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  month timestamp;
  partition text;
begin
  foreach month in array array[
    date_trunc('month', moment at time zone 'UTC'),
    date_trunc('month', moment at time zone 'UTC') + interval '1 month'
  ] loop
    partition := 'attendance_reports_' || to_char(month, 'YYYY_MM');
    if exists (select from pg_class where relname = partition and relnamespace = 'public'::regnamespace) then
      continue;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('make_attendance_months', 0));
    if exists (select from pg_class where relname = partition and relnamespace = 'public'::regnamespace) then
      continue;
    end if;
    execute format('create table %I (like attendance_reports including all)', partition);
    execute format('alter table %I enable row level security', partition);
    execute format('alter table %I force row level security', partition);
    execute format(
      'create policy one_platform on %I using (platform_id = current_platform()) with check (platform_id = current_platform())',
      partition);
    execute format('alter table attendance_reports attach partition %I for values from (%L) to (%L)', partition,
      month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
  end loop;
end
$$;
