-- The previous release keeps working after this migration; it knows no power users.

-- Who plans a part of the courses for a part of the people: their area.
create table power_users (
  platform_id uuid not null,
  person_id uuid not null,
  categories text[] not null default '{}',
  version integer not null default 1,
  primary key (platform_id, person_id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('power_users');
comment on table power_users is 'Who plans a part of the courses for a part of the people: their area.';
comment on column power_users.categories is 'Courses with one of these words are in the area.';

create table power_user_groups (
  platform_id uuid not null,
  power_user_id uuid not null,
  group_id uuid not null,
  primary key (platform_id, power_user_id, group_id),
  foreign key (platform_id, power_user_id) references power_users (platform_id, person_id) on delete cascade,
  foreign key (platform_id, group_id) references groups (platform_id, id) on delete cascade
);
create index power_user_groups_of_group on power_user_groups (platform_id, group_id);
call protect_tenant_table('power_user_groups');
comment on table power_user_groups is 'Groups whose members are in the area of a power user.';

create table power_user_people (
  platform_id uuid not null,
  power_user_id uuid not null,
  person_id uuid not null,
  primary key (platform_id, power_user_id, person_id),
  foreign key (platform_id, power_user_id) references power_users (platform_id, person_id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index power_user_people_of_person on power_user_people (platform_id, person_id);
call protect_tenant_table('power_user_people');
comment on table power_user_people is 'Single people in the area of a power user.';

create table power_user_courses (
  platform_id uuid not null,
  power_user_id uuid not null,
  course_id uuid not null,
  primary key (platform_id, power_user_id, course_id),
  foreign key (platform_id, power_user_id) references power_users (platform_id, person_id) on delete cascade,
  foreign key (platform_id, course_id) references courses (platform_id, id) on delete cascade
);
create index power_user_courses_of_course on power_user_courses (platform_id, course_id);
call protect_tenant_table('power_user_courses');
comment on table power_user_courses is 'Single courses in the area of a power user.';
