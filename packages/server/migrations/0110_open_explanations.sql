-- The previous release keeps working after this migration.

-- What people say of why they could not come, and nobody has decided: they are still absent, and nobody marked them since.
create view open_explanations with (security_invoker = true) as
  select x.platform_id, x.event_id, x.person_id, x.said_at
  from absence_explanations x
  cross join lateral ( -- offset 0: by its index for each of them
    select a.status from effective_attendance a
    where a.platform_id = x.platform_id and a.event_id = x.event_id and a.person_id = x.person_id offset 0) held
  where held.status = 'absent' and not exists (
    select from attendance_marks m where m.platform_id = x.platform_id and m.event_id = x.event_id
      and m.person_id = x.person_id and m.changed_at >= x.said_at);
grant select on open_explanations to lectern_app;
comment on view open_explanations is 'What people say of why they could not come, and nobody has decided.';

create index absence_explanations_by_time on absence_explanations (platform_id, said_at);
