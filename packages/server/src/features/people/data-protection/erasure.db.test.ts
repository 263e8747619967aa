import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCatalog } from '../../../../generate/catalog.ts'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AccountId, EventId, LoginId, PersonId, RoomId } from '../../../domain/ids.ts'
import { dataKinds, decisions } from '../../../domain/personal-data.ts'
import type { Actor } from '../../../http/actor.ts'
import { listNotifications } from '../../messages/notifications/inbox.service.ts'
import { getSheet } from '../../training/attendance/sheet.service.ts'
import { completeByHand } from '../../training/completions/entries.service.ts'
import { sweepCompletions } from '../../training/completions/looking.service.ts'
import { enroll, listEnrollments } from '../../training/enrollments/enrollments.service.ts'
import { deleteEvent } from '../../training/events/events.service.ts'
import { remove } from '../../training/lifecycle/lifecycle.service.ts'
import { keepStays } from '../../training/stays/written-stays.service.ts'
import { addMembers, createGroup } from '../groups/groups.service.ts'
import { mergePeople } from '../people/merge.service.ts'
import { changePerson, createPerson, findPeople, getPerson } from '../people/people.service.ts'
import { erasePerson, listErasures, previewErasure } from './erasure.service.ts'
import { forgetOld } from './forgetting.service.ts'
import {
  askErasure,
  declineRequest,
  getOwnRequest,
  listRequests,
  takeOwnData,
  withdrawRequest,
} from './requests.service.ts'

type Person = Actor & { email: string }

const NOW = new Date('2026-11-24T08:00:00Z')
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000)

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let client: pg.Client
let webinars: AccountId
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('erasure.example')
  superadmin = await platform.addActor(['superadmin'], 'ada@erasure.example')
  client = new pg.Client(test.db.connection)
  await client.connect()
  webinars = (await pairedAccount(test, platform, superadmin, { name: 'W', sessionType: 'webinar' })).id
})
afterAll(async () => {
  await client.end()
  await test.close()
})

/** Somebody with a name that stands nowhere else. */
let people = 0
async function addPerson(name = `Zq${++people}`): Promise<Person> {
  const email = `${name.toLowerCase()}@person.example`
  const input = { email, firstName: name, lastName: `Xy${name}`, roles: ['learner' as const] }
  const { id } = await createPerson(platform.ctx, superadmin, {
    ...input,
    language: 'en',
    timeZone: null,
    invite: false,
  })
  const reader = { language: 'en', timeZone: 'UTC' } as const
  return { personId: id, loginId: platform.ctx.newId<LoginId>(), roles: ['learner'], reader, email }
}

async function plan(day: string, accountId: AccountId | null = null) {
  const session = await buildSession(platform, superadmin)
  const event = await planEvent(platform, superadmin, {
    ...{ sessionId: session.id, accountId, name: 'Class', from: '10:00', to: '11:00', day },
  })
  return { sessionId: session.id, courseId: session.courseId, eventId: event.id }
}

/** Where a text stands, in whatever table. */
async function placesOf(needle: string): Promise<string[]> {
  const found: string[] = []
  for (const { name, isView } of await readCatalog(client)) {
    if (isView) continue
    const { rows } = await client.query(`select 1 from "${name}" t where t::text ilike $1 limit 1`, [
      `%${needle}%`,
    ])
    if (rows.length > 0) found.push(name)
  }
  return found.sort()
}

const erase = (who: Person) => erasePerson(platform.ctx, superadmin, who.personId, who.email)

describe('the decisions about data of people', () => {
  it('are made for every table and for every column in which somebody can be named', async () => {
    const catalog = (await readCatalog(client)).filter(({ isView }) => !isView)
    expect(catalog.map(({ name }) => name)).toEqual(Object.keys(decisions).sort())
    const ids = /(^|_)(person|owner|actor|instructor)_ids?$|_by$|_to_person$/
    const words =
      /email|first_name|last_name|person_name|recipient|mailbox|display_name|user_agent|subject$|_name$/
    const undecided = catalog.flatMap(({ name: table, columns }) => {
      const { kind, of, deeds = [], mentions = [], plain = [], outcome } = decisions[table] ?? {}
      const decided = new Set([of, ...deeds, ...mentions, ...plain])
      return columns
        .filter(({ name, type, references }) => {
          if (name === 'platform_id' || decided.has(name)) return false
          if (references?.table === 'people' || (ids.test(name) && type.startsWith('uuid'))) return true
          // A row that is somebody's is decided as a whole.
          if (kind !== undefined && outcome !== undefined) return false
          return type === 'jsonb' || words.test(name)
        })
        .map(({ name }) => `${table}.${name}`)
    })
    expect(undecided).toEqual([])
    const columns = new Map(
      catalog.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]),
    )
    for (const [table, { of, deeds = [], mentions = [], plain = [], secrets = [] }] of Object.entries(
      decisions,
    ))
      for (const column of [...(of ? [of] : []), ...deeds, ...mentions, ...plain, ...secrets])
        expect([table, columns.get(table)?.has(column), column]).toEqual([table, true, column])
  })
})

