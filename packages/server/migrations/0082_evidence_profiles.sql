-- The previous release keeps working after this: it knows no profile, and leaves those that there are alone.

alter table courses
  add column evidence_profile text
    check (evidence_profile in ('plain', 'italy-81-08', 'us-cpe', 'hipaa', 'osha', 'france'));
comment on column courses.evidence_profile is 'Whom its evidence has to convince; null = nobody was named.';
