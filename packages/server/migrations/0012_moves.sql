-- The previous release keeps working after this migration, but for moving all events of an account.

-- A retired app: the day of the switch, where its accounts' events go, and its removal, which is final.
alter table apps
  add column switch_at timestamptz,
  add column removed_at timestamptz;

drop table account_moves;

-- A move of events from accounts to others.
create table event_moves (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  id uuid not null,
  person_id uuid not null,
  starts_from timestamptz not null, -- events that begin earlier stay
  tells_people boolean not null default false,
  undoes uuid, -- the move that this one takes back
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (platform_id, id),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
call protect_tenant_table('event_moves');
create index event_moves_newest on event_moves (platform_id, started_at desc);

create table event_move_items (
  platform_id uuid not null,
  move_id uuid not null,
  event_id uuid not null, -- no foreign key: the report outlives the event
  event_name text not null,
  starts_at timestamptz not null,
  from_account_id uuid not null,
  to_account_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'moved', 'refused')),
  reason jsonb,
  old_room_id uuid, -- what is to be deleted at the provider, by itself or by hand
  primary key (platform_id, move_id, event_id),
  foreign key (platform_id, move_id) references event_moves (platform_id, id) on delete cascade
);
call protect_tenant_table('event_move_items');
