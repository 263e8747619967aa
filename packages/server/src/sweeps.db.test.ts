import { sql } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPeople, buildLearner, buildSession, pairedAccount, planEvent } from '../test/builders.ts'
import { openSession, setRules } from '../test/open-session.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../test/test-app.ts'
import { uncounted } from './counts.ts'
import type { Ctx } from './ctx.ts'
import type { EventId, InboundCallId, PlatformId, SessionId } from './domain/ids.ts'
import { addMinutes } from './domain/time.ts'
import { createGroup } from './features/people/groups/groups.service.ts'
import { makeEnrollmentRule } from './features/training/enrollment-rules/enrollment-rules.service.ts'
import { enroll, unenroll } from './features/training/enrollments/enrollments.service.ts'
import { enrollMyself } from './features/training/enrollments/self-enrollment.service.ts'
import { judgeEvent } from './features/training/verdicts/verdicts.service.ts'
import type { Actor } from './http/actor.ts'
import type { JobQueue } from './jobs/jobs.ts'
import type { DueSweep } from './jobs/sweep.ts'
import { jobKinds, rounds, startWork, sweepJob, workOf } from './worker.ts'

const settings = { sendMail: async () => {}, checkMinutes: { day: 1440, hour: 60 } }
const sweeps = workOf(settings).flatMap((work) => work.sweeps ?? [])
const begin = new Date('2026-11-24T08:00:00Z')
const HOUR = 60
const DAY = 24 * HOUR

let test: TestApp
/** Has what others have, and nothing to do. */
let quiet: TestPlatform

/** A platform with a webinar on an account, and everything that was to do done. */
interface Made {
  readonly platform: TestPlatform
  readonly ctx: Ctx
  readonly superadmin: Actor
  readonly sessionId: SessionId
  readonly eventId: EventId
}

let hosts = 0
async function makePlatform(day = '2026-12-10'): Promise<Made> {
  const platform = await test.addPlatform(`work${++hosts}.example`)
  const { ctx } = platform
  const [superadmin] = await addPeople(platform, 1, 'superadmin')
  if (!superadmin) throw new Error('no one was added')
  const account = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })
  const session = await buildSession(platform, superadmin)
  const learner = await buildLearner(platform)
  const sessionId = session.id
  await enroll(ctx, superadmin, sessionId, learner.personId)
  const times = { name: 'Day', from: '12:00', to: '13:00', day }
  const event = await planEvent(platform, superadmin, { sessionId, accountId: account.id, ...times })
  await finish(ctx)
  return { platform, ctx, superadmin, sessionId, eventId: event.id }
}

const found = async (name: string, ctx: Ctx) => {
  const due = await sweepOf(name).due(test.db.database.sweeping, ctx.now())
  expect(new Set(due).size).toBe(due.length)
  return due.includes(ctx.platform.id)
}

function sweepOf(name: string) {
  const sweep = sweeps.find((entry) => entry.name === name)
  if (!sweep) throw new Error(`there is no sweep ${name}`)
  return sweep
}

/** Makes all sweeps until none finds work. */
async function finish(ctx: Ctx): Promise<void> {
  for (let turn = 0; turn < 6; turn++) {
    await settleJobs(test, ctx)
    let work = 0
    for (const sweep of sweeps.filter(({ name }) => name !== 'mails')) {
      if (!(await found(sweep.name, ctx))) continue
      work += 1
      await sweep.run(ctx)
    }
    await ctx.db.updateTable('mails').set({ sentAt: ctx.now() }).where('sentAt', 'is', null).execute()
    if (work === 0) return
  }
  throw new Error('the sweeps do not settle')
}

const later = (minutes: number) => {
  test.clock.now = addMinutes(test.clock.now, minutes)
}

beforeAll(async () => {
  test = await createTestApp()
  quiet = (await makePlatform()).platform
})
afterAll(() => test.close())

