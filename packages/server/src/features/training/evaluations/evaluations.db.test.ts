import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPeople, buildSession, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { CourseId, EventId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { markAttendance } from '../attendance/attendance.service.ts'
import { listCompleted } from '../completions/completed.service.ts'
import { makeCompletionRule } from '../completions/completion-rules.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { answerEvaluation, getOwnEvaluation } from './answers.service.ts'
import { getForm, makeForm } from './forms.service.ts'
import { exportResults, getResults } from './results.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let instructor: Actor
let courseId: CourseId
let sessionId: SessionId
let eventId: EventId
let learners: Actor[]

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('evaluations.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  ;({ id: sessionId, courseId } = session)
  const times = { accountId: null, name: 'Class', from: '10:00', to: '11:00', day: '2026-11-26' }
  eventId = (await planEvent(platform, superadmin, { sessionId, ...times })).id
  learners = await addPeople(platform, 8)
  for (const { personId } of learners) await enroll(platform.ctx, superadmin, sessionId, personId)
})
afterAll(() => test.close())

const ask = async (isAnonymous: boolean, isOpen = true) => {
  const { version, questions } = await getForm(platform.ctx, superadmin, courseId)
  const wanted = [
    { type: 'scale' as const, text: 'How was it?', isOptional: false },
    { type: 'text' as const, text: 'What else?', isOptional: true },
  ].map((question, at) => ({ ...question, id: questions[at]?.id }))
  const target = { courseId, expectedVersion: version }
  return makeForm(platform.ctx, superadmin, target, { questions: wanted, isAnonymous, isOpen })
}
const answer = async (who: number, step: number, more = '', version?: number) => {
  const learner = present(learners[who])
  const own = await getOwnEvaluation(platform.ctx, learner, eventId)
  const answers = { q1: step, ...(more && { q2: more }) }
  return answerEvaluation(platform.ctx, learner, eventId, { version: version ?? own.version ?? 1, answers })
}
const stateOf = async (who: number) =>
  (await getOwnEvaluation(platform.ctx, present(learners[who]), eventId)).state
