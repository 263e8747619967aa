import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OldDatabase, openOldDatabase } from '../../../../test/old-database.ts'

// A host who stood in the form of an account is its first organizer since migration 68.

let database: OldDatabase
const id = (n: number) => `00000000-0000-7000-8000-${`${n}`.padStart(12, '0')}`
const [platform, zoom, lapsed, hostless, deleted, goto, organizer, ready, gone, other] = Array.from(
  { length: 10 },
  (_, n) => id(n + 1),
)

beforeAll(async () => {
  database = await openOldDatabase('0068_hosts.sql')
})
afterAll(() => database.close())

it('makes the host in the form an organizer who owns the rooms, and looks at the account at once', async () => {
  await database.query(`
    insert into platforms (platform_id, name) values ('${platform}', 'P');
    select set_config('lectern.platform_id', '${platform}', false);
    insert into accounts (platform_id, id, app_id, name, session_type, pairing_state, settings, deleted_at, check_at) values
      ('${platform}', '${zoom}', 'zoom', 'Z', 'meeting', 'paired', '{"host": "olga@x.example"}', null, '2100-01-01'),
      ('${platform}', '${lapsed}', 'zoom', 'L', 'meeting', 'needs-pairing', '{"host": "piet@x.example"}', null, '2100-01-01'),
      ('${platform}', '${hostless}', 'zoom', 'N', 'meeting', 'not-paired', '{"host": ""}', null, '2100-01-01'),
      ('${platform}', '${deleted}', 'zoom', 'D', 'meeting', 'paired', '{"host": "old@x.example"}', now(), '2100-01-01'),
      ('${platform}', '${goto}', 'gotomeeting-v2', 'G', 'meeting', 'paired', '{"host": "not@x.example"}', null, null);
    insert into organizers (platform_id, id, account_id, provider_user_key, email, display_name, refreshed_at, state) values
      ('${platform}', '${organizer}', '${goto}', 'key', 'o@x.example', 'O', now(), 'paired');
    insert into rooms (platform_id, id, event_id, account_id, organizer_id, state) values
      ('${platform}', '${ready}', gen_random_uuid(), '${zoom}', null, 'ready'),
      ('${platform}', '${gone}', gen_random_uuid(), '${zoom}', null, 'gone'),
      ('${platform}', '${other}', gen_random_uuid(), '${goto}', '${organizer}', 'ready');`)
  await database.migrate()
  expect(
    await database.rows(`select account_id, provider_user_key, email, state, finding, has_tokens from organizers
      order by account_id`),
  ).toEqual([
    [zoom, 'olga@x.example', 'olga@x.example', 'paired', null, false],
    [lapsed, 'piet@x.example', 'piet@x.example', 'needs-pairing', null, false],
    [goto, 'key', 'o@x.example', 'paired', null, false],
  ])
  // Rooms that are gone were nobody's, and others are whose they were.
  expect(
    await database.rows(`select rooms.id, organizers.email from rooms
      left join organizers on organizers.id = rooms.organizer_id order by rooms.id`),
  ).toEqual([
    [ready, 'olga@x.example'],
    [gone, null],
    [other, 'o@x.example'],
  ])
  expect(await database.rows('select id from accounts where check_at <= now() order by id')).toEqual([
    [zoom],
    [lapsed],
  ])
  // The previous release reads the host in the form.
  expect(await database.rows(`select settings ->> 'host' from accounts where id = '${zoom}'`)).toEqual([
    ['olga@x.example'],
  ])
  const unforced = await database.rows(`select relname from pg_class where relforcerowsecurity is not true
    and relname in ('accounts', 'organizers', 'rooms')`)
  expect(unforced).toEqual([])
})
