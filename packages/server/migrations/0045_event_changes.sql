-- The previous release keeps working after this migration; it sends at once what waits here for some seconds.

-- What was done to events, with what they were before, so that it can be put back.
create table event_changes (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  change_id uuid not null, -- the same for what was done in one go
  event_id uuid not null, -- no foreign key: it outlives the event
  action text not null check (action in ('planned', 'changed', 'cancelled', 'restored', 'deleted')),
  before jsonb, -- an EventSnapshot; null = there was no event
  after jsonb, -- null = there is no event
  made_at timestamptz not null,
  made_by uuid,
  is_quiet boolean not null default false,
  undoes uuid, -- the change that it takes back
  undone_by uuid, -- the change that took it back
  primary key (platform_id, id)
);
create index event_changes_of_change on event_changes (platform_id, change_id);
create index event_changes_of_event on event_changes (platform_id, event_id, made_at);
create index event_changes_of_all_by_age on event_changes (made_at, platform_id);
call protect_tenant_table('event_changes');
call let_sweeps_read('event_changes', 'made_at');
comment on column event_changes.change_id is 'The same for what was done in one go.';
comment on column event_changes.before is 'Null = there was no event.';
comment on column event_changes.after is 'Null = there is no event any more.';
comment on column event_changes.undoes is 'The change that it takes back.';
comment on column event_changes.undone_by is 'The change that took it back.';

-- What is told by a change waits for as long as it may be taken back without anybody having heard of it.
alter table notifications
  add column held_until timestamptz,
  add column change_id uuid;
create index notifications_of_change on notifications (platform_id, change_id) where change_id is not null;
comment on column notifications.held_until is 'Nobody sees it before. Null = at once.';
comment on column notifications.change_id is 'The change of events that told it, while it may be taken back.';
