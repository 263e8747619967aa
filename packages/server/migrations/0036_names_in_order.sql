-- The previous release keeps working after this migration; its lists of people and courses are sorted without an index.

-- Names as people expect them: “Mara 2” before “Mara 10”, é beside e, upper and lower case alike. What differs in nothing
-- else is told apart by its bytes, so that pages follow each other without a gap.
create collation by_name (provider = icu, locale = 'und-u-kn-true');

drop index people_by_name;
create index people_by_name on people (platform_id, ((last_name || ' ' || first_name) collate by_name), id);
drop index courses_by_name;
create index courses_by_name on courses (platform_id, name collate by_name, id);