describe('erasing a person’s data', () => {
  it('leaves their name nowhere but in evidence, and there no longer than evidence is kept', async () => {
    test.clock.now = NOW
    const who = await addPerson()
    const name = `Zq${people}`
    const past = await plan('2026-11-25')
    const coming = await plan('2026-12-20', webinars)
    for (const { sessionId } of [past, coming])
      await enroll(platform.ctx, superadmin, sessionId, who.personId)
    await settleJobs(test, platform.ctx)
    const group = await createGroup(platform.ctx, superadmin, `Group ${name}`.replace(name, 'One'))
    await addMembers(platform.ctx, superadmin, group.id, { personIds: [who.personId], save: true })
    await signedIn(test, platform, superadmin.email)
    await fillRarely(who, past.eventId)
    test.clock.now = later(3)
    const said = { personIds: [who.personId], kind: 'decision' as const, isCompleted: true, reason: 'Seen' }
    await completeByHand(platform.ctx, superadmin, past.sessionId, said)
    await sweepCompletions(platform.ctx)
    await settleJobs(test, platform.ctx)
    expect((await placesOf(name)).length).toBeGreaterThan(8)
    expect(test.fake.rooms.values().some(({ registrations }) => registrations.size === 1)).toBe(true)

    const foreseen = await previewErasure(platform.ctx, superadmin, who.personId)
    const report = await erase(who)
    expect(report.kinds).toEqual(foreseen.kinds)
    expect(foreseen).toMatchObject({ email: who.email, atProvider: 1, evidenceUntil: report.evidenceUntil })
    expect(report).toMatchObject({
      cause: 'by-hand',
      by: { id: superadmin.personId },
      atProvider: 1,
      finishedAt: null,
    })
    expect(new Set(report.kinds.map(({ kind }) => kind))).toEqual(
      new Set(dataKinds.filter((kind) => kind !== 'reports' && kind !== 'registrations')),
    )
    await settleJobs(test, platform.ctx)
    expect(test.fake.rooms.values().every(({ registrations }) => registrations.size === 0)).toBe(true)
    expect((await listErasures(platform.ctx, superadmin, { limit: 1 })).items).toMatchObject([
      { atProvider: 0 },
    ])
    expect(await placesOf(name)).toEqual(['attendance_stays', 'certificates', 'kept_identities'])

    // Evidence still names them; nothing else does.
    const sheet = JSON.stringify(await getSheet(platform.ctx, superadmin, past.eventId))
    expect(sheet).toContain(`Xy${name}`)
    const listed = await listEnrollments(platform.ctx, superadmin, past.sessionId, { limit: 10 })
    expect(listed.items).toMatchObject([{ name: 'Erased person' }])
    const found = await findPeople(platform.ctx, superadmin, { query: 'Erased', state: 'all', limit: 10 })
    expect(found.items).toEqual([])
    await expect(getPerson(platform.ctx, superadmin, who.personId)).rejects.toThrow('person-not-found')
    await expect(erase(who)).rejects.toThrow('person-not-found')

    test.clock.now = later(3653)
    await forgetOld(platform.ctx)
    expect(await placesOf(name)).toEqual(['attendance_stays', 'certificates', 'kept_identities'])
    test.clock.now = later(3653 + 40)
    await forgetOld(platform.ctx)
    expect(await placesOf(name)).toEqual([])
    const [finished] = (await listErasures(platform.ctx, superadmin, { limit: 1 })).items
    expect(finished).toMatchObject({ finishedAt: test.clock.now.toISOString(), evidenceUntil: null })
  })

  it('does nothing but look, for whom it is only previewed, and asks for the address', async () => {
    test.clock.now = NOW
    const who = await addPerson()
    const before = await getPerson(platform.ctx, superadmin, who.personId)
    const foreseen = await previewErasure(platform.ctx, superadmin, who.personId)
    expect(foreseen).toMatchObject({ evidenceUntil: null, atProvider: 0 })
    expect(await getPerson(platform.ctx, superadmin, who.personId)).toEqual(before)
    await expect(erasePerson(platform.ctx, superadmin, who.personId, 'other@person.example')).rejects.toThrow(
      'erasure-not-confirmed',
    )
    await erasePerson(platform.ctx, superadmin, who.personId, ` ${who.email.toUpperCase()} `)
  })

  it('gives a seat to the next in line, ends logins, frees the address, and is never undone by a change', async () => {
    test.clock.now = NOW
    const [who, next] = [await addPerson(), await addPerson()]
    const { sessionId } = await plan('2026-12-20')
    await sql`update sessions set max_enrollment = 1, waiting_list = 'automatic' where id = ${sessionId}`.execute(
      platform.ctx.db,
    )
    await enroll(platform.ctx, superadmin, sessionId, who.personId)
    await enroll(platform.ctx, superadmin, sessionId, next.personId, 'wait')
    const { version } = await getPerson(platform.ctx, superadmin, who.personId)
    await erase(who)
    const { items } = await listEnrollments(platform.ctx, superadmin, sessionId, { limit: 10 })
    expect(items).toMatchObject([{ personId: next.personId, status: 'enrolled' }])
    await expect(
      changePerson(
        platform.ctx,
        superadmin,
        { id: who.personId, expectedVersion: version },
        { active: true },
      ),
    ).rejects.toThrow('person-not-found')
    await expect(
      mergePeople(platform.ctx, superadmin, { personId: next.personId, duplicateId: who.personId }),
    ).rejects.toThrow('person-not-found')
    const again = await createPerson(platform.ctx, superadmin, {
      ...{ email: who.email, firstName: 'New', lastName: 'One', roles: ['learner'], language: null },
      ...{ timeZone: null, invite: false },
    })
    expect(again.id).not.toBe(who.personId)
  })

  it('takes merged duplicates along, and leaves a namesake and longer addresses alone', async () => {
    test.clock.now = NOW
    const [who, duplicate] = [await addPerson(), await addPerson()]
    await mergePeople(platform.ctx, superadmin, { personId: who.personId, duplicateId: duplicate.personId })
    await createPerson(platform.ctx, superadmin, {
      ...{ email: `jo${who.email}`, firstName: 'Jo', lastName: 'Other', roles: ['learner'], language: null },
      ...{ timeZone: null, invite: false },
    })
    await erase(who)
    expect(await placesOf(duplicate.email)).toEqual([])
    expect(await placesOf(`jo${who.email}`)).toEqual(['audit_entries', 'people'])
  })

  it('is refused for the last superadmin, for who teaches what is to come, and for everybody but superadmins', async () => {
    test.clock.now = NOW
    await expect(erase(superadmin)).rejects.toThrow('last-superadmin')
    const instructor = await platform.addActor(['instructor'], 'teacher@erasure.example')
    const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
    const times = { accountId: null, name: 'Class', from: '10:00', to: '11:00', day: '2026-11-25' }
    await planEvent(platform, superadmin, { sessionId: session.id, ...times })
    await expect(previewErasure(platform.ctx, superadmin, instructor.personId)).rejects.toMatchObject({
      code: 'erasure-teaches',
      params: { count: 1, events: ['Winter – Class'] },
    })
    const [learner] = await addPeople(platform, 1)
    if (!learner) throw new Error('no learner')
    await expect(erasePerson(platform.ctx, instructor, learner.personId, learner.email)).rejects.toThrow(
      'role-superadmin-needed',
    )
    test.clock.now = later(2)
    await erase(instructor)
  })

  it('leaves no place behind when somebody enrolls them at the same moment', async () => {
    test.clock.now = NOW
    for (let round = 0; round < 4; round++) {
      const who = await addPerson()
      const { sessionId } = await plan('2026-12-20')
      const [erased] = await Promise.allSettled([
        erase(who),
        enroll(platform.ctx, superadmin, sessionId, who.personId),
      ])
      expect(erased.status).toBe('fulfilled')
      const { rows } = await sql`select from enrollments where person_id = ${who.personId}`.execute(
        platform.ctx.db,
      )
      expect(rows).toHaveLength(0)
    }
  })

  it('gives what a late report says to nobody who has the address now', async () => {
    test.clock.now = NOW
    const who = await addPerson()
    const { sessionId, eventId } = await plan('2026-11-25', webinars)
    await enroll(platform.ctx, superadmin, sessionId, who.personId)
    test.clock.now = later(2)
    await erase(who)
    const now = await createPerson(platform.ctx, superadmin, {
      ...{ email: who.email, firstName: 'New', lastName: 'One', roles: ['learner'], language: null },
      ...{ timeZone: null, invite: false },
    })
    expect(await reportedAs(eventId, who.email)).toBe(who.personId)
    const next = await plan('2026-12-02', webinars)
    test.clock.now = later(9)
    expect(await reportedAs(next.eventId, who.email)).toBe(now.id)
  })
})

