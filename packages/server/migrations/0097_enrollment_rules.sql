-- The previous release keeps working after this: it knows nothing of these rules, and leaves them alone.

-- Who is in a group gets a place in the next session of a course.
create table enrollment_rules (
  platform_id uuid not null,
  id uuid not null,
  course_id uuid not null,
  group_id uuid not null,
  when_full text not null check (when_full in ('refuse', 'wait')),
  look_at timestamptz not null,
  primary key (platform_id, id),
  unique (platform_id, course_id, group_id),
  foreign key (platform_id, course_id) references courses (platform_id, id) on delete cascade,
  foreign key (platform_id, group_id) references groups (platform_id, id) on delete cascade
);
create index enrollment_rules_of_group on enrollment_rules (platform_id, group_id);
create index enrollment_rules_due on enrollment_rules (look_at, platform_id);
call protect_tenant_table('enrollment_rules');
call let_sweeps_read('enrollment_rules', 'look_at');
comment on table enrollment_rules is 'Who is in a group gets a place in the next session of a course.';
comment on column enrollment_rules.when_full is 'What happens to members for whom no session has a place: they wait for one on a list, or until there is one.';
comment on column enrollment_rules.look_at is 'When members without a place are looked for next.';
