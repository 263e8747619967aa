-- The previous release keeps working after this: it knows no store, and what it judges is told by the next release alone.

-- Where statements of a platform go: a learning record store, by xAPI.
create table record_stores (
  platform_id uuid primary key references platforms (platform_id) on delete cascade,
  url text not null,
  username text not null,
  secret_sealed text not null,
  is_active boolean not null,
  version integer not null default 1,
  tries integer not null default 0,
  next_try_at timestamptz,
  failing_since timestamptz,
  error text not null default '',
  lease_until timestamptz
);
call protect_tenant_table('record_stores');
call let_sweeps_read('record_stores', 'is_active, next_try_at');
comment on column record_stores.tries is 'That failed since the last one that did not; the next comes later each time.';
comment on column record_stores.next_try_at is 'When what waits is sent; null = nothing waits.';

-- What the store is told, in the order in which it happened. A statement is never changed: it is voided by another one.
create table statements (
  platform_id uuid not null,
  id uuid not null, -- made of its subject and serial, so that a repeat is the same
  subject text not null,
  serial integer not null,
  person_id uuid not null,
  voids uuid,
  content_hash text not null,
  body jsonb not null,
  sequence bigint generated always as identity,
  state text not null check (state in ('waiting', 'sent', 'refused')),
  error text not null default '',
  made_at timestamptz not null,
  sent_at timestamptz,
  primary key (platform_id, id),
  unique (platform_id, subject, serial),
  foreign key (platform_id, person_id) references people (platform_id, id) on delete cascade
);
create index statements_waiting on statements (platform_id, sequence) where state = 'waiting';
create index statements_of_person on statements (platform_id, person_id);
call protect_tenant_table('statements');
comment on table statements is 'What a learning record store is told, by xAPI. A row is never changed, save what became of it.';
comment on column statements.subject is 'What it is about: all of the same subject are voided one after the other.';
comment on column statements.voids is 'The statement that it takes back; null = it says something itself.';
comment on column statements.content_hash is 'Of what it says of the person: with the same one nothing is said anew.';
