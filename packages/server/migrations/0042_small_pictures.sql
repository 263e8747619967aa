-- The previous release keeps working after this migration.

alter table course_images add column small bytea;
comment on column course_images.small is 'As it is shown on cards. Null = older than small ones are: the whole one is shown.';