/** By sweep: what has to be done, each way of it. Whoever sends the jobs for it has lost them. */
const cases: Record<string, Record<string, (made: Made) => Promise<unknown>>> = {
  lti: {
    'a sign-in of an LMS that has ended': async ({ ctx }) => {
      await insertLms(ctx)
      const [createdAt, expiresAt] = [ctx.now(), addMinutes(ctx.now(), 10)]
      await sql`
        insert into lti_logins (platform_id, state_hash, registration_id, nonce, browser_hash, hints, created_at, expires_at)
        select platform_id, 's', id, 'n', 'b', '{}', ${createdAt}, ${expiresAt} from lti_registrations`.execute(
        ctx.db,
      )
      later(11)
    },
  },
  saml: {
    'an answer that no browser came for': async ({ ctx }) => {
      const until = addMinutes(ctx.now(), 10)
      await insertSaml(ctx)
      await sql`
        insert into saml_answers (platform_id, provider_id, assertion_hash, handle_hash, answer_until, expires_at)
        select platform_id, provider_id, 'a', 'h', ${until}, ${addMinutes(ctx.now(), 60)} from saml_providers`.execute(
        ctx.db,
      )
      later(11)
    },
    'an assertion that has expired': async ({ ctx }) => {
      await insertSaml(ctx)
      await sql`
        insert into saml_answers (platform_id, provider_id, assertion_hash, handle_hash, expires_at)
        select platform_id, provider_id, 'a', 'h', ${addMinutes(ctx.now(), 10)} from saml_providers`.execute(
        ctx.db,
      )
      later(11)
    },
    'what came at a test': async ({ ctx }) => {
      await insertSaml(ctx)
      await sql`update saml_providers set last_test = '{}', last_test_until = ${addMinutes(ctx.now(), 10)}`.execute(
        ctx.db,
      )
      later(11)
    },
  },
  'lti-rosters': {
    'a link whose roster is due': async ({ ctx }) => {
      await insertLms(ctx)
      await sql`
        insert into lti_links (platform_id, id, registration_id, deployment_id, context_id, reads_roster, roster_due_at)
        select platform_id, gen_random_uuid(), id, '1', '1', true, ${ctx.now()} from lti_registrations`.execute(
        ctx.db,
      )
    },
  },
  'lti-scores': {
    'a link of which scores are due': async ({ ctx }) => {
      await insertLms(ctx)
      await sql`
        insert into lti_links (platform_id, id, registration_id, deployment_id, context_id, sends, scores_due_at)
        select platform_id, gen_random_uuid(), id, '1', '1', '{attendance}', ${ctx.now()} from lti_registrations`.execute(
        ctx.db,
      )
    },
  },
  rooms: {
    'a room that was not made': async ({ ctx, platform, superadmin, sessionId }) => {
      const { id: accountId } = await accountOf(ctx)
      const times = { name: 'Lost', from: '15:00', to: '16:00', day: '2026-12-11' }
      await planEvent(platform, superadmin, { sessionId, accountId, ...times })
      later(2)
    },
    'a try of which no one knows the end': ({ ctx }) =>
      sql`
      insert into room_attempts (platform_id, id, room_id, marker, organizer_id, started_at)
      select platform_id, gen_random_uuid(), id, 'm', organizer_id, changed_at from rooms`
        .execute(ctx.db)
        .then(() => later(2)),
    'a room whose wait is over': async ({ ctx }) => {
      const retryAt = addMinutes(ctx.now(), 3)
      await ctx.db.updateTable('rooms').set({ state: 'failed', retryAt }).execute()
      later(4)
    },
    'a room whose worker was lost': async ({ ctx }) => {
      const leaseUntil = addMinutes(ctx.now(), 3)
      await ctx.db.updateTable('rooms').set({ wantedRevision: 9, leaseUntil }).execute()
      later(4)
    },
  },
  'former-rooms': {
    'a room that was replaced and has told all': async ({ ctx }) => {
      const replacedAt = ctx.now()
      await ctx.db.updateTable('rooms').set({ wanted: null, state: 'replaced', replacedAt }).execute()
      const endsAt = addMinutes(ctx.now(), -9 * DAY)
      await ctx.db
        .updateTable('events')
        .set({ startsAt: addMinutes(endsAt, -60), endsAt })
        .execute()
    },
    'a spare that nobody needed': async ({ ctx }) => {
      await sql`update rooms set spare = wanted, wanted = null`.execute(ctx.db)
      const endsAt = addMinutes(ctx.now(), -61)
      await ctx.db
        .updateTable('events')
        .set({ startsAt: addMinutes(endsAt, -60), endsAt })
        .execute()
    },
  },
  registrations: {
    'a learner who was enrolled': async ({ ctx, platform, superadmin, sessionId }) =>
      enroll(ctx, superadmin, sessionId, (await buildLearner(platform)).personId),
    'a learner who left': async ({ ctx, superadmin, sessionId }) => {
      const { personId } = await ctx.db.selectFrom('enrollments').select('personId').executeTakeFirstOrThrow()
      await unenroll(ctx, superadmin, sessionId, personId)
    },
    'another address': ({ ctx }) =>
      ctx.db
        .updateTable('people')
        .set({ email: 'new@x.example' })
        .where(sql<boolean>`'learner' = any(roles)`)
        .execute(),
    'a learner who was suspended': ({ ctx }) =>
      ctx.db
        .updateTable('people')
        .set({ active: false })
        .where(sql<boolean>`'learner' = any(roles)`)
        .execute(),
    'another room': ({ ctx }) => ctx.db.updateTable('rooms').set({ providerKey: '424242' }).execute(),
    'a refusal that is tried again': async ({ ctx }) => {
      const retryAt = addMinutes(ctx.now(), 30)
      await ctx.db.updateTable('registrations').set({ state: 'failed', retryAt }).execute()
      later(31)
    },
    'a try in whose middle a worker was lost': async ({ ctx }) => {
      await ctx.db
        .updateTable('rooms')
        .set({ registrationsLeaseUntil: addMinutes(ctx.now(), 1) })
        .execute()
      await ctx.db.updateTable('registrations').set({ state: 'pending' }).execute()
      later(2)
    },
  },
  preflights: {
    'an event in less than a day': async () => {
      test.clock.now = new Date('2026-12-09T12:00:00Z')
    },
    'an event in less than an hour': async ({ ctx }) => {
      test.clock.now = new Date('2026-12-09T12:00:00Z')
      await finish(ctx)
      test.clock.now = new Date('2026-12-10T10:15:00Z')
    },
  },
  decisions: {
    'a date that has come': async ({ ctx }) => {
      await ctx.db
        .updateTable('sessions')
        .set({ minEnrollment: 5, decidesAt: addMinutes(ctx.now(), DAY) })
        .execute()
      later(DAY)
    },
    'a date that was put off and has come': async ({ ctx }) => {
      const [decidesAt, decidedAt] = [addMinutes(ctx.now(), DAY), ctx.now()]
      await ctx.db
        .updateTable('sessions')
        .set({ minEnrollment: 5, decidesAt, decidedAt, decision: 'warned' })
        .execute()
      later(DAY)
    },
  },
  requests: {
    'a request about which no manager decided': async ({ ctx, platform, superadmin }) => {
      const rules = { selfEnrollment: 'approval', asksManager: true } as const
      const session = await openSession(platform, superadmin, rules)
      const learner = await buildLearner(platform)
      await ctx.db
        .updateTable('people')
        .set({ managerId: superadmin.personId })
        .where('id', '=', learner.personId)
        .execute()
      await enrollMyself(ctx, learner, session.id)
      await finish(ctx)
      later(15 * 24 * 60)
    },
  },
  places: {
    'an offer that has expired': async ({ ctx, platform, superadmin }) => {
      const session = await openSession(platform, superadmin, {
        maxEnrollment: 1,
        waitingList: 'offer',
        offerHours: 1,
      })
      const [first, second] = [await buildLearner(platform), await buildLearner(platform)]
      await enroll(ctx, superadmin, session.id, first.personId)
      await enroll(ctx, superadmin, session.id, second.personId, 'wait')
      await unenroll(ctx, superadmin, session.id, first.personId)
      await finish(ctx)
      later(61)
    },
    'a place more': async ({ ctx, platform, superadmin }) => {
      const session = await openSession(platform, superadmin, { maxEnrollment: 1 })
      for (const person of [await buildLearner(platform), await buildLearner(platform)])
        await enroll(ctx, superadmin, session.id, person.personId, 'wait')
      await finish(ctx)
      await ctx.db.updateTable('sessions').set({ maxEnrollment: 2 }).where('id', '=', session.id).execute()
    },
    'a date that moved': async ({ ctx }) => {
      await ctx.db
        .updateTable('events')
        .set({ startsAt: new Date('2026-12-20T11:00:00Z'), endsAt: new Date('2026-12-20T12:00:00Z') })
        .execute()
    },
  },
  alarms: {
    'an event that no one has started': async ({ ctx }) => {
      test.clock.now = new Date('2026-12-10T10:50:00Z')
      await finish(ctx)
      test.clock.now = new Date('2026-12-10T11:06:00Z')
    },
  },
  notifications: {
    'a reminder': async () => {
      test.clock.now = new Date('2026-12-09T11:00:00Z')
    },
    'a reminder by another choice': async ({ ctx }) => {
      await ctx.db
        .updateTable('platforms')
        .set({ reminderMinutes: [3 * DAY, 15] })
        .execute()
      test.clock.now = new Date('2026-12-07T11:10:00Z')
    },
    'something that no one has written yet': async ({ ctx, platform, superadmin, sessionId }) =>
      enroll(ctx, superadmin, sessionId, (await buildLearner(platform)).personId),
    'something old': async () => later(90 * DAY + 2 * HOUR),
  },
  mails: {
    'a mail that waits': ({ ctx }) =>
      ctx.db.updateTable('mails').set({ sentAt: null, queuedAt: ctx.now() }).execute(),
    'a mail whose wait is over': async ({ ctx }) => {
      await ctx.db.updateTable('mails').set({ sentAt: null, queuedAt: ctx.now() }).execute()
      await sql`insert into mail_lanes (platform_id, person_id, retry_at)
        select distinct platform_id, person_id, ${addMinutes(ctx.now(), 5)}::timestamptz from mails
        on conflict (platform_id, person_id) do update set retry_at = excluded.retry_at`.execute(ctx.db)
      later(6)
    },
    'a mail to give up, whose server is asked again in a while': async ({ ctx }) => {
      await ctx.db
        .updateTable('mails')
        .set({ sentAt: null, queuedAt: addMinutes(ctx.now(), -6 * DAY) })
        .execute()
      await sql`insert into mail_lanes (platform_id, person_id, retry_at)
        select distinct platform_id, person_id, ${addMinutes(ctx.now(), DAY)}::timestamptz from mails
        on conflict (platform_id, person_id) do update set retry_at = excluded.retry_at`.execute(ctx.db)
    },
  },
  webhooks: {
    'a delivery that is overdue': async ({ ctx }) => {
      await insertDelivery(ctx, addMinutes(ctx.now(), 1))
      later(3)
    },
  },
  statements: {
    'what waits for a learning record store': async ({ ctx }) => {
      await sql`insert into record_stores (platform_id, url, username, secret_sealed, is_active, next_try_at)
        values (${ctx.platform.id}, 'https://lrs.example', 'key', '', true, ${addMinutes(ctx.now(), 1)})`.execute(
        ctx.db,
      )
      later(3)
    },
  },
  retention: {
    'a platform that was not looked at for a day': async ({ ctx }) => {
      await ctx.db
        .updateTable('platforms')
        .set({ forgetAt: addMinutes(ctx.now(), DAY) })
        .execute()
      expect(await found('retention', ctx)).toBe(false)
      later(DAY)
    },
  },
  'event-changes': {
    'what was done to an event long ago': async ({ ctx }) => {
      await sql`insert into event_changes (platform_id, id, change_id, event_id, action, made_at)
        values (${ctx.platform.id}, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'changed', ${ctx.now()})`.execute(
        ctx.db,
      )
      later(90 * DAY + 2 * HOUR)
    },
  },
  idempotency: {
    'an answer that is kept no more': async ({ ctx, superadmin }) => {
      await sql`insert into idempotency_keys (platform_id, person_id, key, request_hash, lease_until, created_at)
        values (${ctx.platform.id}, ${superadmin.personId}, 'k', '', ${ctx.now()}, ${ctx.now()})`.execute(
        ctx.db,
      )
      later(26 * HOUR)
    },
  },
  imports: {
    'an import whose worker was lost': async ({ ctx, superadmin }) => {
      await sql`insert into person_imports (platform_id, id, person_id, by_key, invite, started_at)
        values (${ctx.platform.id}, gen_random_uuid(), ${superadmin.personId}, false, false, ${ctx.now()})`.execute(
        ctx.db,
      )
      later(3)
    },
  },
  drift: {
    'an event that comes near': async () => {
      test.clock.now = new Date('2026-11-26T12:00:00Z')
    },
    'a room that was compared some hours ago': async ({ ctx }) => {
      test.clock.now = new Date('2026-11-27T12:00:00Z')
      await finish(ctx)
      later(6 * HOUR + 1)
    },
    'a room of which something else is wanted': async ({ ctx }) => {
      test.clock.now = new Date('2026-12-11T12:00:00Z') // over: never again
      await finish(ctx)
      await ctx.db
        .updateTable('events')
        .set({ startsAt: new Date('2026-12-20T11:00:00Z'), endsAt: new Date('2026-12-20T12:00:00Z') })
        .execute()
      await sql`update rooms set wanted = wanted || '{"subject": "Moved"}'`.execute(ctx.db)
    },
  },
  pairings: {
    'a pairing that no one used for a day': async () => later(25 * HOUR),
  },
  'ending pairings': {
    'a pairing that no one refreshed for weeks': async () => later(25 * DAY),
  },
  'account checks': {
    'an account whose check is due': ({ ctx }) =>
      ctx.db.updateTable('accounts').set({ checkAt: ctx.now() }).execute(),
  },
  'left organizers': {
    'an organizer who left': ({ ctx }) =>
      ctx.db.updateTable('organizers').set({ state: 'leaving' }).execute(),
  },
  judgings: {
    'an event that is over': async () => {
      test.clock.now = new Date('2026-12-10T12:30:00Z') // its time is in Rome
    },
    'an event of which something changed since': async ({ ctx }) => {
      test.clock.now = new Date('2026-12-10T14:00:00Z')
      await finish(ctx)
      await ctx.db.updateTable('attendanceJudgings').set({ judgeAt: ctx.now() }).execute()
    },
  },
  facts: {
    'an event that was judged': async ({ ctx, eventId }) => {
      test.clock.now = new Date('2026-12-10T14:00:00Z')
      await judgeEvent(ctx, eventId)
    },
  },
  completions: {
    'a session whose events are others': ({ ctx }) =>
      ctx.db
        .updateTable('events')
        .set({ endsAt: new Date('2026-12-10T13:00:00Z') })
        .execute(),
    'a session of which something changed since': ({ ctx }) =>
      ctx.db.updateTable('completionMarkings').set({ lookAt: ctx.now() }).execute(),
  },
  presence: {
    'an event whose random checks are drawn': async () => {
      test.clock.now = new Date('2026-12-10T12:00:00Z')
    },
    'a check that opens': async ({ ctx, eventId }) => {
      await sql`insert into presence_checks (platform_id, id, event_id, kind, way, seed, opens_at, closes_at, asked_at)
        values (${ctx.platform.id}, gen_random_uuid(), ${eventId}, 'check', 'button', 's',
          ${addMinutes(ctx.now(), 1)}::timestamptz, ${addMinutes(ctx.now(), 5)}::timestamptz, ${ctx.now()})`.execute(
        ctx.db,
      )
      expect(await found('presence', ctx)).toBe(false)
      later(1)
    },
  },
  'enrollment-rules': {
    'a group that gets places by itself': async ({ ctx, superadmin, sessionId }) => {
      const { courseId } = await ctx.db
        .selectFrom('sessions')
        .select('courseId')
        .where('id', '=', sessionId)
        .executeTakeFirstOrThrow()
      const { id: groupId } = await createGroup(ctx, superadmin, 'Newcomers')
      await makeEnrollmentRule(ctx, superadmin, courseId, { groupId, whenFull: 'refuse', save: true })
      test.clock.now = new Date(test.clock.now.getTime() + 10 * 60_000)
    },
  },
  'completion-reminders': {
    'a validity that ends before long': async ({ ctx, platform, superadmin, sessionId }) => {
      const { personId } = await buildLearner(platform)
      await enroll(ctx, superadmin, sessionId, personId)
      await sql`insert into completions (platform_id, session_id, person_id, version, state, rule_version, evidence,
          inputs_hash, completed_at, valid_until, made_at)
        values (${ctx.platform.id}, ${sessionId}, ${personId}, 1, 'completed', 0,
          '{"requirements": [], "events": [], "decision": true}', '', ${ctx.now()}, ${addMinutes(ctx.now(), 20 * 24 * 60)},
          ${ctx.now()})`.execute(ctx.db)
    },
  },
  'report-exports': {
    'a file whose time is over': async ({ ctx, superadmin }) => {
      await sql`insert into report_exports (platform_id, id, owner_id, kind, format, query, created_at, expires_at)
        values (${ctx.platform.id}, gen_random_uuid(), ${superadmin.personId}, 'sums', 'csv', '{}', now(), ${ctx.now()})`.execute(
        ctx.db,
      )
      later(1)
    },
  },
  'report-mailings': {
    'a report whose hour has come': async ({ ctx, superadmin }) => {
      const person = superadmin.personId
      await sql`
        with view as (
          insert into report_views (platform_id, id, owner_id, name, query, created_at)
          values (${ctx.platform.id}, gen_random_uuid(), ${person}, 'V', '{"by":"course"}', now()) returning *),
        mailing as (
          insert into report_mailings (platform_id, view_id, every, weekday, hour, created_at)
          select platform_id, id, 'day', 1, 7, now() from view returning *)
        insert into report_mailing_people (platform_id, view_id, person_id, next_at)
        select platform_id, view_id, ${person}, ${ctx.now()}::timestamptz from mailing`.execute(ctx.db)
      later(1)
    },
  },
  readings: {
    'an event that has ended': async () => {
      test.clock.now = new Date('2026-12-10T12:01:00Z')
    },
    'a report that is due': async ({ ctx }) => {
      test.clock.now = new Date('2026-12-10T12:01:00Z')
      await finish(ctx)
      test.clock.now = new Date('2026-12-10T12:06:00Z')
    },
    'a reading that was cut off': async ({ ctx }) => {
      test.clock.now = new Date('2026-12-10T12:01:00Z')
      await finish(ctx)
      test.clock.now = new Date('2026-12-10T12:06:00Z')
      await ctx.db
        .updateTable('attendanceReadings')
        .set({ leaseUntil: addMinutes(ctx.now(), 20) })
        .execute()
      expect(await found('readings', ctx)).toBe(false)
      later(21)
    },
  },
  recordings: {
    'an event that has ended': async () => {
      test.clock.now = new Date('2026-12-10T12:01:00Z')
    },
    'recordings that are due': async ({ ctx }) => {
      test.clock.now = new Date('2026-12-10T12:01:00Z')
      await finish(ctx)
      test.clock.now = new Date('2026-12-10T12:11:00Z')
    },
    'a search that was cut off': async ({ ctx }) => {
      test.clock.now = new Date('2026-12-10T12:01:00Z')
      await finish(ctx)
      test.clock.now = new Date('2026-12-10T12:11:00Z')
      await ctx.db
        .updateTable('recordingSearches')
        .set({ leaseUntil: addMinutes(ctx.now(), 20) })
        .execute()
      expect(await found('recordings', ctx)).toBe(false)
      later(21)
    },
  },
  copies: {
    'a film that is to be copied': ({ ctx }) =>
      sql`insert into recordings (platform_id, id, event_id, room_id, provider_key, name, has_file, has_transcript,
          found_at, copy_state, copy_due_at)
        select platform_id, gen_random_uuid(), id, id, 'k', '', true, false, ${ctx.now()}, 'due', ${ctx.now()}
        from events`.execute(ctx.db),
    'a copy that is kept no longer': ({ ctx }) =>
      sql`insert into recordings (platform_id, id, event_id, room_id, provider_key, name, has_file, has_transcript,
          found_at, copy_state, copy_key, keep_until)
        select platform_id, gen_random_uuid(), id, id, 'k', '', true, false, ${ctx.now()}, 'copied', 'a', ${ctx.now()}
        from events`.execute(ctx.db),
    'a link that has ended': ({ ctx }) =>
      sql`with film as (
          insert into recordings (platform_id, id, event_id, room_id, provider_key, name, has_file, has_transcript, found_at)
          select platform_id, gen_random_uuid(), id, id, 'k', '', true, false, ${ctx.now()} from events limit 1
          returning platform_id, id
        ) insert into recording_links select platform_id, id, 'sealed', ${ctx.now()} from film`.execute(
        ctx.db,
      ),
    'a copy that is nobody’s': async ({ ctx }) => {
      await ctx.db
        .insertInto('recordingLeftovers')
        .values({ platformId: ctx.platform.id, copyKey: 'a', leftAt: ctx.now() })
        .execute()
    },
  },
  'old-reports': {
    'a report that is kept no longer': async ({ ctx }) => {
      await ctx.db.updateTable('platforms').set({ attendanceForgetAt: ctx.now() }).execute()
      later(1)
    },
  },
  'inbound-calls': {
    'a call that nobody heard': async ({ ctx }) => {
      const { id: accountId } = await accountOf(ctx)
      const call = { id: ctx.newId<InboundCallId>(), accountId, path: '', body: 'x', receivedAt: ctx.now() }
      await ctx.db
        .insertInto('inboundCalls')
        .values({ platformId: ctx.platform.id, keyHash: Buffer.from('x'), ...call })
        .execute()
      expect(await found('inbound-calls', ctx)).toBe(false)
      later(6)
    },
    'a call that is kept for too long': async ({ ctx }) => {
      const { id: accountId } = await accountOf(ctx)
      const call = { id: ctx.newId<InboundCallId>(), accountId, path: '', body: '', receivedAt: ctx.now() }
      await ctx.db
        .insertInto('inboundCalls')
        .values({ platformId: ctx.platform.id, keyHash: Buffer.from('x'), heardAt: ctx.now(), ...call })
        .execute()
      expect(await found('inbound-calls', ctx)).toBe(false)
      later(8 * DAY)
    },
    'a run that was told long ago': async ({ ctx }) => {
      await sql`insert into told_runs (platform_id, room_id, run_key, told_at)
        select platform_id, id, 'r', ${ctx.now()} from rooms`.execute(ctx.db)
      expect(await found('inbound-calls', ctx)).toBe(false)
      later(8 * DAY)
    },
  },
  'provider-calls': {
    'an organizer who was paired': ({ ctx }) =>
      ctx.db.updateTable('providerHooks').set({ checkAt: ctx.now() }).execute(),
    'a look whose node was lost': async ({ ctx }) => {
      await ctx.db
        .updateTable('providerHooks')
        .set({ checkAt: ctx.now(), leaseUntil: addMinutes(ctx.now(), 15) })
        .execute()
      expect(await found('provider-calls', ctx)).toBe(false)
      later(16)
    },
  },
  'zone changes': {
    'half a day': async () => later(12 * HOUR),
    'other rules': ({ ctx }) => ctx.db.updateTable('platforms').set({ zonesCheckedWith: '2031z' }).execute(),
    'an event that differs': ({ ctx }) =>
      ctx.db.updateTable('events').set({ zoneDiffersSince: ctx.now() }).execute(),
  },
}

