-- The previous release keeps working after this migration.

-- Learning management systems in which this platform is a tool (LTI 1.3): one row for each client of an issuer. An issuer
-- alone says nothing: all customers of a hosted LMS share it.
create table lti_registrations (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  issuer text not null check (length(issuer) between 1 and 500),
  client_id text not null check (length(client_id) between 1 and 300),
  auth_url text not null,
  token_url text not null,
  keys_url text not null,
  frame_origins text[] not null default '{}',
  instructors_start boolean not null default false,
  active boolean not null default true,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (platform_id, id),
  unique (platform_id, issuer, client_id),
  foreign key (platform_id, created_by) references people (platform_id, id) on delete cascade
);
create index lti_registrations_of_maker on lti_registrations (platform_id, created_by);
call protect_tenant_table('lti_registrations');
comment on table lti_registrations is 'Learning management systems in which this platform is a tool, by issuer and client.';
comment on column lti_registrations.client_id is 'As the LMS writes it: some are numbers that no number keeps.';
comment on column lti_registrations.frame_origins is 'Whose pages may frame ours beside the issuer’s.';
comment on column lti_registrations.instructors_start is 'Whoever teaches a course of the LMS may start the events that it is linked to.';

-- Secret addresses by which an LMS registers itself, once.
create table lti_invitations (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  token_hash bytea not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (platform_id, token_hash),
  foreign key (platform_id, created_by) references people (platform_id, id) on delete cascade
);
create index lti_invitations_of_maker on lti_invitations (platform_id, created_by);
call protect_tenant_table('lti_invitations');
comment on table lti_invitations is 'Secret addresses by which an LMS registers itself, once.';

-- Where an LMS has installed the tool: nobody comes in by one that nobody has accepted.
create table lti_deployments (
  platform_id uuid not null,
  registration_id uuid not null,
  deployment_id text not null check (length(deployment_id) between 1 and 300),
  state text not null default 'waiting' check (state in ('waiting', 'accepted', 'refused')),
  seen_at timestamptz not null default now(),
  decided_by uuid,
  primary key (platform_id, registration_id, deployment_id),
  foreign key (platform_id, registration_id) references lti_registrations (platform_id, id) on delete cascade
);
call protect_tenant_table('lti_deployments');
comment on table lti_deployments is 'Where an LMS has installed the tool, and whether a superadmin accepted it.';

-- What we sign with for an LMS; those that sign no more stay among the public ones for a while.
create table lti_keys (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  public_jwk jsonb not null,
  private_jwk_sealed text not null,
  made_at timestamptz not null,
  made_by uuid,
  primary key (platform_id, id)
);
call protect_tenant_table('lti_keys');
comment on table lti_keys is 'Keys with which this platform signs what it says to an LMS.';

-- Sign-ins that an LMS began and that have not come back: state and nonce, once.
create table lti_logins (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  state_hash bytea not null,
  registration_id uuid not null,
  nonce text not null,
  browser_hash bytea not null,
  hints jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (platform_id, state_hash),
  foreign key (platform_id, registration_id) references lti_registrations (platform_id, id) on delete cascade
);
create index lti_logins_by_end on lti_logins (platform_id, expires_at);
call protect_tenant_table('lti_logins');
comment on table lti_logins is 'Sign-ins that an LMS began and that have not come back; the row is deleted when it does.';
comment on column lti_logins.hints is 'What the LMS sent, to begin again in a window of its own.';

-- Who somebody of an LMS is here.
create table lti_people (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  issuer text not null,
  subject text not null check (length(subject) between 1 and 300),
  person_id uuid not null,
  proof_email text,
  proof_hash bytea,
  proof_tries integer not null default 0,
  proof_sent_at timestamptz,
  made_at timestamptz not null default now(),
  primary key (platform_id, issuer, subject),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index lti_people_of_person on lti_people (platform_id, person_id);
call protect_tenant_table('lti_people');
comment on table lti_people is 'Who somebody of an LMS is here, by the issuer’s own name for them.';
comment on column lti_people.proof_email is 'To which a code was mailed: whoever has it shows whose address it is.';

-- Courses of an LMS, and links within them, with what they lead to here.
create table lti_links (
  platform_id uuid not null,
  id uuid not null,
  registration_id uuid not null,
  deployment_id text not null,
  context_id text not null check (length(context_id) <= 300),
  link_key text not null default '' check (length(link_key) <= 300),
  context_title text not null default '',
  title text not null default '',
  course_id uuid,
  session_id uuid,
  event_id uuid,
  copied_from uuid,
  memberships_url text,
  line_items_url text,
  line_item_url text,
  scopes text[] not null default '{}',
  seen_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (platform_id, id),
  unique (platform_id, registration_id, deployment_id, context_id, link_key),
  foreign key (platform_id, registration_id) references lti_registrations (platform_id, id) on delete cascade,
  foreign key (platform_id, course_id) references courses (platform_id, id) on delete set null (course_id),
  foreign key (platform_id, session_id) references sessions (platform_id, id) on delete set null (session_id),
  foreign key (platform_id, event_id) references events (platform_id, id) on delete set null (event_id)
);
create index lti_links_of_session on lti_links (platform_id, session_id) where session_id is not null;
create index lti_links_of_course on lti_links (platform_id, course_id) where course_id is not null;
create index lti_links_of_event on lti_links (platform_id, event_id) where event_id is not null;
call protect_tenant_table('lti_links');
comment on table lti_links is 'Courses of an LMS, and links within them, with what they lead to here.';
comment on column lti_links.link_key is 'Of a link that was made by choosing here: its own id, which a copied course keeps. Empty = the course as a whole.';
comment on column lti_links.copied_from is 'The link of the course that this one was copied from.';

-- Launches: what somebody came with, known by a token that their page holds. There is no cookie.
create table lti_launches (
  platform_id uuid not null,
  token_hash bytea not null,
  registration_id uuid not null,
  link_id uuid,
  person_id uuid,
  subject text,
  roles text[] not null default '{}',
  claimed_email text,
  locale text,
  browser_hash bytea,
  choosing jsonb,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (platform_id, token_hash),
  foreign key (platform_id, registration_id) references lti_registrations (platform_id, id) on delete cascade,
  foreign key (platform_id, link_id) references lti_links (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index lti_launches_by_end on lti_launches (platform_id, expires_at);
create index lti_launches_of_person on lti_launches (platform_id, person_id);
create index lti_launches_of_link on lti_launches (platform_id, link_id);
call protect_tenant_table('lti_launches');
comment on table lti_launches is 'What somebody came with from an LMS, known by a token that their page holds.';
comment on column lti_launches.browser_hash is 'Set until the browser has shown that it is the one that began.';
comment on column lti_launches.choosing is 'Of a launch that asks for content: where it is sent, and what is taken.';
comment on column lti_launches.roles is 'What they are in this course of the LMS: instructor, learner. Never more than that.';
call let_sweeps_read('lti_logins', 'expires_at');
call let_sweeps_read('lti_launches', 'expires_at');

-- Whoever comes from an LMS may sign in by it.
alter table logins drop constraint logins_way_check;
alter table logins add constraint logins_way_check check (way in ('password', 'passkey', 'provider', 'link', 'lms'));
