-- The previous release keeps working after this migration.

-- Who made a course: with no session of somebody else in it, it is theirs to change. Nobody = superadmins alone.
alter table courses add column created_by uuid;
alter table courses no force row level security;
alter table audit_entries no force row level security;
update courses set created_by = made.actor_id
  from audit_entries made
  where made.platform_id = courses.platform_id and made.object_type = 'course'
    and made.object_id = courses.id::text and made.action = 'course.create';
alter table audit_entries force row level security;
alter table courses force row level security;