async function insertLms(ctx: Ctx): Promise<void> {
  await sql`
    insert into lti_registrations (platform_id, id, name, issuer, client_id, auth_url, token_url, keys_url, created_by)
    select platform_id, gen_random_uuid(), 'L', 'https://lms.example', 'c', 'https://lms.example/auth',
      'https://lms.example/token', 'https://lms.example/keys', id
    from people limit 1`.execute(ctx.db)
}

async function insertSaml(ctx: Ctx): Promise<void> {
  await sql`
    with provider as (
      insert into identity_providers (platform_id, id, protocol, name, issuer, client_id, client_secret_sealed)
      select platform_id, gen_random_uuid(), 'saml', 'S', '', '', '' from people limit 1 returning platform_id, id
    )
    insert into saml_providers (platform_id, provider_id, our_certificate) select platform_id, id, '' from provider`.execute(
    ctx.db,
  )
}

async function accountOf(ctx: Ctx) {
  return ctx.db.selectFrom('accounts').select('id').executeTakeFirstOrThrow()
}

async function insertDelivery(ctx: Ctx, nextTryAt: Date | null): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  await sql`with hook as (
      insert into webhooks (platform_id, id, url, secret_sealed, created_at)
      values (${platformId}, gen_random_uuid(), 'https://hooks.example/', '', ${now}) returning id
    ), event as (
      insert into webhook_events (platform_id, id, type, object, occurred_at)
      values (${platformId}, gen_random_uuid(), 'course.created', '{}', ${now}) returning id
    )
    insert into webhook_deliveries (platform_id, id, webhook_id, event_id, state, next_try_at, created_at)
    select ${platformId}, gen_random_uuid(), hook.id, event.id,
      case when ${nextTryAt}::timestamptz is null then 'delivered' else 'pending' end, ${nextTryAt}::timestamptz, ${now}
    from hook, event`.execute(ctx.db)
}

