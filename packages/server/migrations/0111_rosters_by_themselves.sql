-- The previous release keeps working after this migration: it reads no roster by itself.

-- Whether the roster of a course of an LMS is read by itself, when next, and what came of it last.
alter table lti_links
  add column reads_roster boolean not null default false,
  add column roster_due_at timestamptz,
  add column roster_read_at timestamptz,
  add column roster_change jsonb,
  add column roster_problem jsonb;
create index lti_links_with_roster_due on lti_links (roster_due_at, platform_id) where roster_due_at is not null;
grant select (roster_due_at) on lti_links to lectern_sweep;
comment on column lti_links.reads_roster is 'The roster of the course is read by itself, once a day.';
comment on column lti_links.roster_change is 'How many got a place, a position in the line, or gave theirs back when it was read last.';
comment on column lti_links.roster_problem is 'Why it could not be taken over when it was looked at last.';
