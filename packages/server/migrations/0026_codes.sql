-- The previous release keeps working after this migration; it answers 500 to a code that another course or session has.

-- Codes by which tables find courses, and sessions within their course. Of those that have the same one, the oldest
-- keeps it and the others get a number behind it.
alter table courses no force row level security;
alter table sessions no force row level security;

do $$
declare
  double record;
  fresh text;
  n integer;
begin
  for double in
    select platform_id, id, code from (
      select platform_id, id, code,
        row_number() over (partition by platform_id, lower(code) order by created_at, id) as place
      from courses where code <> ''
    ) coded where place > 1
  loop
    n := 1;
    loop
      n := n + 1;
      fresh := left(double.code, 44) || '-' || n;
      exit when not exists (
        select from courses where platform_id = double.platform_id and lower(code) = lower(fresh));
    end loop;
    update courses set code = fresh where platform_id = double.platform_id and id = double.id;
  end loop;
  for double in
    select platform_id, course_id, id, code from (
      select platform_id, course_id, id, code,
        row_number() over (partition by platform_id, course_id, lower(code) order by created_at, id) as place
      from sessions where code <> ''
    ) coded where place > 1
  loop
    n := 1;
    loop
      n := n + 1;
      fresh := left(double.code, 44) || '-' || n;
      exit when not exists (
        select from sessions where platform_id = double.platform_id and course_id = double.course_id
          and lower(code) = lower(fresh));
    end loop;
    update sessions set code = fresh where platform_id = double.platform_id and id = double.id;
  end loop;
end
$$;

alter table courses force row level security;
alter table sessions force row level security;

create unique index courses_by_code on courses (platform_id, lower(code)) where code <> '';
create unique index sessions_by_code on sessions (platform_id, course_id, lower(code)) where code <> '';
