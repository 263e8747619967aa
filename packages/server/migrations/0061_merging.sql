-- The previous release keeps working after this migration.

-- What is evidence of a duplicate is of the person whom it is merged into.
grant update (person_id) on attendance_verdicts to lectern_app;
grant update (person_id) on completions to lectern_app;
grant update (person_id) on recording_consents to lectern_app;
comment on table recording_consents is
  'Who agreed to be recorded, to what words. Never changed, but for whom it belongs to after a merge.';
