-- The previous release keeps working after this migration.

alter table courses add column hue integer check (hue between 0 and 11);
comment on column courses.hue is 'The color that was chosen for it. Null = one is made of its name.';
