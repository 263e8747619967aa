-- The previous release keeps working after this migration.

-- Who teaches which event: its own instructors where it has any, else those of its session. Row-level security is
-- that of the tables behind it.
create view teaching with (security_invoker = true) as
  select e.platform_id, e.id as event_id, e.session_id, i.person_id, e.starts_at, e.ends_at, e.cancelled_at
  from events e
  join event_instructors i on i.platform_id = e.platform_id and i.event_id = e.id
  union all
  select e.platform_id, e.id, e.session_id, i.person_id, e.starts_at, e.ends_at, e.cancelled_at
  from events e
  join session_instructors i on i.platform_id = e.platform_id and i.session_id = e.session_id
  where not exists (
    select from event_instructors own where own.platform_id = e.platform_id and own.event_id = e.id);
grant select on teaching to lectern_app;

create index courses_categories on courses using gin (categories);
