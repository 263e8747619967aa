-- The previous release keeps working after this migration: it goes on to take the host of a Zoom account from its form, where the
-- address stays until the account is changed. A room that it makes there meanwhile is nobody's, and stands in no host's way.

-- Organizers who are chosen from a tool's directory, without a consent: why one can't host at the moment.
alter table organizers add column finding jsonb;
comment on column organizers.finding is 'Why a host who was chosen from a directory can host nothing now. Null = nothing is known against it.';

alter table accounts no force row level security;
alter table organizers no force row level security;
alter table rooms no force row level security;
-- The host that such an account has in its form becomes its first organizer: by the address, until the next check tells the key.
insert into organizers (platform_id, id, account_id, provider_user_key, email, display_name, refreshed_at, state)
select platform_id, gen_random_uuid(), id, settings ->> 'host', settings ->> 'host', settings ->> 'host', now(),
  case when pairing_state = 'needs-pairing' then 'needs-pairing' else 'paired' end
from accounts
where app_id = 'zoom' and coalesce(settings ->> 'host', '') <> '' and deleted_at is null;
update rooms set organizer_id = organizers.id
from organizers, accounts
where rooms.platform_id = accounts.platform_id and rooms.account_id = accounts.id and accounts.app_id = 'zoom'
  and organizers.platform_id = accounts.platform_id and organizers.account_id = accounts.id
  and rooms.organizer_id is null and rooms.state <> 'gone';
-- Asked at once, so that names and keys are known.
update accounts set check_at = now()
where app_id = 'zoom' and coalesce(settings ->> 'host', '') <> '' and deleted_at is null;
alter table rooms force row level security;
alter table organizers force row level security;
alter table accounts force row level security;