describe('a person', () => {
  it('asks for the erasure of their data; a superadmin does it or says why not', async () => {
    test.clock.now = NOW
    const who = await addPerson()
    expect(await getOwnRequest(platform.ctx, who)).toMatchObject({ state: 'none' })
    await askErasure(platform.ctx, who, 'I left')
    await expect(askErasure(platform.ctx, who, 'again')).rejects.toThrow('erasure-asked-already')
    expect(await listRequests(platform.ctx, superadmin)).toMatchObject([
      { personId: who.personId, email: who.email, reason: 'I left', answerBy: '2026-12-24T08:00:00.000Z' },
    ])
    const inbox = await listNotifications(platform.ctx, superadmin, { unread: true, limit: 50 })
    expect(inbox.items.map(({ kind }) => kind)).toContain('erasure-asked')
    await declineRequest(platform.ctx, superadmin, who.personId, 'You teach on Monday')
    expect(await getOwnRequest(platform.ctx, who)).toMatchObject({
      state: 'declined',
      answer: 'You teach on Monday',
    })
    const own = await listNotifications(platform.ctx, who, { unread: true, limit: 50 })
    expect(own.items.map(({ kind }) => kind)).toContain('erasure-declined')
    await withdrawRequest(platform.ctx, who)
    await askErasure(platform.ctx, who, '')
    expect(await erase(who)).toMatchObject({ cause: 'asked' })
    expect(await listRequests(platform.ctx, superadmin)).toEqual([])
    await expect(declineRequest(platform.ctx, superadmin, who.personId, 'no')).rejects.toThrow(
      'erasure-request-not-found',
    )
  })

  it('takes all that is kept of them, without secrets and without others’', async () => {
    test.clock.now = NOW
    const [who, other] = [await addPerson(), await addPerson()]
    const { sessionId } = await plan('2026-12-20')
    for (const { personId } of [who, other]) await enroll(platform.ctx, superadmin, sessionId, personId)
    const text = await takeOwnData(platform.ctx, who)
    const { data } = JSON.parse(text)
    expect(data.people).toMatchObject([{ email: who.email }])
    expect(data.enrollments).toMatchObject([{ session_id: sessionId, status: 'enrolled' }])
    expect(text).not.toContain(other.personId)
    expect(text).not.toMatch(/password_hash|token_hash|_sealed|platform_id/)
  })
})

