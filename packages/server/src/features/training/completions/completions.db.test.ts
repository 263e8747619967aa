import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { Requirement } from '../../../domain/completion-rule.ts'
import { usualCompletionRule } from '../../../domain/completion-rule.ts'
import type { Fact } from '../../../domain/fact.ts'
import type { CourseId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { listNotifications } from '../../messages/notifications/inbox.service.ts'
import { sendNotifications } from '../../messages/notifications/notifications.service.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { markAttendance } from '../attendance/attendance.service.ts'
import { enroll, unenroll } from '../enrollments/enrollments.service.ts'
import { cancel, restoreEvent } from '../lifecycle/lifecycle.service.ts'
import { copyCourse } from '../planning/copies.service.ts'
import { createSession } from '../sessions/sessions.service.ts'
import { getCompletionRules, makeCompletionRule } from './completion-rules.service.ts'
import { completeByHand, enterScores, undoCompletion } from './entries.service.ts'
import { exportExpiring, listExpiring, remindOfExpiry } from './expiring.service.ts'
import { findToLookAt, lookAtSession, sweepCompletions } from './looking.service.ts'
import {
  exportCompletions,
  getOwnCompletion,
  getPersonCompletions,
  getSessionCompletions,
} from './session-completions.service.ts'

type Person = Actor & { email: string }

let test: TestApp
let owner: pg.Client
let platform: TestPlatform
let superadmin: Person
let instructor: Person
let courseId: CourseId
let sessionId: SessionId
let learners: [Person, Person, Person]
let said: Fact[]

beforeAll(async () => {
  test = await createTestApp()
  owner = new pg.Client(test.db.connection)
  await owner.connect()
  const made = await test.addPlatform('completions.example')
  const { react } = made.ctx
  platform = {
    ...made,
    ctx: {
      ...made.ctx,
      react: async (ctx, trx, fact) => {
        said.push(fact)
        await react(ctx, trx, fact)
      },
    },
  }
  said = []
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(async () => {
  await owner.end()
  await test.close()
})
beforeEach(async () => {
  test.clock.now = new Date('2026-11-20T08:00:00Z')
  instructor = await platform.addActor(['instructor'])
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  ;({ id: sessionId, courseId } = session)
  learners = (await addPeople(platform, 3)) as typeof learners
  for (const { personId } of learners) await enroll(platform.ctx, superadmin, sessionId, personId)
  said = []
})

const dates = ['2026-11-24', '2026-11-25', '2026-11-26'] as const
/** An hour on one of the dates, 10 to 11 in Rome. */
async function plan(day: string, to = '11:00'): Promise<EventId> {
  const event = await planEvent(platform, superadmin, {
    ...{ sessionId, accountId: null, name: `Day ${day.slice(-2)}`, from: '10:00', to, day },
  })
  return event.id
}
const over = () => {
  test.clock.now = new Date('2026-11-27T08:00:00Z')
}

async function rule(
  requirements: Requirement[],
  own: Partial<typeof usualCompletionRule> = {},
  appliesToPast = true,
) {
  const { version: expectedVersion } = await getCompletionRules(platform.ctx, superadmin, courseId)
  const made = {
    ...usualCompletionRule,
    ...own,
    requirements,
    reminderDays: [...usualCompletionRule.reminderDays],
  }
  await makeCompletionRule(platform.ctx, superadmin, courseId, { ...made, appliesToPast, expectedVersion })
  await settle()
}

const settle = async () => {
  await sweepCompletions(platform.ctx)
  await settleJobs(test, platform.ctx)
}

async function mark(
  eventId: EventId,
  who: Person,
  status: 'present' | 'partly' | 'absent' | 'excused' | 'not-set',
  minutes: number | null = null,
) {
  const { ctx } = platform
  const { rows } = await sql<{ version: number }>`select version from attendance_marks
    where event_id = ${eventId} and person_id = ${who.personId}`.execute(ctx.db)
  const marks = [{ personId: who.personId, status, minutes, note: '', version: rows[0]?.version ?? 0 }]
  await markAttendance(ctx, instructor, eventId, { marks })
  await settle()
}

const states = async () => {
  const { learners: rows } = await getSessionCompletions(platform.ctx, instructor, sessionId)
  return learners.map(({ personId }) => rows.find((row) => row.personId === personId)?.state)
}
const inForce = async (who: Person) => {
  const { rows } = await sql<{
    version: number
    state: string
    ruleVersion: number
    validUntil: Date | null
  }>`
    select version, state, rule_version, valid_until from completions
    where session_id = ${sessionId} and person_id = ${who.personId} and superseded_at is null`.execute(
    platform.ctx.db,
  )
  return rows[0]
}
const saidOf = (kind: Fact['kind']) =>
  said.flatMap((fact) => {
    if (fact.kind !== kind) return []
    if ('completions' in fact) return fact.completions.map(({ personId }) => personId)
    return 'personIds' in fact ? fact.personIds : []
  })
const toldOf = async (who: Actor) =>
  (await listNotifications(platform.ctx, who, { unread: false, limit: 50 })).items.map(({ kind }) => kind)
const byHand = { kind: 'decision', reason: 'Shown the paper' } as const

describe('a completion', () => {
  it('comes by the attendance of all events, and says so once', async () => {
    const events = [await plan(dates[0]), await plan(dates[1])]
    over()
    await settle()
    for (const eventId of events) await mark(eventId, learners[0], 'present')
    await mark(events[0] as EventId, learners[1], 'present')
    await mark(events[0] as EventId, learners[2], 'absent')
    expect(await states()).toEqual(['completed', 'open', 'out-of-reach'])
    expect(saidOf('person-completed')).toEqual([learners[0].personId])
    expect(saidOf('goal-out-of-reach')).toEqual([learners[2].personId])
    expect(await toldOf(learners[0])).toContain('completed')
    expect(await toldOf(learners[2])).toContain('goal-out-of-reach')
    expect(await toldOf(instructor)).toContain('goals-out-of-reach')
    const row = await inForce(learners[0])
    await lookAtSession(platform.ctx, sessionId)
    await sql`update completion_markings set look_at = to_timestamp(0) where session_id = ${sessionId}`.execute(
      platform.ctx.db,
    )
    await settle()
    expect(await inForce(learners[0])).toEqual(row)
    expect(saidOf('person-completed')).toHaveLength(1)
  })

  it('takes the sum of the planned minutes, and says it in each language', async () => {
    const [long, short] = [await plan(dates[0], '17:00'), await plan(dates[1])]
    await rule([{ type: 'minutes', percent: 80 }])
    over()
    await settle()
    await mark(long, learners[0], 'present', 392)
    await mark(short, learners[0], 'partly', 20)
    await mark(long, learners[1], 'present', 300)
    await mark(short, learners[1], 'present', 60)
    await mark(long, learners[2], 'present', 420)
    expect(await states()).toEqual(['completed', 'out-of-reach', 'completed'])
    const textOf = async (language: 'en' | 'it' | 'de', who: Person) => {
      const reader = { ...who.reader, language }
      return (await getOwnCompletion(platform.ctx, { ...who, reader }, sessionId)).completion?.text
    }
    expect(await textOf('en', learners[0])).toBe('412 of 480 minutes, rule 80 %: completed.')
    expect(await textOf('it', learners[0])).toBe('412 minuti su 480, regola 80 %: completato.')
    expect(await textOf('de', learners[0])).toBe('412 von 480 Minuten, Regel 80 %: abgeschlossen.')
    expect(await textOf('en', learners[1])).toBe(
      '360 of 480 minutes, rule 80 %: 80 % can no longer be reached.',
    )
  })

  it('waits for what is not known, and never takes it for an absence', async () => {
    const [one, two] = [await plan(dates[0]), await plan(dates[1])]
    over()
    await settle()
    await mark(one, learners[0], 'present')
    const { completion } = await getOwnCompletion(platform.ctx, learners[0], sessionId)
    expect(completion).toMatchObject({ state: 'open', progress: 50 })
    expect(completion?.text).toBe(
      '1 of 2 events, rule: all: still open. Still open, waits for the attendance of Day 25.',
    )
    expect(saidOf('goal-out-of-reach')).toEqual([])
    await mark(two, learners[0], 'absent')
    expect((await getOwnCompletion(platform.ctx, learners[0], sessionId)).completion?.text).toBe(
      '1 of 2 events, rule: all: can no longer be reached. Misses Day 25.',
    )
  })

  it('is withdrawn when what it rests on is corrected, and comes again; nobody is warned twice', async () => {
    const eventId = await plan(dates[0])
    over()
    await settle()
    await mark(eventId, learners[0], 'present')
    await mark(eventId, learners[0], 'absent')
    expect(saidOf('completion-withdrawn')).toEqual([learners[0].personId])
    await mark(eventId, learners[0], 'present')
    await mark(eventId, learners[0], 'absent')
    expect(saidOf('person-completed')).toHaveLength(2)
    expect(saidOf('goal-out-of-reach')).toHaveLength(1)
    const { versions } = await getPersonCompletions(platform.ctx, superadmin, {
      ...{ sessionId, personId: learners[0].personId },
    })
    expect(versions.map(({ version, state }) => `${version} ${state}`)).toEqual([
      ...['4 out-of-reach', '3 completed', '2 out-of-reach', '1 completed'],
    ])
    expect(versions.filter(({ supersededAt }) => supersededAt === null)).toHaveLength(1)
    await expect(platform.ctx.db.deleteFrom('completions').execute()).rejects.toThrow()
  })

  it('follows events that are added, cancelled and restored', async () => {
    const [one, two] = [await plan(dates[0]), await plan(dates[1])]
    test.clock.now = new Date('2026-11-24T20:00:00Z')
    await settle()
    await mark(one, learners[0], 'present')
    expect((await inForce(learners[0]))?.state).toBe('open')
    await cancel(platform.ctx, superadmin, { eventId: two }, '')
    await settle()
    expect((await inForce(learners[0]))?.state).toBe('completed')
    await restoreEvent(platform.ctx, superadmin, two)
    await settle()
    expect((await inForce(learners[0]))?.state).toBe('open')
    expect(saidOf('completion-withdrawn')).toEqual([learners[0].personId])
    test.clock.now = new Date('2026-11-25T20:00:00Z')
    await settle()
    await mark(two, learners[0], 'present')
    expect((await inForce(learners[0]))?.state).toBe('completed')
    await plan('2026-11-28')
    await settle()
    expect((await inForce(learners[0]))?.state).toBe('open')
  })

  it('is no news of a session that was over long ago', async () => {
    const eventId = await plan(dates[0])
    test.clock.now = new Date('2027-02-01T08:00:00Z')
    await settle()
    await mark(eventId, learners[0], 'present')
    await mark(eventId, learners[1], 'absent')
    expect(await states()).toEqual(['completed', 'out-of-reach', 'open'])
    expect(saidOf('person-completed')).toEqual([learners[0].personId])
    expect(saidOf('goal-out-of-reach')).toEqual([])
    expect(await toldOf(learners[0])).not.toContain('completed')
  })

  it('is mailed while it is so, and not when it was withdrawn before anybody wrote of it', async () => {
    const eventId = await plan(dates[0])
    over()
    await settle()
    const say = async (who: Person, status: 'present' | 'absent', version: number) => {
      const marks = [{ personId: who.personId, status, minutes: null, note: '', version }]
      await markAttendance(platform.ctx, instructor, eventId, { marks })
      await lookAtSession(platform.ctx, sessionId)
    }
    for (const who of [learners[0], learners[1]]) await say(who, 'present', 0)
    await say(learners[1], 'absent', 1)
    await sendNotifications(platform.ctx)
    const subjectsOf = async ({ personId }: Person) => {
      const { rows } = await sql<{ subject: string }>`select subject from mails
        where person_id = ${personId} and withdrawn_at is null order by position`.execute(platform.ctx.db)
      return rows.map(({ subject }) => subject)
    }
    expect(await subjectsOf(learners[0])).toContainEqual(expect.stringContaining(': Completed: '))
    const others = await subjectsOf(learners[1])
    expect(others.length).toBeGreaterThan(0)
    expect(others.filter((subject) => subject.includes(': Completed'))).toEqual([])
  })

  it('stays with who leaves the session, and what was begun does not', async () => {
    const eventId = await plan(dates[0])
    over()
    await settle()
    await mark(eventId, learners[0], 'present')
    await mark(eventId, learners[1], 'absent')
    for (const { personId } of learners) await unenroll(platform.ctx, superadmin, sessionId, personId)
    await settle()
    expect((await inForce(learners[0]))?.state).toBe('completed')
    expect(await inForce(learners[1])).toBeUndefined()
    expect(await states()).toEqual(['completed', undefined, undefined])
    expect(saidOf('completion-withdrawn')).toEqual([])
  })

  it('goes over to the person whom a duplicate is merged into', async () => {
    const eventId = await plan(dates[0])
    over()
    await settle()
    await mark(eventId, learners[0], 'present')
    await completeByHand(platform.ctx, superadmin, sessionId, {
      ...{ ...byHand, personIds: [learners[1].personId], isCompleted: true },
    })
    await settle()
    for (const duplicate of [learners[1], learners[0]]) {
      const pair = { personId: learners[2].personId, duplicateId: duplicate.personId }
      await mergePeople(platform.ctx, superadmin, pair)
      await settle()
      expect(await inForce(duplicate)).toBeUndefined()
      expect((await inForce(learners[2]))?.state).toBe('completed')
    }
    // The first one went over as it was; of the second one the person had one already.
    expect(saidOf('completion-withdrawn')).toEqual([learners[0].personId])
  })
})

describe('a rule', () => {
  it('makes new completions and keeps the old ones; sessions that were over keep theirs if it says so', async () => {
    const eventId = await plan(dates[0])
    over()
    await settle()
    await mark(eventId, learners[0], 'present', 50)
    await rule([{ type: 'minutes', percent: 90 }], {}, false)
    expect(await inForce(learners[0])).toMatchObject({ state: 'completed', ruleVersion: 0 })
    await rule([{ type: 'minutes', percent: 90 }])
    expect(await inForce(learners[0])).toMatchObject({ state: 'out-of-reach', ruleVersion: 2 })
    await rule([{ type: 'minutes', percent: 80 }], { validMonths: 12 })
    expect(await inForce(learners[0])).toMatchObject({
      ...{ state: 'completed', ruleVersion: 3, validUntil: new Date('2027-11-24T23:59:59Z') },
    })
    const { rule: newest, earlier } = await getCompletionRules(platform.ctx, instructor, courseId)
    expect([newest, ...earlier].map(({ version }) => version)).toEqual([3, 2, 1, 0])
    await expect(owner.query('update completion_rules set version = 9 where false')).resolves.toBeDefined()
    await expect(platform.ctx.db.deleteFrom('completionRules').execute()).rejects.toThrow()
  })

  it('goes with a copy of the course, which then has its own', async () => {
    await rule([{ type: 'minutes', percent: 90 }], { validMonths: 24 })
    const copied = await copyCourse(platform.ctx, superadmin, courseId, {
      ...{
        name: 'Copy',
        code: '',
        shift: { days: 7 },
        keepsInstructors: false,
        keepsRooms: false,
        save: true,
      },
    })
    const found = await getCompletionRules(platform.ctx, superadmin, present(copied.id))
    expect(found.rule).toMatchObject({
      version: 1,
      requirements: [{ type: 'minutes', percent: 90 }],
      validMonths: 24,
    })
    expect(found.earlier).toHaveLength(1)
  })

  it('of two that are made at the same moment one is refused', async () => {
    const wish = {
      ...usualCompletionRule,
      requirements: [...usualCompletionRule.requirements],
      reminderDays: [7],
    }
    const make = () =>
      makeCompletionRule(platform.ctx, superadmin, courseId, {
        ...wish,
        appliesToPast: true,
        expectedVersion: 0,
      })
    const made = await Promise.allSettled([make(), make()])
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(made.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'changed-meanwhile' })
  })

  it('is made by who may change the course, and no other instructor', async () => {
    const other = await platform.addActor(['instructor'])
    const wish = {
      ...usualCompletionRule,
      requirements: [...usualCompletionRule.requirements],
      reminderDays: [7],
    }
    await expect(
      makeCompletionRule(platform.ctx, other, courseId, { ...wish, appliesToPast: true, expectedVersion: 0 }),
    ).rejects.toMatchObject({ status: 403 })
    await expect(getCompletionRules(platform.ctx, learners[0], courseId)).rejects.toMatchObject({
      status: 403,
    })
  })
})

describe('by hand', () => {
  it('a decision wins over the rule, with its reason, until it is taken back or undone', async () => {
    const eventId = await plan(dates[0])
    over()
    await settle()
    await mark(eventId, learners[0], 'absent')
    const personIds = learners.map(({ personId }) => personId)
    const say = (isCompleted: boolean | null, reason = 'Shown the paper') =>
      completeByHand(platform.ctx, instructor, sessionId, {
        personIds,
        kind: 'decision',
        isCompleted,
        reason,
      })
    await expect(say(true, '')).rejects.toMatchObject({ code: 'completion-reason-needed' })
    expect(await say(true)).toMatchObject({ changed: 3 })
    expect(await say(true)).toEqual({ changed: 0, changeId: null })
    await settle()
    expect(await states()).toEqual(['completed', 'completed', 'completed'])
    const { changeId } = await say(false, 'It was another course')
    await settle()
    expect(await states()).toEqual(['refused', 'refused', 'refused'])
    expect(await undoCompletion(platform.ctx, instructor, sessionId, present(changeId))).toMatchObject({
      changed: 3,
    })
    await settle()
    expect(await states()).toEqual(['completed', 'completed', 'completed'])
    await say(null, '')
    await settle()
    expect(await states()).toEqual(['out-of-reach', 'open', 'open'])
    const { entries } = await getPersonCompletions(platform.ctx, instructor, {
      ...{ sessionId, personId: learners[0].personId },
    })
    expect(entries.map(({ isTrue, reason }) => [isTrue, reason])).toEqual([
      ...[
        [null, ''],
        [true, 'Shown the paper'],
        [false, 'It was another course'],
        [true, 'Shown the paper'],
      ],
    ])
  })

  it('an undo leaves alone whom somebody decided about since', async () => {
    await plan(dates[0])
    const [one, two] = [learners[0].personId, learners[1].personId]
    const say = (personIds: PersonId[], isCompleted: boolean) =>
      completeByHand(platform.ctx, instructor, sessionId, { ...byHand, personIds, isCompleted })
    const { changeId } = await say([one, two], true)
    await say([two], false)
    expect(await undoCompletion(platform.ctx, instructor, sessionId, present(changeId))).toMatchObject({
      changed: 1,
    })
    await settle()
    expect((await states()).slice(0, 2)).toEqual(['open', 'refused'])
    await expect(
      undoCompletion(platform.ctx, instructor, sessionId, platform.ctx.newId()),
    ).rejects.toMatchObject({ code: 'completion-change-not-found' })
  })

  it('what a rule asks by hand is confirmed apart from it, and a score by its number', async () => {
    const eventId = await plan(dates[0])
    await rule([{ type: 'minutes', percent: 90 }, { type: 'by-hand' }, { type: 'score', atLeast: 60 }])
    over()
    await settle()
    await mark(eventId, learners[0], 'present')
    const [who, , stranger] = [learners[0].personId, null, (await addPeople(platform, 1))[0]]
    const confirm = {
      personIds: [who],
      kind: 'confirmation' as const,
      isCompleted: true,
      reason: 'Test passed',
    }
    await completeByHand(platform.ctx, instructor, sessionId, confirm)
    await settle()
    expect((await states())[0]).toBe('open')
    const score = (personId: PersonId, value: number | null) =>
      enterScores(platform.ctx, instructor, sessionId, { scores: [{ personId, score: value, reason: '' }] })
    await score(who, 59.5)
    await settle()
    expect((await states())[0]).toBe('open')
    await score(who, 60)
    await settle()
    expect((await states())[0]).toBe('completed')
    await expect(score(stranger?.personId as PersonId, 60)).rejects.toMatchObject({
      code: 'completion-not-enrolled',
    })
    const two = [who, who].map((personId) => ({ personId, score: 1, reason: '' }))
    await expect(enterScores(platform.ctx, instructor, sessionId, { scores: two })).rejects.toMatchObject({
      code: 'completion-twice',
    })
  })

  it('is for who may edit the session', async () => {
    const other = await platform.addActor(['instructor'])
    for (const actor of [other, learners[0]]) {
      const asked = { ...byHand, personIds: [learners[0].personId], isCompleted: true }
      await expect(completeByHand(platform.ctx, actor, sessionId, asked)).rejects.toMatchObject({
        status: 403,
      })
      await expect(getSessionCompletions(platform.ctx, actor, sessionId)).rejects.toMatchObject({
        status: 403,
      })
    }
  })
})

describe('in the background', () => {
  it('two that look at the same moment make one version, and a change meanwhile is not lost', async () => {
    const eventId = await plan(dates[0])
    over()
    await settle()
    const marks = [
      { personId: learners[0].personId, status: 'present' as const, minutes: null, note: '', version: 0 },
    ]
    await markAttendance(platform.ctx, instructor, eventId, { marks })
    await Promise.all(Array.from({ length: 4 }, () => lookAtSession(platform.ctx, sessionId)))
    expect((await inForce(learners[0]))?.state).toBe('completed')
    expect(saidOf('person-completed')).toHaveLength(1)
    for (let round = 0; round < 6; round++) {
      const status = round % 2 === 0 ? ('absent' as const) : ('present' as const)
      const next = [{ personId: learners[0].personId, status, minutes: null, note: '', version: round + 1 }]
      await Promise.all([
        markAttendance(platform.ctx, instructor, eventId, { marks: next }),
        lookAtSession(platform.ctx, sessionId),
      ])
      await settle()
      expect((await inForce(learners[0]))?.state).toBe(status === 'present' ? 'completed' : 'out-of-reach')
    }
  })

  it('what was killed in between is done again whole by the sweep, as if it had not been', async () => {
    const eventId = await plan(dates[0])
    over()
    await settle()
    const marks = [
      { personId: learners[0].personId, status: 'present' as const, minutes: null, note: '', version: 0 },
    ]
    await markAttendance(platform.ctx, instructor, eventId, { marks })
    test.jobs.length = 0
    const { react } = platform.ctx
    const killed = {
      ...platform.ctx,
      react: async (...[ctx, trx, fact]: Parameters<typeof react>) => {
        await react(ctx, trx, fact)
        if (fact.kind === 'person-completed') throw new Error('killed')
      },
    }
    await expect(lookAtSession(killed, sessionId)).rejects.toThrow('killed')
    expect((await inForce(learners[0]))?.state).not.toBe('completed')
    expect(await toldOf(learners[0])).not.toContain('completed')
    expect(await findToLookAt(test.db.database.sweeping, test.clock.now)).toContain(platform.ctx.platform.id)
    await sweepCompletions(platform.ctx)
    expect((await inForce(learners[0]))?.state).toBe('completed')
    expect((await toldOf(learners[0])).filter((kind) => kind === 'completed')).toHaveLength(1)
  })
})

describe('a validity', () => {
  const expire = async (from: string) => {
    test.clock.now = new Date(from)
    await remindOfExpiry(platform.ctx)
    await remindOfExpiry(platform.ctx)
  }
  const reminders = async (who: Actor) =>
    (await toldOf(who)).filter((kind) => kind === 'completion-expires').length

  beforeEach(async () => {
    await owner.query('truncate completion_reminders')
    const eventId = await plan(dates[0])
    await rule([{ type: 'events', atLeast: null }], { validMonths: 12 })
    over()
    await settle()
    await mark(eventId, learners[0], 'present')
    await mark(eventId, learners[1], 'present')
  })

  it('is reminded of before its end, once each, only the last one of those that were missed, and not after it', async () => {
    await expire('2027-09-20T08:00:00Z')
    expect(await reminders(learners[0])).toBe(0)
    await expire('2027-09-27T08:00:00Z')
    expect(await reminders(learners[0])).toBe(1)
    await expire('2027-10-20T08:00:00Z')
    expect(await reminders(learners[0])).toBe(1)
    await expire('2027-11-20T08:00:00Z')
    expect(await reminders(learners[0])).toBe(2)
    await expire('2027-11-26T08:00:00Z')
    expect(await reminders(learners[0])).toBe(2)
  })

  it('is reminded of once by two at the same moment', async () => {
    test.clock.now = new Date('2027-09-27T08:00:00Z')
    await Promise.all([1, 2, 3].map(() => remindOfExpiry(platform.ctx)))
    expect(await reminders(learners[0])).toBe(1)
  })

  it('that was renewed is nobody’s business any more, neither in reminders nor in the list', async () => {
    const { ctx } = platform
    const again = await createSession(ctx, superadmin, { courseId, name: 'Again' })
    await enroll(ctx, superadmin, again.id, learners[0].personId)
    test.clock.now = new Date('2027-06-01T08:00:00Z')
    await completeByHand(ctx, superadmin, again.id, {
      ...{ ...byHand, personIds: [learners[0].personId], isCompleted: true },
    })
    await settle()
    await expire('2027-09-27T08:00:00Z')
    expect([await reminders(learners[0]), await reminders(learners[1])]).toEqual([0, 1])
    const filter = { days: 90, courseId, expired: 'true' as const, limit: 100, cursor: undefined }
    const { items } = await listExpiring(ctx, superadmin, filter)
    expect(items.map(({ personId }) => personId)).toEqual([learners[1].personId])
  })

  it('is listed by its end, page by page, of what one may see, also as a table', async () => {
    const { ctx } = platform
    test.clock.now = new Date('2027-11-20T08:00:00Z')
    const filter = { days: 30, courseId, expired: 'true' as const, limit: 1, cursor: undefined }
    const one = await listExpiring(ctx, instructor, filter)
    const two = await listExpiring(ctx, instructor, { ...filter, cursor: one.nextCursor ?? '' })
    const ids = [...one.items, ...two.items].map(({ personId }) => personId)
    expect(ids.sort()).toEqual([learners[0].personId, learners[1].personId].sort())
    expect(two.nextCursor).toBeNull()
    const other = await platform.addActor(['instructor'])
    expect((await listExpiring(ctx, other, filter)).items).toEqual([])
    await expect(listExpiring(ctx, learners[0], filter)).rejects.toMatchObject({ status: 403 })
    const { heading, rows } = await exportExpiring(ctx, superadmin, { days: 30, courseId, expired: 'true' })
    expect(heading).toContain('validUntil')
    expect(rows).toHaveLength(2)
    test.clock.now = new Date('2027-12-20T08:00:00Z')
    expect((await listExpiring(ctx, superadmin, { ...filter, limit: 9 })).items).toMatchObject([
      ...[{ isExpired: true, isEnrolledAgain: false }, { isExpired: true }],
    ])
    expect((await listExpiring(ctx, superadmin, { ...filter, expired: 'false' })).items).toEqual([])
  })
})

it('a table for spreadsheets says all of it', async () => {
  const eventId = await plan(dates[0])
  over()
  await settle()
  await mark(eventId, learners[0], 'present')
  const { heading, rows } = await exportCompletions(platform.ctx, instructor, sessionId)
  const row = Object.fromEntries(
    heading.map((name, at) => [name, rows.find((one) => one[1] === learners[0].email)?.[at]]),
  )
  expect(row).toMatchObject({
    ...{ state: 'completed', percent: 100, eventsAttended: 1, ofEvents: 1, rule: 0 },
    why: '1 of 1 event, rule: all: completed.',
  })
  expect(rows).toHaveLength(3)
})
