import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { readCatalog } from '../../../../generate/catalog.ts'
import { addPeople, buildSession, outboxOf, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { EventId, PersonId, RoomId, SessionId, StayId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { listNotifications } from '../../messages/notifications/inbox.service.ts'
import { addWebhook } from '../../platform/webhooks/webhooks.service.ts'
import { markAttendance } from '../../training/attendance/attendance.service.ts'
import { listOwn } from '../../training/certificates/certificates.service.ts'
import { completeByHand, enterScores } from '../../training/completions/entries.service.ts'
import { sweepCompletions } from '../../training/completions/looking.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { agree, giveNotice } from '../../training/recordings/consents.service.ts'
import { matchStay } from '../../training/stays/stays.service.ts'
import { keepStays } from '../../training/stays/written-stays.service.ts'
import { addMembers, createGroup } from '../groups/groups.service.ts'
import { mergePeople } from './merge.service.ts'
import { mergings } from './merging.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let sessionId: SessionId
let eventId: EventId
let kept: PersonId
let duplicate: PersonId
let client: pg.Client
let keptActor: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('merging.example')
  superadmin = await platform.addActor(['superadmin'])
  client = new pg.Client(test.db.connection)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await test.close()
})
beforeEach(async () => {
  test.clock.now = new Date('2026-11-20T08:00:00Z')
  sessionId = (await buildSession(platform, superadmin)).id
  const times = { from: '10:00', to: '12:00', day: '2026-11-24' }
  const planned = { sessionId, accountId: null, name: 'Day', ...times }
  eventId = (await planEvent(platform, superadmin, planned)).id
  const [one, two] = await addPeople(platform, 2)
  keptActor = present(one)
  kept = keptActor.personId
  duplicate = present(two).personId
})

const merge = () => mergePeople(platform.ctx, superadmin, { personId: kept, duplicateId: duplicate })
const add = (table: string, row: Record<string, unknown>) =>
  client.query(
    `insert into ${table} (platform_id, ${Object.keys(row).join(', ')})
     values ($1, ${Object.keys(row).map((_, at) => `$${at + 2}`)})`,
    [platform.ctx.platform.id, ...Object.values(row)],
  )
/** What two people have in a table, by whose it is. */
async function had(table: string, shown: string, column = 'person_id') {
  const { rows } = await client.query(
    `select ${column} as owner, ${shown} as shown from ${table} where ${column} = any($1) order by 2`,
    [[kept, duplicate]],
  )
  const of = (who: PersonId) => rows.filter(({ owner }) => owner === who).map((row) => row.shown)
  return { kept: of(kept), duplicate: of(duplicate) }
}
const newId = () => platform.ctx.newId()
const now = () => test.clock.now
const stay = () => ({
  ...{ runKey: '1', runStartedAt: now(), runEndedAt: undefined, sourceKey: 'a', name: 'Lea', email: '' },
  kind: 'main' as const,
  ...{ registrationKey: null, joinedAt: now(), leftAt: null, isHost: false },
})

