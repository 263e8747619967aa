import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { retentionKinds, retentionRules } from '../../../domain/retention.ts'
import type { Actor } from '../../../http/actor.ts'
import { listAudit } from '../../platform/audit/audit-log.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { deleteEvent } from '../../training/events/events.service.ts'
import { listErasures } from './erasure.service.ts'
import { changeRetention, getRetention, previewRetention } from './retention.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
const NOW = new Date('2026-11-24T08:00:00Z')
const DAY_MS = 86_400_000
const ago = (days: number) => new Date(test.clock.now.getTime() - days * DAY_MS)
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('retention.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())
beforeEach(async () => {
  test.clock.now = NOW
  await sql`update platforms set retention = '{}', forget_at = ${NOW}`.execute(platform.ctx.db)
})

const version = async () => (await getRetention(platform.ctx, superadmin)).version
const change = async (days: object) => changeRetention(platform.ctx, superadmin, await version(), days)
const forget = () => sweep(test, platform.ctx, 'retention')
const count = async (table: string) =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(platform.ctx.db))
    .rows[0]?.n

/** Rows of each kind, so many days old. */
async function fill(days: number, personId: PersonId): Promise<void> {
  const { id: p } = platform.ctx.platform
  const at = ago(days)
  const id = () => platform.ctx.newId()
  const hash = () => Buffer.from(id().replaceAll('-', ''), 'hex')
  for (const statement of [
    sql`insert into mails (platform_id, id, key, person_id, recipient, subject, body, created_at, sent_at)
      values (${p}, ${id()}, ${id()}, ${personId}, 'a@b.example', 's', 'b', ${at}, ${at})`,
    sql`insert into mails (platform_id, id, key, person_id, recipient, subject, body, created_at)
      values (${p}, ${id()}, ${id()}, ${personId}, 'a@b.example', 'waits', 'b', ${at})`,
    sql`insert into logins (platform_id, token_hash, id, person_id, created_at, expires_at)
      values (${p}, ${hash()}, ${id()}, ${personId}, ${at}, ${at})`,
    sql`insert into webhook_events (platform_id, id, type, object, occurred_at)
      values (${p}, ${id()}, 'webhook.test', '{}', ${at})`,
    sql`insert into person_imports (platform_id, id, person_id, by_key, invite, started_at, finished_at)
      values (${p}, ${id()}, ${personId}, false, false, ${at}, ${at})`,
    sql`insert into audit_entries (platform_id, id, at, action, object_type, object_id)
      values (${p}, ${id()}, ${at}, 'x.y', 'group', ${id()})`,
  ])
    await statement.execute(platform.ctx.db)
}