describe('what somebody was there for', () => {
  it('is not deleted with its event, its session or its course', async () => {
    test.clock.now = NOW
    const who = await addPerson()
    const { sessionId, courseId, eventId } = await plan('2026-11-25')
    await enroll(platform.ctx, superadmin, sessionId, who.personId)
    await sql`insert into attendance_marks (platform_id, event_id, person_id, status, version, changed_by, changed_at)
      values (${platform.ctx.platform.id}, ${eventId}, ${who.personId}, 'present', 1, ${superadmin.personId}, now())`.execute(
      platform.ctx.db,
    )
    const refused = { code: 'has-evidence', params: { people: 1 } }
    await expect(deleteEvent(platform.ctx, superadmin, eventId)).rejects.toMatchObject(refused)
    await expect(remove(platform.ctx, superadmin, { sessionId })).rejects.toMatchObject(refused)
    await sql`delete from attendance_marks where event_id = ${eventId}`.execute(platform.ctx.db)
    const said = { personIds: [who.personId], kind: 'decision' as const, isCompleted: true, reason: 'Seen' }
    await completeByHand(platform.ctx, superadmin, sessionId, said)
    await expect(remove(platform.ctx, superadmin, { sessionId })).rejects.toMatchObject(refused)
    await expect(remove(platform.ctx, superadmin, { courseId })).rejects.toMatchObject(refused)
  })
})