describe('what a merge does with each column of people', () => {
  it('is decided, for each foreign key and for each id of whoever did something', async () => {
    const ids = /(^|_)(person|owner|actor|instructor)_ids?$|_by$/
    const found = (await readCatalog(client))
      .filter(({ isView }) => !isView)
      .flatMap(({ name: table, columns }) =>
        columns
          .filter(({ name, type, references }) => {
            if (references?.table === 'people' && name !== 'platform_id') return true
            return ids.test(name) && type.startsWith('uuid') && !references && name !== 'undone_by'
          })
          .map(({ name }) => `${table}.${name}`),
      )
    const more = ['people.merged_into', 'person_import_items.imported_id']
    expect([...new Set([...found, ...more])].sort()).toEqual(Object.keys(mergings).sort())
  })

  it('may be done by the application, and never meets a row that is there', async () => {
    for (const [place, merging] of Object.entries(mergings)) {
      const [table = '', column = ''] = place.split('.')
      const may = async (what: string, name?: string) => {
        const { rows } = await client.query(
          name
            ? `select has_column_privilege('lectern_app', $1, $3, $2) as may`
            : `select has_table_privilege('lectern_app', $1, $2) as may`,
          name ? [table, what, name] : [table, what],
        )
        return rows[0].may
      }
      if (merging.fate === 'moves' || merging.fate === 'yields')
        expect([place, await may('update', column)]).toEqual([place, true])
      if (merging.fate === 'ends' || (merging.fate === 'yields' && merging.left === 'goes'))
        expect([place, await may('delete')]).toEqual([place, true])
      if (merging.fate !== 'moves' && merging.fate !== 'yields') continue
      // Of what is unique for a person, one of both has to yield.
      const { rows } = await client.query<{ keys: string[] }>(
        `select array_agg(a.attname::text) as keys from pg_index i
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
         where i.indrelid = $1::regclass and i.indisunique group by i.indexrelid`,
        [table],
      )
      for (const { keys } of rows.filter((row) => row.keys.includes(column))) {
        const sameIn = merging.fate === 'yields' ? merging.sameIn : undefined
        expect([place, sameIn?.every((key) => keys.includes(key))]).toEqual([place, true])
      }
    }
  })
})