describe('sweeps', () => {
  it('have a case each, of what they find', () => {
    expect(Object.keys(cases).sort()).toEqual(sweeps.map(({ name }) => name).sort())
  })

  const ways = Object.entries(cases).flatMap(([name, of]) =>
    Object.entries(of).map(([way, make]) => [name, way, make] as const),
  )
  it.each(ways)('of %s find %s on its platform', async (name, _way, make) => {
    test.clock.now = begin
    const made = await makePlatform()
    expect(await found(name, made.ctx)).toBe(false)
    await make(made)
    test.jobs.length = 0
    expect(await found(name, made.ctx)).toBe(true)
    expect(await found(name, { ...quiet.ctx, now: () => begin })).toBe(false)
  })

  it('find nothing more once it is done', async () => {
    test.clock.now = begin
    const made = await makePlatform()
    for (const name of [
      'rooms',
      'registrations',
      'places',
      'notifications',
      'drift',
      'zone changes',
      'idempotency',
      'event-changes',
      'imports',
      'decisions',
      'webhooks',
    ])
      expect([name, await found(name, made.ctx)]).toEqual([name, false])
  })

  it('leave to an event what its choice of reminders leaves: who is late gets the nearest one alone', async () => {
    test.clock.now = begin
    const { ctx } = await makePlatform()
    test.clock.now = new Date('2026-12-09T10:59:00Z') // the first moment of a day before is a minute away
    expect(await found('notifications', ctx)).toBe(false)
    test.clock.now = new Date('2026-12-09T12:01:00Z') // too late for it
    expect(await found('notifications', ctx)).toBe(false)
    test.clock.now = new Date('2026-12-10T10:01:00Z')
    expect(await found('notifications', ctx)).toBe(true)
    await sweepOf('notifications').run(ctx)
    expect(await found('notifications', ctx)).toBe(false)
  })
})

