-- The previous release keeps working after this migration.

-- How a platform's certificates look and are numbered. A platform without a row has the product's own.
create table certificate_templates (
  platform_id uuid primary key references platforms (platform_id) on delete cascade,
  version integer not null check (version > 0), -- 0 is the product's own, which has no row
  is_on boolean not null,
  prefix text not null check (prefix ~ '^[A-Z0-9]{1,10}$'),
  signatory_name text not null,
  signatory_role text not null,
  note text not null,
  shown_name text not null check (shown_name in ('initials', 'name'))
);
call protect_tenant_table('certificate_templates');
comment on table certificate_templates is 'How a platform''s certificates look and are numbered.';
comment on column certificate_templates.is_on is 'Whoever completes a session gets one.';
comment on column certificate_templates.shown_name is 'What whoever checks a certificate reads of the person.';

-- The last number that was given: of certificates of a year, and of places in the lists of what is recalled.
create table certificate_counters (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  name text not null,
  last integer not null,
  primary key (platform_id, name)
);
call protect_tenant_table('certificate_counters');
comment on table certificate_counters is 'The last number that was given. Whoever takes one waits for whoever takes one at the same moment.';

-- What was certified, as it was then. A row is never changed, but for what recalls it and for whom it belongs to after a merge. It
-- outlives its session: whoever was shown it asks about it for years.
create table certificates (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  number text not null,
  code text not null,
  list_index integer not null,
  session_id uuid not null,
  course_id uuid not null,
  person_id uuid not null,
  completion_version integer, -- null = issued by hand
  language text not null,
  person_name text not null,
  course_name text not null,
  session_name text not null,
  issuer_name text not null,
  first_day text not null,
  last_day text not null,
  seconds integer not null,
  completed_at timestamptz not null,
  valid_until timestamptz,
  issued_at timestamptz not null,
  issued_by uuid,
  recalled_at timestamptz,
  recalled_by uuid,
  recall_cause text check (recall_cause in ('corrected', 'renewed', 'by-hand')),
  recall_reason text,
  primary key (platform_id, id),
  unique (platform_id, number),
  unique (platform_id, code),
  unique (platform_id, list_index),
  check ((recalled_at is null) = (recall_cause is null)),
  foreign key (platform_id, person_id) references people (platform_id, id)
);
create unique index certificates_standing on certificates (platform_id, session_id, person_id) where recalled_at is null;
create index certificates_of_session on certificates (platform_id, session_id);
create index certificates_of_person on certificates (platform_id, person_id, issued_at);
create index certificates_recalled on certificates (platform_id, list_index) where recalled_at is not null;
call protect_tenant_table('certificates');
revoke update, delete on certificates from lectern_app;
grant update (recalled_at, recalled_by, recall_cause, recall_reason, person_id) on certificates to lectern_app;
comment on table certificates is 'What was certified, as it was then. It outlives its session.';
comment on column certificates.code is 'The secret of the address at which anybody may check it.';
comment on column certificates.list_index is 'Its place in the lists of what is recalled (W3C Bitstring Status List).';
comment on column certificates.completion_version is 'Of the completion that it certifies; null = issued by hand.';
comment on column certificates.first_day is 'Of the session''s first event, in its zone: 2026-11-29.';
comment on column certificates.seconds is 'Planned time of the session''s events, without breaks.';
comment on column certificates.issued_by is 'Null = by the rule of the course.';
comment on column certificates.recalled_by is 'Null = what it certified was corrected.';

-- With what badges are signed. The newest signs; all of them prove what they signed.
create table certificate_keys (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  public_jwk jsonb not null,
  private_jwk_sealed text not null,
  made_at timestamptz not null,
  made_by uuid,
  primary key (platform_id, id)
);
call protect_tenant_table('certificate_keys');
revoke delete on certificate_keys from lectern_app;
comment on table certificate_keys is 'With what badges are signed. The newest signs; all of them prove what they signed.';
comment on column certificate_keys.made_by is 'Null = made because there was none, or the one before was a year old.';
