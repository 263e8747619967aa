-- The previous release keeps working after this migration.

-- What sessions and events are found by, as courses and people are: see 0027_search.sql.
alter table sessions add column search_text text not null
  generated always as (search_text(name || ' ' || code)) stored;
alter table events add column search_text text not null
  generated always as (search_text(name)) stored;