describe('retention', () => {
  it('is as usual where nobody says otherwise, and refuses what a duty or the field forbids', async () => {
    const { items } = await getRetention(platform.ctx, superadmin)
    expect(items.map(({ kind, days }) => [kind, days])).toEqual(
      retentionKinds.map((kind) => [kind, retentionRules[kind].usual]),
    )
    for (const kind of retentionKinds) {
      const { least, most } = retentionRules[kind]
      for (const days of [least - 1, most + 1])
        await expect(change({ [kind]: days })).rejects.toMatchObject({
          code: 'retention-not-allowed',
          fields: [{ pointer: `/days/${kind}` }],
        })
      const changed = await change({ [kind]: least })
      expect(changed.items.find((item) => item.kind === kind)?.days).toBe(least)
    }
    await expect(change({ audit: null })).rejects.toThrow('retention-not-allowed')
    await change({ 'inactive-people': null })
    await expect(changeRetention(platform.ctx, superadmin, 1, { mails: 40 })).rejects.toThrow(
      'changed-meanwhile',
    )
    const learner = await platform.addActor(['learner'])
    await expect(getRetention(platform.ctx, learner)).rejects.toThrow('role-superadmin-needed')
  })

  it('takes away what is older, says how much of what, and looks again in a day', async () => {
    const [person] = await addPeople(platform, 1)
    if (!person) throw new Error('nobody')
    const before = { logins: await count('logins'), audit: await count('audit_entries') }
    await fill(400, person.personId)
    await fill(20, person.personId)
    const shorter = { mails: 365, webhooks: 90, imports: 90, 'sign-ins': 90, audit: 180 }
    expect(await previewRetention(platform.ctx, superadmin, shorter)).toEqual({
      items: retentionKinds
        .filter((kind) => kind in shorter)
        .map((kind) => ({ kind, rows: kind === 'mails' ? 2 : 1 })), // one waits, as where there is no mail server
    })
    await change({ audit: 180 })
    expect(await forget()).toBe(true)
    expect(await count('mails')).toBe(2)
    expect(await count('webhook_events')).toBe(1)
    expect(await count('person_imports')).toBe(1)
    expect(await count('logins')).toBe((before.logins ?? 0) + 1)
    const { items } = await listAudit(platform.ctx, superadmin, { objectType: 'platform', limit: 1 })
    expect(items).toMatchObject([
      {
        action: 'platform.forget',
        person: null,
        changes: { mails: 2, webhooks: 1, imports: 1, 'sign-ins': 1, audit: 1 },
      },
    ])
    expect(items[0]?.details).toContain('Mails and notifications: 2')
    expect(await forget()).toBe(false)
    test.clock.now = new Date(NOW.getTime() + DAY_MS)
    expect(await forget()).toBe(true)
  })

  it('takes away what is left of rooms once their event is deleted, and of no others', async () => {
    const accountId = (await pairedAccount(test, platform, superadmin)).id
    const session = await buildSession(platform, superadmin)
    const times = { sessionId: session.id, accountId, from: '10:00', to: '11:00', day: '2026-11-25' }
    const deleted = await planEvent(platform, superadmin, { ...times, name: 'Deleted' })
    await planEvent(platform, superadmin, { ...times, name: 'Stays', day: '2026-11-26' })
    await settleJobs(test, platform.ctx)
    await deleteEvent(platform.ctx, superadmin, deleted.id)
    await settleJobs(test, platform.ctx)
    const left = async () => [await count('rooms'), await count('room_attempts')]
    expect(await left()).toEqual([2, 2])
    test.clock.now = new Date(NOW.getTime() + 364 * DAY_MS)
    await forget()
    expect(await left()).toEqual([2, 2])
    test.clock.now = new Date(NOW.getTime() + 366 * DAY_MS)
    await forget()
    expect(await left()).toEqual([1, 1])
  })

  it('of evidence takes all of a session that is old, and what would make it anew', async () => {
    const [person] = await addPeople(platform, 1)
    if (!person) throw new Error('nobody')
    const session = await buildSession(platform, superadmin)
    const times = { accountId: null, name: 'Class', from: '10:00', to: '11:00', day: '2026-11-25' }
    const { id: eventId } = await planEvent(platform, superadmin, { sessionId: session.id, ...times })
    await enroll(platform.ctx, superadmin, session.id, person.personId)
    const { id: p } = platform.ctx.platform
    await sql`insert into attendance_marks (platform_id, event_id, person_id, status, version, changed_by, changed_at)
      values (${p}, ${eventId}, ${person.personId}, 'present', 1, ${person.personId}, now())`.execute(
      platform.ctx.db,
    )
    await sql`insert into completions (platform_id, session_id, person_id, version, state, rule_version, evidence, inputs_hash,
        completed_at, valid_until, made_at)
      values (${p}, ${session.id}, ${person.personId}, 1, 'completed', 0, '{}', '', ${NOW}, '2029-01-01', ${NOW})`.execute(
      platform.ctx.db,
    )
    await change({ evidence: 365 })
    test.clock.now = new Date('2027-12-01T00:00:00Z')
    await forget()
    expect(await count('completions')).toBe(1) // it is valid until 2029
    test.clock.now = new Date('2029-01-03T00:00:00Z')
    expect(await previewRetention(platform.ctx, superadmin, { evidence: 400 })).toEqual({
      items: [{ kind: 'evidence', rows: 2 }],
    })
    await forget()
    for (const table of ['completions', 'attendance_marks', 'attendance_judgings'])
      expect(await count(table)).toBe(0)
    expect(await count('enrollments')).toBe(1)
  })

  it('of people erases learners who were not here for long, and nobody else', async () => {
    const old = await addPeople(platform, 3)
    const [gone, signedIn, enrolled] = old
    if (!gone || !signedIn || !enrolled) throw new Error('nobody')
    const ids = old.map(({ personId }) => personId)
    await sql`update people set created_at = ${ago(800)} where id = any(${ids}) or 'superadmin' = any(roles)`.execute(
      platform.ctx.db,
    )
    await sql`update people set signed_in_at = ${ago(300)} where id = ${signedIn.personId}`.execute(
      platform.ctx.db,
    )
    const session = await buildSession(platform, superadmin)
    await enroll(platform.ctx, superadmin, session.id, enrolled.personId)
    expect(await previewRetention(platform.ctx, superadmin, { 'inactive-people': 730 })).toEqual({
      items: [{ kind: 'inactive-people', rows: 1 }],
    })
    await change({ 'inactive-people': 730 })
    await forget()
    const { items } = await listErasures(platform.ctx, superadmin, { limit: 10 })
    expect(items).toMatchObject([{ personId: gone.personId, cause: 'inactive', by: null }])
  })
})