/** Whose a stay with this address is, as the next reading has it. */
async function reportedAs(eventId: EventId, email: string): Promise<PersonId | null> {
  const { ctx } = platform
  const { id: roomId, startsAt } = await ctx.db
    .selectFrom('rooms')
    .innerJoin('events', 'events.id', 'rooms.eventId')
    .select(['rooms.id', 'events.startsAt'])
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow()
  const stay = {
    ...{
      runKey: 'r',
      runStartedAt: startsAt,
      runEndedAt: undefined,
      sourceKey: email,
      kind: 'main' as const,
    },
    ...{ isHost: false, name: 'Guest', email, registrationKey: null, externalId: null, joinedAt: startsAt },
    leftAt: null,
  }
  await withTransaction(ctx.db, (trx) =>
    keepStays(ctx, trx, eventId, [{ roomId: roomId as RoomId, stays: [stay] }]),
  )
  const row = await ctx.db
    .selectFrom('attendanceStays')
    .select('personId')
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow()
  return row.personId
}

/** Rows in which somebody stands only seldom, with their name or address wherever there can be one. */
async function fillRarely({ personId, email }: Person, eventId: EventId): Promise<void> {
  const { id: p } = platform.ctx.platform
  const { db } = platform.ctx
  const id = () => platform.ctx.newId()
  const name = email.split('@')[0] ?? ''
  const full = `${name} Xy${name}`
  const mail = (to: PersonId, recipient: string) => sql`
    insert into mails (platform_id, id, key, person_id, recipient, subject, body, html)
    values (${p}, ${id()}, ${id()}, ${to}, ${recipient}, ${`About ${full}`}, ${`${full} <${email}> is here`}, ${`<b>${full}</b>`})`
  const login = id()
  for (const statement of [
    mail(personId, email),
    mail(superadmin.personId, superadmin.email),
    sql`insert into notifications (platform_id, id, person_id, kind, params, key)
      values (${p}, ${id()}, ${superadmin.personId}, 'mail-not-written', ${JSON.stringify({ values: { recipient: email } })}, ${id()})`,
    sql`insert into absences (platform_id, id, person_id, starts_wall, ends_wall, time_zone, starts_at, ends_at, reason)
      values (${p}, ${id()}, ${personId}, '2026-11-25T10:00', '2026-11-25T11:00', 'UTC', now(), now() + interval '1 hour', ${full})`,
    sql`insert into logins (platform_id, token_hash, id, person_id, user_agent, expires_at)
      values (${p}, decode('aa', 'hex'), ${login}, ${personId}, ${full}, now() + interval '1 day')`,
    sql`insert into person_addresses (platform_id, email, person_id, taught_by, taught_at, stay_id)
      values (${p}, ${`alias.${email}`}, ${personId}, ${superadmin.personId}, now(), ${id()})`,
    sql`insert into event_entries (platform_id, id, event_id, person_id, role) values (${p}, ${id()}, ${eventId}, ${personId}, 'learner')`,
    sql`insert into recording_consents (platform_id, event_id, person_id, version, said, agreed_at)
      values (${p}, ${eventId}, ${personId}, 0, 'Yes', ${test.clock.now})`,
    sql`insert into attendance_stays (platform_id, id, event_id, room_id, run_key, run_started_at, source_key, kind, role, name, email, joined_at, person_id, matched_by)
      values (${p}, ${id()}, ${eventId}, ${id()}, 'r', now(), 's', 'main', 'learner', ${full}, ${email}, now(), ${personId}, 'email')`,
    sql`insert into attendance_marks (platform_id, event_id, person_id, status, version, changed_by, changed_at)
      values (${p}, ${eventId}, ${personId}, 'present', 1, ${superadmin.personId}, now())`,
    sql`insert into idempotency_keys (platform_id, person_id, key, request_hash, state, lease_until, body, created_at)
      values (${p}, ${superadmin.personId}, 'k', decode('aa', 'hex'), 'answered', now(), ${JSON.stringify({ email })}, now())`,
    sql`insert into board_drafts (platform_id, person_id, operations, version, updated_at) values (${p}, ${personId}, ${JSON.stringify([{ name: full }])}, 1, now())`,
    sql`insert into weekly_hours (platform_id, person_id, time_zone, hours) values (${p}, ${personId}, 'UTC', '[]')`,
  ])
    await statement.execute(db)
  await sql`insert into audit_entries (platform_id, id, action, object_type, object_id, changes)
    values (${p}, ${id()}, 'x.y', 'group', ${id()}, ${JSON.stringify({ name: full, others: [email, 'b@c.example'] })})`.execute(
    db,
  )
}
