import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, planEvent, signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { usualRule } from '../../../domain/attendance-rule.ts'
import type { EventId, PresenceAnswerId, PresenceCheckId, SessionId } from '../../../domain/ids.ts'
import { CODE_STEP_MS } from '../../../domain/presence-check.ts'
import type { Actor } from '../../../http/actor.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { getOwnAttendance } from '../attendance/attendance.service.ts'
import { exportSheet, getSheet } from '../attendance/sheet.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { makeCourseRule } from '../verdicts/rules.service.ts'
import { judgeEvent } from '../verdicts/verdicts.service.ts'
import { answerPresence, correctPresence } from './answers.service.ts'
import { askPresence, changeCheck, planPresence } from './checks.service.ts'
import { codeOf } from './codes.ts'
import { AskPresence, ChangePresenceCheck } from './presence.schemas.ts'
import { getOwnPresence, getPresence, listAnswersOf } from './presence.service.ts'

type Person = Actor & { email: string }
let test: TestApp
let platform: TestPlatform
let superadmin: Person
let instructor: Person
let learners: Person[]
let sessionId: SessionId
let eventId: EventId

const startsAt = new Date('2026-11-26T08:00:00Z')
const at = (minutes: number) => new Date(startsAt.getTime() + minutes * 60_000)
const goTo = (minutes: number) => {
  test.clock.now = at(minutes)
}

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('presence.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

/** A day at a venue, 9 to 17 in Rome, with lunch at noon. */
async function planDay(count: number): Promise<void> {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  const { ctx } = platform
  ;[instructor] = (await addPeople(platform, 1, 'instructor')) as [Person]
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  sessionId = session.id
  learners = await addPeople(platform, count)
  const places = learners.map(({ personId }) => personId)
  await sql`insert into enrollments (platform_id, session_id, person_id, status, enrolled_at)
    select ${ctx.platform.id}, ${sessionId}, unnest(${places}::uuid[]), 'enrolled', ${ctx.now()}`.execute(
    ctx.db,
  )
  const event = await planEvent(platform, superadmin, {
    ...{ sessionId, accountId: null, name: 'Ladders', from: '09:00', to: '17:00' },
  })
  eventId = event.id
  const target = { courseId: session.courseId, expectedVersion: 0 }
  const rule = { ...usualRule, checksPercent: 100, checksPerHour: 1, signsHalfDays: true }
  await makeCourseRule(ctx, superadmin, target, { ...rule, appliesToPast: true, followsPlatform: false })
  await planPresence(ctx, instructor, eventId, { checksPerHour: 0, version: 0 })
  test.jobs.length = 0 // mails to all of them are not what is looked at
}
beforeEach(() => planDay(3))

const sweepPresence = () => sweep(test, platform.ctx, 'presence')
const ask = async (fields: Partial<Parameters<typeof AskPresence.parse>[0]> = {}) => {
  await askPresence(platform.ctx, instructor, eventId, AskPresence.parse(fields))
  const { checks } = await getPresence(platform.ctx, instructor, eventId)
  return present(checks.findLast(({ kind }) => kind === 'check'))
}
interface Given {
  id?: PresenceAnswerId
  checkId?: PresenceCheckId | null
  code?: string
  proof?: string
  /** When it was pressed, and what the clock of the phone is ahead of ours. */
  pressedAt?: Date
  aheadMs?: number
}
const answer = async (person: Person, { pressedAt = test.clock.now, aheadMs = 0, ...given }: Given) => {
  const byPhone = (moment: Date) => new Date(moment.getTime() + aheadMs).toISOString()
  const one = {
    ...{ id: platform.ctx.newId<PresenceAnswerId>(), checkId: null, code: '', proof: '' },
    ...given,
    phoneAt: byPhone(pressedAt),
  }
  const sent = { sentAt: byPhone(test.clock.now), answers: [one] }
  const [result] = await answerPresence(platform.ctx, person, eventId, sent)
  return result?.outcome === 'refused' ? result.reason?.code : result?.outcome
}
const proofOf = async (person: Person, checkId: PresenceCheckId) => {
  const { checks } = await getOwnPresence(platform.ctx, person, eventId)
  return checks.find(({ id }) => id === checkId)?.proof ?? ''
}
const answersOf = async (checkId: PresenceCheckId) =>
  (await getPresence(platform.ctx, instructor, eventId)).people
    .filter(({ isInstructor }) => !isInstructor)
    .map(({ answers }) => answers[checkId] ?? null)

describe('a presence check', () => {
  it('is answered by two hundred phones at once, and by each again, once', async () => {
    await planDay(200)
    goTo(30)
    const { id: checkId } = await ask()
    const answers = await Promise.all(
      learners.map(async (learner) => ({
        id: platform.ctx.newId<PresenceAnswerId>(),
        checkId,
        proof: await proofOf(learner, checkId),
      })),
    )
    const twice = await Promise.all(
      learners.flatMap((learner, n) => [1, 2].map(() => answer(learner, present(answers[n])))),
    )
    expect(new Set(twice)).toEqual(new Set(['taken']))
    const { checks, people } = await getPresence(platform.ctx, instructor, eventId)
    expect(checks.find(({ id }) => id === checkId)).toMatchObject({ answered: 200, state: 'open' })
    expect(people.filter(({ answers: own }) => own[checkId])).toHaveLength(200)
    const { count } = await platform.ctx.db
      .selectFrom('presenceAnswers')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('checkId', '=', checkId)
      .executeTakeFirstOrThrow()
    expect(Number(count)).toBe(200)
  })

  it('takes what a phone kept for twenty minutes at the moment at which it was pressed, whatever its clock shows', async () => {
    goTo(30)
    const [lea, leo, lin] = learners as [Person, Person, Person]
    const { id: checkId } = await ask()
    const proof = await proofOf(lea, checkId)
    const others = await proofOf(leo, checkId)
    goTo(52)
    const kept = { checkId, proof, pressedAt: at(32), aheadMs: 86_400_000 * 30 }
    expect(await answer(lea, kept)).toBe('taken')
    const [own] = (await answersOf(checkId)).filter((one) => one !== null)
    expect(own).toMatchObject({
      answeredAt: at(32).toISOString(),
      receivedAt: at(52).toISOString(),
      phoneAt: new Date(at(32).getTime() + 86_400_000 * 30).toISOString(),
      way: 'button',
    })
    // Pressed when it was closed; without having seen it open; with somebody else’s page; a day too late.
    expect(await answer(leo, { checkId, proof: others, pressedAt: at(40) })).toBe('presence-closed')
    expect(await answer(lin, { checkId, pressedAt: at(32) })).toBe('presence-wrong-code')
    expect(await answer(lin, { checkId, proof, pressedAt: at(32) })).toBe('presence-wrong-code')
    expect(await proofOf(lin, checkId)).toBe('')
    goTo(30 + 5 + 24 * 60 + 1)
    expect(await answer(leo, { checkId, proof: others, pressedAt: at(32) })).toBe('presence-too-late')
  })

  it('is answered by the word that was said, heard as people do, and nobody guesses it', async () => {
    goTo(30)
    const [lea, leo] = learners as [Person, Person, Person]
    const { id: checkId, word } = await ask({ way: 'word', word: 'Löwe 47' })
    expect(word).toBe('Löwe 47')
    const seen = await getOwnPresence(platform.ctx, lea, eventId)
    expect(JSON.stringify(seen)).not.toMatch(/l(ö|o)we/i)
    expect(await answer(lea, { code: 'lowe  47' })).toBe('taken')
    expect((await answersOf(checkId)).filter(Boolean)).toHaveLength(1)
    for (let n = 10; n < 30; n++) expect(await answer(leo, { code: `Löwe ${n}` })).toBe('presence-wrong-code')
    await expect(answer(leo, { code: 'Löwe 47' })).rejects.toMatchObject({ code: 'presence-too-many-codes' })
    // Many in one request, or at once on several nodes, are no way to guess more often.
    const [, , lin] = learners as [Person, Person, Person]
    const sentAt = test.clock.now.toISOString()
    const guess = (n: number) => ({
      ...{ id: platform.ctx.newId<PresenceAnswerId>(), checkId: null, proof: '' },
      ...{ code: `Löwe ${n}`, phoneAt: sentAt },
    })
    const nodes = [1, 2, 3].map(() => ({
      ...platform.ctx,
      providers: Object.create(platform.ctx.providers) as typeof platform.ctx.providers,
    }))
    const tries = await Promise.allSettled(
      nodes.map((ctx, node) =>
        answerPresence(ctx, lin, eventId, {
          sentAt,
          answers: Array.from({ length: 12 }, (_, n) => guess(10 + node * 12 + n)),
        }),
      ),
    )
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    await expect(answer(lin, { code: 'Löwe 47' })).rejects.toMatchObject({ code: 'presence-too-many-codes' })
    const many = Array.from({ length: 30 }, (_, n) => guess(18 + n))
    const results = await answerPresence(platform.ctx, lea, eventId, { sentAt, answers: many })
    // The thirtieth is right, and comes too late.
    expect(results.map(({ outcome }) => outcome)).toEqual(many.map(() => 'refused'))
    goTo(41)
    expect(await answer(lin, { checkId, code: 'Löwe 47' })).toBe('presence-closed')
    goTo(30)
    expect((await ask({ way: 'word' })).word).toMatch(/^\S+ \d\d$/)
  })

  it('is answered by a QR code of that minute, also one of a check that came later', async () => {
    goTo(30)
    const [lea, leo, lin] = learners as [Person, Person, Person]
    const check = await ask({ way: 'qr', minutes: 10 })
    const code = (minutes: number, of: { id: PresenceCheckId; seed: string } = check) =>
      codeOf(of, Math.floor(at(minutes).getTime() / CODE_STEP_MS))
    goTo(33)
    expect(await answer(lea, { code: code(33) })).toBe('taken')
    // What a friend photographed two minutes ago.
    expect(await answer(leo, { code: code(31) })).toBe('presence-wrong-code')
    // In a cellar both phones had no network; the learner's is back first.
    const offline = {
      ...{ id: platform.ctx.newId<PresenceCheckId>(), seed: 'a'.repeat(22), way: 'qr' as const },
      phone: { phoneAt: at(100).toISOString(), sentAt: at(130).toISOString() },
    }
    goTo(120)
    const scanned = { code: code(101, offline), pressedAt: at(101) }
    expect(await answer(lin, scanned)).toBe('unknown')
    goTo(130)
    expect(await ask(offline)).toMatchObject({
      opensAt: at(100).toISOString(),
      askedAt: at(130).toISOString(),
    })
    await ask(offline)
    expect(await answer(lin, scanned)).toBe('taken')
    const { checks } = await getPresence(platform.ctx, instructor, eventId)
    expect(checks.filter(({ kind }) => kind === 'check')).toHaveLength(2)
    const later = { ...offline, id: platform.ctx.newId<PresenceCheckId>() }
    goTo(481)
    await expect(ask()).rejects.toMatchObject({ code: 'presence-no-class' })
    test.clock.now = new Date(at(130).getTime() + 48 * 3_600_000)
    await expect(ask(later)).rejects.toMatchObject({ code: 'presence-no-class' })
  })

  it('asks by itself at random times, none before its time, and anew when the event moves', async () => {
    const { ctx } = platform
    await expect(
      planPresence(ctx, instructor, eventId, { checksPerHour: 2, version: 0 }),
    ).rejects.toMatchObject({
      status: 412,
    })
    await planPresence(ctx, instructor, eventId, { checksPerHour: null, version: 1 })
    goTo(-18)
    await sweepPresence()
    expect(await getPresence(ctx, instructor, eventId)).toMatchObject({ plan: { isDrawn: false } })
    goTo(-15)
    await sweepPresence()
    await sweepPresence()
    const drawn = await ctx.db
      .selectFrom('presenceChecks')
      .select(['opensAt', 'toldAt'])
      .where('eventId', '=', eventId)
      .where('kind', '=', 'check')
      .execute()
    expect(drawn).toHaveLength(8) // one an hour, of eight hours
    const seen = async () =>
      (await getOwnPresence(ctx, present(learners[0]), eventId)).checks.filter(({ kind }) => kind === 'check')
    expect(await seen()).toEqual([])
    const first = drawn.map(({ opensAt }) => opensAt).sort((a, b) => a.getTime() - b.getTime())[0] as Date
    test.clock.now = first
    await sweepPresence()
    expect(await seen()).toMatchObject([{ state: 'open', opensAt: first.toISOString() }])
    expect(
      (await getPresence(ctx, instructor, eventId)).checks.find(({ kind }) => kind === 'check'),
    ).toMatchObject({
      askedBy: null,
    })
  })
})

describe('a half-day', () => {
  it('is signed inside its window by learners and who teaches, and opened once more with a trace', async () => {
    const { ctx } = platform
    const [lea, leo] = learners as [Person, Person, Person]
    const halves = async (person: Person) => (await getOwnPresence(ctx, person, eventId)).checks
    expect((await halves(lea)).map(({ state, proof }) => [state, proof])).toEqual([
      ['coming', ''],
      ['coming', ''],
    ])
    goTo(-18)
    expect(await sweepPresence()).toBe(false)
    // The last sweep before: whoever looks at the moment at which it opens can sign at once.
    goTo(-16)
    await sweepPresence()
    expect((await halves(lea)).map(({ state, proof }) => [state, proof])).toEqual([
      ['coming', ''],
      ['coming', ''],
    ])
    goTo(-15)
    const [morning, afternoon] = await halves(lea)
    expect(morning).toMatchObject({ state: 'open', words: expect.stringContaining('Lea Learner0') })
    expect(await answer(lea, { checkId: present(morning).id, proof: present(morning).proof })).toBe('taken')
    expect(await answer(lea, { checkId: present(afternoon).id })).toBe('presence-not-open')
    const [own] = await halves(instructor)
    expect(await answer(instructor, { checkId: present(own).id, proof: present(own).proof })).toBe('taken')
    goTo(4 * 60 + 31)
    const [closed] = await halves(leo)
    expect(closed).toMatchObject({ state: 'closed', proof: '' })
    const target = { eventId, checkId: present(closed).id }
    const again = ChangePresenceCheck.parse({ change: 'reopen', minutes: 10 })
    await changeCheck(ctx, instructor, target, again)
    const [open] = await halves(leo)
    expect(await answer(leo, { checkId: target.checkId, proof: present(open).proof })).toBe('taken')
    const kept = (await answersOf(target.checkId)).filter((one) => one !== null)
    expect(kept.map(({ said }) => said)).toEqual([
      expect.stringMatching(/^I, Lea Learner0, was there: Ladders, .*09:00.* – .*13:00/),
      expect.stringContaining('Lea Learner1'),
    ])
  })
})

describe('what was answered', () => {
  it('makes the verdict with the rule, is corrected with its history, and judged anew when a phone is late', async () => {
    const { ctx } = platform
    const [lea, leo, lin] = learners as [Person, Person, Person]
    goTo(-15)
    await sweepPresence()
    const halves = (await getOwnPresence(ctx, lea, eventId)).checks
    const sign = async (person: Person, half: number) => {
      const checkId = present(halves[half]).id
      return answer(person, { checkId, proof: await proofOf(person, checkId) })
    }
    for (const person of [lea, leo]) expect(await sign(person, 0)).toBe('taken')
    goTo(60)
    const { id: checkId } = await ask()
    const mistaken = await ask()
    const withdraw = (because: string) =>
      changeCheck(
        ctx,
        instructor,
        { eventId, checkId: mistaken.id },
        ChangePresenceCheck.parse({ change: 'withdraw', because }),
      )
    await expect(withdraw('')).rejects.toMatchObject({ code: 'presence-because-needed' })
    await withdraw('Pressed twice')
    expect(await answer(lea, { checkId, proof: await proofOf(lea, checkId) })).toBe('taken')
    expect(await answer(lea, { checkId: mistaken.id })).toBe('presence-withdrawn')
    const late = await proofOf(leo, checkId)
    goTo(6 * 60)
    for (const person of [lea, leo]) expect(await sign(person, 1)).toBe('taken')
    goTo(8 * 60 + 1)
    await judgeEvent(ctx, eventId)
    const held = async (person: Person) => {
      const { status, verdict } = await getOwnAttendance(ctx, person, eventId)
      return [status, verdict?.reason.text]
    }
    expect(await held(lea)).toEqual([
      'present',
      'No tool tells who was there, only a mark by hand. 1 of 1 presence check answered. 2 of 2 half-days signed. All in all: present.',
    ])
    expect((await held(leo))[0]).toBe('partly')
    expect((await held(lin))[0]).toBe('absent')
    // Leo's phone is back.
    expect(await answer(leo, { checkId, proof: late, pressedAt: at(61) })).toBe('taken')
    await settleJobs(test, ctx)
    expect((await held(leo))[0]).toBe('present')
    // Lin was there, says who teaches; Lea was not, and what she pressed is still to be seen.
    const linIs = { eventId, checkId, personId: lin.personId }
    await correctPresence(ctx, instructor, linIs, { isPresent: true, note: 'No phone', version: 0 })
    const leaIs = { eventId, checkId, personId: lea.personId }
    await correctPresence(ctx, instructor, leaIs, { isPresent: false, note: 'A friend pressed', version: 1 })
    await expect(
      correctPresence(ctx, superadmin, leaIs, { isPresent: true, note: '', version: 1 }),
    ).rejects.toMatchObject({ status: 412 })
    await settleJobs(test, ctx)
    expect([await held(lea), await held(lin)].map(([status]) => status)).toEqual(['partly', 'partly'])
    expect(
      (await listAnswersOf(ctx, instructor, leaIs)).map(({ way, isPresent, by, note }) => [
        way,
        isPresent,
        by,
        note,
      ]),
    ).toEqual([
      ['hand', false, expect.any(String), 'A friend pressed'],
      ['button', true, null, ''],
    ])
    const sheet = await getSheet(ctx, instructor, eventId)
    expect([sheet.checks, sheet.halfDays]).toEqual([1, 2])
    expect(sheet.learners.map(({ answered, signed }) => [answered, signed])).toEqual([
      [0, 2],
      [1, 2],
      [1, 0],
    ])
    const { heading, rows } = await exportSheet(ctx, instructor, eventId)
    expect(rows.map((row) => row[heading.indexOf('checksAnswered')])).toEqual([0, 1, 1])
  })

  it('stays when a phone answers after somebody has said by hand', async () => {
    const { ctx } = platform
    const [lea] = learners as [Person, Person, Person]
    goTo(30)
    const { id: checkId } = await ask()
    const proof = await proofOf(lea, checkId)
    const target = { eventId, checkId, personId: lea.personId }
    goTo(50)
    await correctPresence(ctx, instructor, target, { isPresent: false, note: '', version: 0 })
    const kept = { id: ctx.newId<PresenceAnswerId>(), checkId, proof, pressedAt: at(31) }
    expect([await answer(lea, kept), await answer(lea, kept)]).toEqual(['taken', 'taken'])
    const history = await listAnswersOf(ctx, instructor, target)
    expect(history.map(({ way, supersededAt }) => [way, supersededAt !== null])).toEqual([
      ['button', true],
      ['hand', false],
    ])
    await correctPresence(ctx, instructor, target, { isPresent: true, note: 'Now I see', version: 1 })
    expect((await listAnswersOf(ctx, instructor, target))[0]).toMatchObject({ version: 3, isPresent: true })
  })

  it('goes with a duplicate who is merged, and is asked for over HTTP', async () => {
    const { ctx } = platform
    const [lea, leo] = learners as [Person, Person, Person]
    goTo(30)
    const { id: checkId } = await ask()
    expect(await answer(lea, { checkId, proof: await proofOf(lea, checkId) })).toBe('taken')
    await mergePeople(ctx, superadmin, { personId: leo.personId, duplicateId: lea.personId })
    const { people } = await getPresence(ctx, instructor, eventId)
    expect(people.find(({ personId }) => personId === leo.personId)?.answers[checkId]).toMatchObject({
      way: 'button',
    })
    const person = await platform.addActor(['learner'])
    await enroll(ctx, superadmin, sessionId, person.personId)
    const headers = { host: platform.host, cookie: await signedIn(test, platform, person.email) }
    const url = `/api/v1/events/${eventId}/my-presence`
    const asked = await test.app.http.inject({ url, headers })
    const { proof } = asked.json().checks.find(({ id }: { id: string }) => id === checkId)
    const now = test.clock.now.toISOString()
    const payload = { sentAt: now, answers: [{ id: ctx.newId(), checkId, proof, phoneAt: now }] }
    const answered = await test.app.http.inject({ method: 'POST', url, headers, payload })
    expect(answered.json()).toMatchObject({ results: [{ outcome: 'taken', reason: null }] })
    const refused = await test.app.http.inject({ url: `/api/v1/events/${eventId}/presence`, headers })
    expect(refused.statusCode).toBe(403)
  })
})
