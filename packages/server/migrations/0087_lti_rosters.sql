-- The previous release keeps working after this migration.

-- Who came by a course of an LMS: by its roster, or by a launch. Whoever is in it no more gives back what came by it.
create table lti_members (
  platform_id uuid not null,
  link_id uuid not null,
  subject text not null,
  person_id uuid not null,
  seen_at timestamptz not null,
  primary key (platform_id, link_id, subject),
  foreign key (platform_id, link_id) references lti_links (platform_id, id) on delete cascade,
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index lti_members_of_person on lti_members (platform_id, person_id);
call protect_tenant_table('lti_members');
comment on table lti_members is 'Who came by a course of an LMS.';