describe('marks', () => {
  const marksOf = async ({ db }: Ctx, sweep: 'places' | 'registrations') =>
    (await db.selectFrom('sweepMarks').select('id').where('sweep', '=', sweep).execute()).length

  it('stay until nothing is left to do, so that a job that is lost again is sent again', async () => {
    test.clock.now = begin
    const { ctx, platform, superadmin, sessionId } = await makePlatform()
    await enroll(ctx, superadmin, sessionId, (await buildLearner(platform)).personId)
    for (let turn = 0; turn < 3; turn++) {
      test.jobs.length = 0
      await sweepOf('registrations').run(ctx)
      expect(test.jobs).toHaveLength(1)
      expect(await marksOf(ctx, 'registrations')).toBeGreaterThan(0)
    }
    await settleJobs(test, ctx)
    await sweepOf('registrations').run(ctx)
    expect(await marksOf(ctx, 'registrations')).toBe(0)
  })

  it('of changes that come while it looks stay, and so do all when it fails', async () => {
    test.clock.now = begin
    const { ctx, superadmin, platform } = await makePlatform()
    const session = await openSession(platform, superadmin, { maxEnrollment: 1 })
    await sweepOf('places').run(ctx)
    expect(await marksOf(ctx, 'places')).toBe(0)
    await setRules(platform, superadmin, session, { maxEnrollment: 2 })
    expect(await marksOf(ctx, 'places')).toBe(1)
    // While the sweep reads the first statement after the marks, somebody changes the session once more.
    let isChanged = false
    await sweepOf('places').run({
      ...ctx,
      db: ctx.db.withPlugin({
        transformQuery: ({ node }) => node,
        async transformResult({ result }) {
          if (!isChanged) {
            isChanged = true
            await setRules(platform, superadmin, session, { maxEnrollment: 3 })
          }
          return result
        },
      }),
    })
    expect(await marksOf(ctx, 'places')).toBe(1)
    const broken = {
      ...ctx,
      db: ctx.db.withPlugin({
        transformQuery({ node }) {
          if (JSON.stringify(node).includes('enrollments')) throw new Error('broken')
          return node
        },
        transformResult: async ({ result }) => result,
      }),
    }
    await expect(sweepOf('places').run(broken)).rejects.toThrow('broken')
    expect(await marksOf(ctx, 'places')).toBe(1)
    await sweepOf('places').run(ctx)
    expect(await marksOf(ctx, 'places')).toBe(0)
  })
})

