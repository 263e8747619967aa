-- The previous release keeps working after this migration.

-- How what changed was before, by the same names as in `changes`; {} where nobody wrote it down.
alter table audit_entries add column was jsonb not null default '{}';
