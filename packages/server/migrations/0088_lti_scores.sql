-- The previous release keeps working after this migration: it tells no LMS anything.

-- What goes back to an LMS by a link, and when it is looked at next; null = nothing is due.
alter table lti_links
  add column sends text[] not null default '{}' check (sends <@ array['attendance', 'completion']),
  add column completion_item_url text,
  add column scores_due_at timestamptz;
create index lti_links_with_scores_due on lti_links (scores_due_at, platform_id) where scores_due_at is not null;
call let_sweeps_read('lti_links', 'scores_due_at');
comment on column lti_links.line_item_url is 'The column of the LMS’s gradebook in which attendance stands.';
comment on column lti_links.completion_item_url is 'The column in which completion stands.';

-- What an LMS was told of somebody, last, in each column of its gradebook.
create table lti_scores (
  platform_id uuid not null,
  link_id uuid not null,
  kind text not null check (kind in ('attendance', 'completion')),
  subject text not null,
  person_id uuid not null,
  score integer not null check (score between 0 and 100),
  is_final boolean not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  sent_score integer,
  sent_at timestamptz,
  tries integer not null default 0,
  problem text not null default '',
  changed_at timestamptz not null,
  primary key (platform_id, link_id, kind, subject),
  foreign key (platform_id, link_id) references lti_links (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index lti_scores_of_person on lti_scores (platform_id, person_id);
call protect_tenant_table('lti_scores');
comment on table lti_scores is 'What an LMS was told of somebody, last.';
comment on column lti_scores.sent_at is 'The moment that stood in it; the next one is later.';
comment on column lti_scores.problem is 'What the LMS answered, where it took it not.';