describe('a merge', () => {
  it('leaves nothing of one’s own with the duplicate, and keeps what the person has already', async () => {
    const hours = { time_zone: 'UTC', hours: '[]' }
    const view = { query: '{}', created_at: now(), is_shared: true }
    const [own, theirs] = [newId(), newId()]
    for (const [who, id] of [[kept, own] as const, [duplicate, theirs] as const]) {
      await add('weekly_hours', { person_id: who, ...hours, time_zone: who === kept ? 'UTC' : 'Asia/Tokyo' })
      await add('absences', {
        ...{ id: newId(), person_id: who, starts_wall: 'x', ends_wall: 'x', time_zone: 'UTC' },
        ...{ starts_at: now(), ends_at: new Date(+now() + 1000), reason: id },
      })
      await add('report_views', { id, owner_id: who, name: id, ...view })
      const operations = who === kept ? '[]' : '[{}]'
      await add('board_drafts', { person_id: who, operations, version: 3, updated_at: now() })
      const topics = who === kept ? ['dates'] : ['dates', 'places']
      for (const topic of topics)
        await add('notification_preferences', { person_id: who, topic, mail: who === kept, in_app: true })
      await add('completion_warnings', { session_id: sessionId, person_id: who, warned_at: now() })
      await add('calendar_feeds', { person_id: who, token_hash: id })
    }
    await merge()
    expect(await had('weekly_hours', 'time_zone')).toEqual({ kept: ['UTC'], duplicate: [] })
    expect((await had('absences', 'reason')).kept.sort()).toEqual([own, theirs].sort())
    expect((await had('report_views', 'name', 'owner_id')).kept.sort()).toEqual([own, theirs].sort())
    expect(await had('completion_warnings', '1')).toEqual({ kept: [1], duplicate: [] })
    expect(await had('board_drafts', 'operations')).toEqual({ kept: [[{}]], duplicate: [] })
    expect(await had('notification_preferences', `topic || mail`)).toEqual({
      ...{ kept: ['datestrue', 'placesfalse'], duplicate: [] },
    })
    expect(await had('calendar_feeds', `convert_from(token_hash, 'UTF8')`)).toEqual({
      kept: [own],
      duplicate: [],
    })
  })

  it('moves evidence; where both have some, that of the duplicate stays with it', async () => {
    const consent = { event_id: eventId, said: 'words', agreed_at: now() }
    await add('recording_consents', { ...consent, person_id: kept, version: 1 })
    for (const version of [1, 2])
      await add('recording_consents', { ...consent, person_id: duplicate, version })
    const verdict = {
      ...{ event_id: eventId, is_late: false, window_seconds: 60, reconnects: 0, rule_version: 0 },
      ...{ reason: '{}', made_at: now(), status: 'present' },
    }
    for (const version of [1, 2])
      await add('attendance_verdicts', {
        ...{ ...verdict, person_id: duplicate, version, superseded_at: version === 1 ? now() : null },
      })
    await merge()
    expect(await had('recording_consents', 'version')).toEqual({ kept: [1, 2], duplicate: [1] })
    expect(await had('attendance_verdicts', 'version')).toEqual({ kept: [1, 2], duplicate: [] })
  })

  it('lets one mark hold, of which nobody is counted twice, and keeps all that was said', async () => {
    for (const personId of [kept, duplicate]) {
      const mark = { event_id: eventId, person_id: personId, version: 1, note: '' }
      const status = personId === kept ? 'absent' : 'present'
      await add('attendance_marks', { ...mark, status, changed_by: superadmin.personId, changed_at: now() })
      const said = { ...mark, status, change_id: newId(), actor_id: superadmin.personId, changed_at: now() }
      await add('attendance_changes', said)
    }
    await merge()
    expect(await had('effective_attendance', 'status')).toEqual({ kept: ['absent'], duplicate: [] })
    expect(await had('attendance_changes', 'status')).toEqual({ kept: ['absent'], duplicate: ['present'] })
  })

  it('says of the second certificate of a session that it was recalled: to the person, the log, other systems', async () => {
    await addWebhook(platform.ctx, superadmin, {
      ...{ url: 'https://lms.example/hook', description: '', active: true },
      eventTypes: ['certificate.recalled'],
    })
    for (const personId of [kept, duplicate]) await enroll(platform.ctx, superadmin, sessionId, personId)
    test.clock.now = new Date('2026-11-27T08:00:00Z')
    const said = { kind: 'decision', isCompleted: true, reason: 'Seen' } as const
    await completeByHand(platform.ctx, superadmin, sessionId, { ...said, personIds: [kept, duplicate] })
    await sweepCompletions(platform.ctx)
    const [holding] = await listOwn(platform.ctx, keptActor)
    await merge()
    await sweepCompletions(platform.ctx)
    await settleJobs(test, platform.ctx)
    const now_ = await listOwn(platform.ctx, keptActor)
    expect(now_.map(({ state }) => state).sort()).toEqual(['recalled', 'valid'])
    expect(now_.find(({ state }) => state === 'valid')?.number).toBe(holding?.number)
    const recalled = present(now_.find(({ state }) => state === 'recalled'))
    const { items } = await listNotifications(platform.ctx, keptActor, { unread: false, limit: 50 })
    expect(items.filter(({ kind }) => kind === 'certificate-recalled')).toHaveLength(1)
    const told = await client.query(`select object from webhook_events where type = 'certificate.recalled'`)
    expect(told.rows.map(({ object }) => object)).toMatchObject([
      { certificateId: recalled.id, sessionId, personId: kept },
    ])
    const logged = await client.query(`select changes from audit_entries where action = 'certificate.recall'`)
    expect(logged.rows).toMatchObject([{ changes: { certificate: recalled.number } }])
    expect(await outboxOf(platform, superadmin)).not.toEqual([])
  })

  it('is told to other systems, with both ids', async () => {
    const webhook = {
      url: 'https://merged.example/',
      description: '',
      eventTypes: ['person.merged' as const],
      active: true,
    }
    await addWebhook(platform.ctx, superadmin, webhook)
    await merge()
    const told = await client.query(`select object from webhook_events where type = 'person.merged'`)
    expect(told.rows).toEqual([{ object: { personId: kept, formerId: duplicate } }])
  })

  it.each<[what: string, table: string, write: () => Promise<unknown>]>([
    [
      'a mark by hand',
      'attendance_marks',
      () => {
        const mark = { personId: duplicate, status: 'present' as const, minutes: null, note: '', version: 0 }
        return markAttendance(platform.ctx, superadmin, eventId, { marks: [mark] })
      },
    ],
    [
      'a completion by hand',
      'completion_entries',
      () => {
        const said = { kind: 'decision', isCompleted: true, reason: 'Seen' } as const
        return completeByHand(platform.ctx, superadmin, sessionId, { ...said, personIds: [duplicate] })
      },
    ],
    [
      'a score',
      'completion_entries',
      () => {
        const scores = [{ personId: duplicate, score: 80, reason: '' }]
        return enterScores(platform.ctx, superadmin, sessionId, { scores })
      },
    ],
    [
      'a stay that is matched by hand',
      'attendance_stays',
      async () => {
        const { rows } = await sql<{ id: StayId }>`select id from attendance_stays
          where event_id = ${eventId}`.execute(platform.ctx.db)
        const target = { eventId, stayId: present(rows[0]).id }
        return matchStay(platform.ctx, superadmin, target, { personId: duplicate, also: [] })
      },
    ],
    [
      'an agreement to be recorded',
      'recording_consents',
      () => agree(platform.ctx, { ...keptActor, personId: duplicate, roles: ['learner'] }, eventId, 1),
    ],
    [
      'a place in a group',
      'group_members',
      async () => {
        const group = await createGroup(platform.ctx, superadmin, `Group ${newId()}`)
        const input = { personIds: [duplicate], save: true }
        return addMembers(platform.ctx, superadmin, group.id, input)
      },
    ],
  ])('and %s at the same moment leave it with the person who stays', async (_, table, write) => {
    for (const who of [kept, duplicate]) await enroll(platform.ctx, superadmin, sessionId, who)
    await giveNotice(platform.ctx, superadmin, eventId, true)
    test.clock.now = new Date('2026-11-24T11:30:00Z')
    await add('attendance_readings', {
      ...{ event_id: eventId, starts_at: now(), ends_at: now(), state: 'settled', identifies: false },
    })
    const roomId = newId() as unknown as RoomId
    await withTransaction(platform.ctx.db, (trx) =>
      keepStays(platform.ctx, trx, eventId, [{ roomId, stays: [{ ...stay(), externalId: null }] }]),
    )
    // As a merge that is on its way holds them: whoever writes about them waits, and then reads who they are.
    await client.query('begin')
    await client.query('select from people where id = any($1) order by id for update', [[kept, duplicate]])
    const writing = write()
    await vi.waitFor(async () => {
      const { rows } = await client.query(`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`)
      expect(rows).not.toEqual([])
    })
    await client.query('update people set merged_into = $1, active = false where id = $2', [kept, duplicate])
    await client.query('commit')
    await writing
    const found = await had(table, 'true')
    expect([found.kept.length, found.duplicate.length]).toEqual([1, 0])
  })

  it('and an enrollment at the same moment leave one place, with the person who stays or refused', async () => {
    for (let round = 0; round < 4; round++) {
      const [one, two] = await addPeople(platform, 2)
      kept = present(one).personId
      duplicate = present(two).personId
      const [merged] = await Promise.allSettled([
        merge(),
        enroll(platform.ctx, superadmin, sessionId, duplicate),
      ])
      expect(merged.status).toBe('fulfilled')
      expect((await had('enrollments', 'status')).duplicate).toEqual([])
    }
  })

  it('and a reading of attendance at the same moment give no stay to the duplicate', async () => {
    const roomId = newId() as unknown as RoomId
    const read = (externalId: string) =>
      withTransaction(platform.ctx.db, (trx) =>
        keepStays(platform.ctx, trx, eventId, [{ roomId, stays: [{ ...stay(), externalId }] }]),
      )
    for (let round = 0; round < 4; round++) {
      const [one, two] = await addPeople(platform, 2)
      kept = present(one).personId
      duplicate = present(two).personId
      await sql`delete from attendance_stays where event_id = ${eventId}`.execute(platform.ctx.db)
      await Promise.all([merge(), read(duplicate)])
      expect(await had('attendance_stays', 'kind')).toEqual({ kept: ['main'], duplicate: [] })
      // Whoever comes by the link of the duplicate is the person who stays.
      await sql`delete from attendance_stays where event_id = ${eventId}`.execute(platform.ctx.db)
      await read(duplicate)
      expect((await had('attendance_stays', 'kind')).kept).toEqual(['main'])
    }
  })
})
