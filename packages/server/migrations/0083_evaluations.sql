-- The previous release keeps working after this as long as no rule of completion asks for a survey, which it can't read.

-- What people who were there are asked after the events of a course. A form is never changed: another one is a version more.
create table evaluation_forms (
  platform_id uuid not null,
  course_id uuid not null,
  version integer not null check (version > 0),
  questions jsonb not null check (jsonb_array_length(questions) > 0),
  is_anonymous boolean not null,
  is_open boolean not null,
  made_by uuid not null,
  made_at timestamptz not null,
  primary key (platform_id, course_id, version),
  foreign key (platform_id, course_id) references courses (platform_id, id) on delete cascade
);
call protect_tenant_table('evaluation_forms');
revoke update, delete on evaluation_forms from lectern_app;
comment on table evaluation_forms is 'What people are asked after the events of a course. The newest is the course''s form; earlier ones stay for their answers.';
comment on column evaluation_forms.is_open is 'False: nobody is asked for now.';

-- Who has answered: it says that, and nothing of what.
create table evaluation_participations (
  platform_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  answered_at timestamptz not null,
  primary key (platform_id, event_id, person_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index evaluation_participations_of_person on evaluation_participations (platform_id, person_id);
call protect_tenant_table('evaluation_participations');

-- What was answered. An id says nothing of when; an anonymous answer says nothing of who.
create table evaluation_answers (
  platform_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  form_version integer not null,
  answers jsonb not null,
  person_id uuid,
  is_shown boolean not null,
  primary key (platform_id, id),
  check (is_shown or person_id is null),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index evaluation_answers_of_event on evaluation_answers (platform_id, event_id, is_shown);
create index evaluation_answers_of_person on evaluation_answers (platform_id, person_id) where person_id is not null;
call protect_tenant_table('evaluation_answers');
comment on column evaluation_answers.id is 'Random: in the order of ids nobody finds the order of answers.';
comment on column evaluation_answers.person_id is 'Null = it was answered anonymously.';
comment on column evaluation_answers.is_shown is 'False: held back until as many more have come that nobody can tell whose it is.';
