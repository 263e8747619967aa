-- The previous release keeps working after this migration until a course has a rule of its own: it would take that for
-- the platform's.

alter table attendance_rules
  add column course_id uuid,
  add column follows_platform boolean not null default false,
  add check (course_id is not null or not follows_platform);
create index attendance_rules_of_course on attendance_rules (platform_id, course_id, version desc);
comment on column attendance_rules.course_id is
  'The course whose rule it is, in place of the platform''s; null = the platform''s. No foreign key: a number that was given is never given again.';
comment on column attendance_rules.follows_platform is
  'From this version on the course has no rule of its own any more.';
