-- The previous release keeps working after this migration.

-- What a name alone does not say. The types of the tables (src/db/tables.ts) repeat it where it is read.
comment on table calendar_entries is 'What the calendar of a person was told about an event.';
comment on table mail_lanes is 'Whoever holds the lease sends the mails of a person.';
comment on table removed_events is 'Events that were deleted: links to them still say so.';
comment on view teaching is 'Who teaches an event, by its own instructors or those of its session.';

comment on column attendance_changes.change_id is 'Of what was marked in one step.';
comment on column enrollment_changes.actor_id is 'Null = it happened by itself.';
comment on column enrollment_changes.cause is 'Null = not known: older than causes are.';
comment on column enrollment_changes.reason is 'What the person who made the change said.';
comment on column event_alarms.cleared_at is 'The provider says that the room runs.';
comment on column events.cancelled_with is 'Null = by itself.';
comment on column events.join_opens_minutes is 'Before the start; null = as usual.';
comment on column events.series_id is 'Of events that were planned together.';
comment on column events.zone_differs_since is 'Set while the stored instants are not what the present rules of the zone say.';
comment on column mails.calendar is 'Updates for calendar programs, each a file of its own.';
comment on column mails.position is 'A person''s mails go out in this order.';
comment on column notifications.position is 'The order in which they were told.';
comment on column notifications.save_id is 'The same for what was told in one transaction.';
comment on column people.search_text is 'Of name and address, as search_text() writes it.';
comment on column platform_hosts.is_default is 'Given by the operator: a superadmin can''t remove it.';
comment on column platforms.reminder_minutes is 'Before an event''s start.';
comment on column removed_events.session_id is 'Null = it was deleted before this was written down.';
comment on column removed_events.course_id is 'Null = it was deleted before this was written down.';
comment on column roster_looks.stays is 'By person; null = the provider does not tell people while a room runs.';
comment on column sessions.additional is 'Values of session fields by their id.';
comment on column sessions.attendance_percent is 'Of an event''s time: counts as present.';
comment on column sessions.decides_at is 'When it is decided whether a session with too few learners takes place.';
comment on column sessions.promotion_stop_hours is 'Before the first event; null = people are promoted until the last event ends.';
comment on column sessions.withdrawal_hours is 'Before the first event: until then learners give their place back by themselves.';
comment on column webhooks.event_types is 'Null = all.';
