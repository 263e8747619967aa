-- The previous release keeps working after this migration. What it writes in client_id and client_secret_sealed is followed by a
-- trigger; an account of a link that is made meanwhile by the new one takes its events there alone.

-- What an account's form holds: settings in the clear, secrets as one sealed JSON. Null = sealed by the release before.
alter table accounts
  add column credentials_sealed text,
  -- Of accounts that are checked in place of paired: when it is asked again whether the tool lets us in.
  add column check_at timestamptz,
  alter column client_id set default '',
  alter column client_secret_sealed set default '';
comment on column accounts.credentials_sealed is 'The secrets of its form, a JSON by their names. Null = as client_secret_sealed has it.';
comment on column accounts.check_at is 'When it is checked again. Null = it is paired by a user, or there is nobody to ask.';

alter table accounts no force row level security;
update accounts set settings = settings || jsonb_build_object('clientId', client_id) where client_id <> '';
alter table accounts force row level security;

create function follow_previous_release() returns trigger language plpgsql as $$
begin
  if new.client_id <> '' then
    new.settings := new.settings || jsonb_build_object('clientId', new.client_id);
  end if;
  if tg_op = 'UPDATE' and new.client_secret_sealed is distinct from old.client_secret_sealed
    and new.credentials_sealed is not distinct from old.credentials_sealed then
    new.credentials_sealed := null;
  end if;
  return new;
end $$;
create trigger follow_previous_release before insert or update of client_id, client_secret_sealed, settings on accounts
  for each row execute function follow_previous_release();

create index accounts_to_check on accounts (check_at, platform_id) where check_at is not null;
call let_sweeps_read('accounts', 'check_at');

-- Users who host without a consent of their own have no tokens.
drop index organizers_idle;
alter table organizers drop column has_tokens;
alter table organizers
  alter column access_token_sealed drop not null,
  alter column access_token_expires_at drop not null,
  alter column refresh_token_sealed drop not null,
  add column has_tokens boolean generated always as (coalesce(refresh_token_sealed, '') <> '') stored not null;
create index organizers_idle on organizers (refreshed_at, platform_id) where state = 'paired' and has_tokens;
grant select (has_tokens) on organizers to lectern_sweep;

-- Rows that stood for an account where nobody consents (provider_user_key = '') stay for the previous release; this one knows none.
alter table organizers no force row level security;
update organizers set access_token_sealed = null, access_token_expires_at = null, refresh_token_sealed = null
where refresh_token_sealed = '';
alter table organizers force row level security;

-- A room of an account that has no users is nobody's.
alter table room_attempts alter column organizer_id drop not null;
