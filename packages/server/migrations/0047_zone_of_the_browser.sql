-- The previous release keeps working after this migration.

-- When somebody got or chose a zone of their own for the first time. Whoever signed in before keeps what they see.
alter table people add column zone_settled_at timestamptz;
update people set zone_settled_at = signed_in_at;
