-- The previous release keeps working after this migration.

-- A row of a plan can name a session that is not there: it is made with the first of its events.
alter table plan_items add column new_session jsonb;
alter table plan_items add column made_session boolean not null default false;