describe('the worker', () => {
  it('has a worker for each kind, sends one job for each platform that has work, and goes on after errors', async () => {
    const workers = new Map<string, (payload: never) => Promise<unknown>>()
    const crons: string[] = []
    const sent: DueSweep[] = []
    const queue: JobQueue = {
      enqueue: async () => {},
      enqueueAll: async () => {},
      oldestSeconds: async () => 0,
      sendAll: async (kind, payloads) => {
        expect(kind.name).toBe(sweepJob.name)
        sent.push(...(payloads as unknown as DueSweep[]))
      },
      // biome-ignore lint/plugin: of whichever kind it is
      work: async (kind, handler) => void workers.set(kind.name, handler as never),
      schedule: async (kind, cron) => void crons.push(`${kind.name} ${cron}`),
      figures: async () => [],
      stop: async () => {},
    }
    test.clock.now = begin
    const [busy, broken] = [await makePlatform(), await makePlatform()]
    for (const { ctx, platform, superadmin, sessionId } of [busy, broken])
      await enroll(ctx, superadmin, sessionId, (await buildLearner(platform)).personId)
    const failures: unknown[] = []
    const all = new Map([busy, broken].map(({ ctx }) => [ctx.platform.id, ctx]))
    await startWork(queue, settings, {
      sweeping: test.db.database.sweeping,
      now: () => test.clock.now,
      log: pino({ level: 'silent' }),
      counts: { ...uncounted, sweepFailed: (sweep, where) => void failures.push([sweep, where]) },
      async ctxFor(id: PlatformId) {
        if (id === broken.ctx.platform.id) throw new Error('this platform is broken')
        return all.get(id)
      },
    })
    expect([...workers.keys()].sort()).toEqual(jobKinds.map(({ name }) => name).sort())
    expect(crons).toEqual(['room.sweep * * * * *', 'room.drift 7,37 * * * *'])
    // biome-ignore lint/plugin: a round has no payload
    await workers.get(rounds[0].kind.name)?.({} as never)
    const own = sent.filter(({ platformId }) => all.has(platformId))
    expect(
      own.map(({ platformId, sweep }) => `${[...all.keys()].indexOf(platformId)} ${sweep}`).sort(),
    ).toEqual(
      [0, 1].flatMap((index) =>
        ['facts', 'notifications', 'places', 'registrations'].map((name) => `${index} ${name}`),
      ),
    )
    expect(sent.filter(({ platformId }) => platformId === quiet.ctx.platform.id)).toEqual([])
    const run = workers.get(sweepJob.name)
    const results = []
    // biome-ignore lint/plugin: what was sent is what its kind takes
    for (const due of own) results.push(await run?.(due as never))
    expect(results.filter((result) => (result as { wentWell: boolean }).wentWell)).toHaveLength(4)
    expect(failures).toHaveLength(4)
    expect(await found('notifications', busy.ctx)).toBe(false)
    expect(await found('notifications', broken.ctx)).toBe(true) // the next minute tries again
  })
})
