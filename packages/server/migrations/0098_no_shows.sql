-- The previous release keeps working after this: it knows no rule of no-shows, and lets everybody enroll themselves.

-- From how many no-shows on somebody can't enroll themselves for a while: {isOn, fromCount, withinDays, coolDownDays, since}.
alter table platforms add column no_show_rule jsonb check (jsonb_typeof(no_show_rule) = 'object');
alter table courses add column no_show_rule jsonb check (jsonb_typeof(no_show_rule) = 'object');
comment on column platforms.no_show_rule is 'From how many no-shows on somebody can''t enroll themselves for a while. Null = they may.';
comment on column courses.no_show_rule is 'Of this course alone; null = as the platform has it.';

-- What somebody says of why they could not come. Who was absent is told by marks and verdicts alone.
create table absence_explanations (
  platform_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  explanation text not null check (length(explanation) between 1 and 1000),
  said_at timestamptz not null,
  primary key (platform_id, event_id, person_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index absence_explanations_of_person on absence_explanations (platform_id, person_id);
call protect_tenant_table('absence_explanations');
comment on table absence_explanations is 'What somebody says of why they could not come. It can be about their health.';

-- That somebody may enroll themselves again before their cool-down is over: no-shows before it count no more.
create table cool_down_lifts (
  platform_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  lifted_at timestamptz not null,
  lifted_by uuid not null,
  reason text not null check (length(reason) between 1 and 500),
  primary key (platform_id, id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index cool_down_lifts_of_person on cool_down_lifts (platform_id, person_id, lifted_at);
call protect_tenant_table('cool_down_lifts');
revoke update on cool_down_lifts from lectern_app;
grant update (person_id) on cool_down_lifts to lectern_app;
comment on table cool_down_lifts is 'That somebody may enroll themselves again: no-shows before it count no more.';