const results = (filter = {}, actor = superadmin) => getResults(platform.ctx, actor, courseId, filter)
const rowsOf = async (who: number) => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from evaluation_answers
    where person_id = ${present(learners[who]).personId}`.execute(platform.ctx.db)
  return rows[0]?.n
}

/** Who was told that a survey waits, each once. */
const told = async () => {
  const rows = await platform.ctx.db
    .selectFrom('notifications')
    .select('personId')
    .where('kind', '=', 'survey')
    .execute()
  expect(new Set(rows.map(({ personId }) => personId)).size).toBe(rows.length)
  return new Set(rows.map(({ personId }) => personId))
}

describe('the survey of an event', () => {
  it('asks those who were there, when it is over, and says to others why not', async () => {
    expect(await stateOf(0)).toBe('none')
    await expect(answer(0, 5)).rejects.toThrow('evaluation-closed')
    const made = await ask(true)
    expect(made).toMatchObject({ version: 1, isOpen: true, questions: [{ id: 'q1' }, { id: 'q2' }] })
    await expect(
      makeForm(platform.ctx, superadmin, { courseId, expectedVersion: 0 }, { ...made, questions: [] }),
    ).rejects.toThrow('changed-meanwhile')
    expect(await stateOf(0)).toBe('not-over')
    await expect(answer(0, 5)).rejects.toThrow('evaluation-too-early')
    test.clock.now = new Date('2026-11-26T12:00:00Z')
    expect(await stateOf(0)).toBe('unknown')
    await expect(answer(0, 5)).rejects.toThrow('evaluation-not-known')
    const mark = { minutes: null, note: '', version: 0 }
    const marks = learners.map(({ personId }, at) => ({
      ...{ ...mark, personId },
      status: at === 7 ? ('absent' as const) : ('present' as const),
    }))
    await markAttendance(platform.ctx, instructor, eventId, { marks })
    expect(await told()).toEqual(new Set([0, 1, 2, 3, 4, 5, 6].map((who) => learners[who]?.personId)))
    expect(await getOwnEvaluation(platform.ctx, present(learners[0]), eventId)).toMatchObject({
      ...{ state: 'open', isAnonymous: true, version: 1 },
      questions: [{ text: 'How was it?' }, {}],
    })
    await expect(answer(7, 5)).rejects.toThrow('evaluation-not-there')
    await expect(answer(0, 9)).rejects.toThrow('evaluation-answer-wrong')
    await expect(getOwnEvaluation(platform.ctx, superadmin, eventId)).resolves.toMatchObject({
      state: 'unknown',
    })
  })

  it('shows anonymous answers five at once, and never whose they are', async () => {
    expect(await answer(0, 5, 'Zebra')).toMatchObject({ state: 'answered', questions: [] })
    await expect(answer(0, 5)).rejects.toThrow('evaluation-answered')
    await Promise.all([1, 2, 3].map((who) => answer(who, 4)))
    expect(await results()).toMatchObject({
      ...{ answered: 4, heldBack: 4 },
      questions: [{ count: 0, mean: null }, { texts: [] }],
    })
    expect((await exportResults(platform.ctx, superadmin, courseId, {})).rows).toEqual([])
    await answer(4, 1, 'Ape')
    expect(await results()).toMatchObject({
      ...{ answered: 5, heldBack: 0 },
      questions: [{ count: 5, mean: 3.6 }, { texts: ['Ape', 'Zebra'] }],
      events: [{ name: 'Class', answered: 5 }],
      instructors: [{ id: instructor.personId }],
    })
    const { heading, rows } = await exportResults(platform.ctx, superadmin, courseId, {})
    expect(heading.slice(-2)).toEqual(['How was it?', 'What else?'])
    expect(rows).toHaveLength(5)
    expect(rows.every((row) => row[3] === '' && row[4] === '')).toBe(true)
    // Who answers sixth alone is not seen before four more have.
    await answer(5, 1)
    expect(await results()).toMatchObject({
      answered: 6,
      heldBack: 1,
      questions: [{ count: 5, mean: 3.6 }, {}],
    })
    for (const who of [0, 1, 4, 5]) expect(await rowsOf(who)).toBe(0)
    const { rows: kept } = await sql<{ id: string }>`select id from evaluation_answers`.execute(
      platform.ctx.db,
    )
    // Ids of the application rise with time; these do not.
    expect(kept.every(({ id }) => id[14] === '4')).toBe(true)
  })

  it('is answered with a name where it says so, and refuses who read another promise', async () => {
    const { version } = await ask(false)
    await expect(answer(6, 5, '', version - 1)).rejects.toThrow('evaluation-form-changed')
    await answer(6, 2, 'Slides')
    const { rows } = await exportResults(platform.ctx, superadmin, courseId, { eventId })
    expect(rows.filter((row) => row[3] !== '')).toEqual([
      expect.arrayContaining([expect.stringContaining('Lea'), 2, 'Slides']),
    ])
    expect(await rowsOf(6)).toBe(1)
    // Questions that stay are counted together, whatever form asked them.
    expect(await results()).toMatchObject({ questions: [{ count: 6 }, {}] })
  })

  it('is told once to those who were there, and mailed only to who has not answered yet', async () => {
    // Marked anew: nobody is told twice; who is present now is told.
    const marks = [0, 7].map((who) => ({
      ...{ personId: present(learners[who]).personId, minutes: 55, note: '', version: 1 },
      status: 'partly' as const,
    }))
    await markAttendance(platform.ctx, instructor, eventId, { marks })
    expect(await told()).toEqual(new Set(learners.map(({ personId }) => personId)))
    await settleJobs(test, platform.ctx)
    const mails = await platform.ctx.db
      .selectFrom('mails')
      .select(['personId', 'subject', 'body'])
      .where('subject', 'like', '%Survey%')
      .execute()
    expect(mails).toMatchObject([
      {
        personId: present(learners[7]).personId,
        subject: 'evaluations.example: Survey: Class',
        body: expect.stringContaining(`/learn/events/${eventId}`),
      },
    ])
    // Back to what it was for what follows.
    const back = marks.map((mark, at) => ({
      ...{ ...mark, minutes: null, version: 2 },
      status: at === 0 ? ('present' as const) : ('absent' as const),
    }))
    await markAttendance(platform.ctx, instructor, eventId, { marks: back })
  })

  it('is seen by instructors of what they teach alone, and by no learner', async () => {
    expect(await results({}, instructor)).toMatchObject({ answered: 7 })
    expect(await results({ instructorId: instructor.personId })).toMatchObject({ answered: 7 })
    const other = await platform.addActor(['instructor'])
    expect(await results({}, other)).toMatchObject({ answered: 0, events: [], questions: [{ count: 0 }, {}] })
    await expect(results({}, learners[0])).rejects.toThrow('role-planner-needed')
  })

  it('can be a step to the completion, and follows the person who is merged', async () => {
    const rule = { validMonths: null, validTo: 'day' as const, reminderDays: [], appliesToPast: true }
    await makeCompletionRule(platform.ctx, superadmin, courseId, {
      ...{ ...rule, expectedVersion: 0 },
      requirements: [{ type: 'events', atLeast: null }, { type: 'evaluation' }],
    })
    await settleJobs(test, platform.ctx)
    const completed = async () =>
      new Set((await listCompleted(platform.ctx, platform.ctx.db, sessionId)).map(({ personId }) => personId))
    expect(await completed()).toEqual(new Set(learners.slice(0, 7).map(({ personId }) => personId)))
    // The eighth was there after all.
    const { personId } = present(learners[7])
    const marks = [{ personId, status: 'present' as const, minutes: null, note: '', version: 3 }]
    await markAttendance(platform.ctx, instructor, eventId, { marks })
    await settleJobs(test, platform.ctx)
    expect((await completed()).has(personId)).toBe(false)
    await answer(7, 3)
    await settleJobs(test, platform.ctx)
    expect((await completed()).has(personId)).toBe(true)
    const [keeper] = await addPeople(platform, 1)
    await mergePeople(platform.ctx, superadmin, { personId: present(keeper).personId, duplicateId: personId })
    await settleJobs(test, platform.ctx)
    expect((await completed()).has(present(keeper).personId)).toBe(true)
  })
})
