-- The previous release keeps working after this migration, as long as nobody chooses a language that it does not speak.

-- Which languages there are is decided by the program (packages/texts): here it is enough that one looks like one.
alter table platforms
  drop constraint platforms_default_language_check,
  add constraint platforms_default_language_check check (default_language ~ '^[a-z]{2,3}$');
alter table people
  drop constraint people_language_check,
  add constraint people_language_check check (language ~ '^[a-z]{2,3}$');
