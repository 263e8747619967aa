import { gunzipSync } from 'node:zlib'
import { createLocalJWKSet, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, planEvent, signedIn } from '../../../../test/builders.ts'
import { glyphsOf, wholeOf } from '../../../../test/pdf.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import { usualTemplate } from '../../../domain/certificate.ts'
import type { SessionId } from '../../../domain/ids.ts'
import { pathOfEvent } from '../../../domain/webhook-event.ts'
import type { Actor } from '../../../http/actor.ts'
import { listNotifications } from '../../messages/notifications/inbox.service.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { addWebhook, removeWebhook } from '../../platform/webhooks/webhooks.service.ts'
import { completeByHand } from '../completions/entries.service.ts'
import { sweepCompletions } from '../completions/looking.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { drawOfSession, listOfSession, listOwn, verify } from './certificates.service.ts'
import { certify, issueMissing, recallByHand, reissue } from './issuing.service.ts'
import { rotateKeys } from './keys.service.ts'
import { changeTemplate, getTemplate } from './template.service.ts'

type Person = Actor & { email: string }

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let instructor: Person
let sessionId: SessionId
let learners: [Person, Person, Person]

beforeAll(async () => {
  test = await createTestApp(undefined, { API_REQUESTS_PER_MINUTE: '100000' })
  platform = await test.addPlatform('certificates.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())
beforeEach(async () => {
  test.clock.now = new Date('2026-11-20T08:00:00Z')
  instructor = await platform.addActor(['instructor'])
  sessionId = (await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })).id
  test.jobs.length = 0
  const learner = () => platform.addActor(['learner'])
  learners = [await learner(), await learner(), await learner()]
  for (const { personId } of learners) await enroll(platform.ctx, superadmin, sessionId, personId)
  const times = { from: '10:00', to: '13:30', day: '2026-11-24' }
  await planEvent(platform, superadmin, { sessionId, accountId: null, name: 'Day', ...times })
  test.clock.now = new Date('2026-11-27T08:00:00Z')
})

const settle = async () => {
  await sweepCompletions(platform.ctx)
  await settleJobs(test, platform.ctx)
}

/** As somebody who plans says it; null takes it back. */
async function complete(people: readonly Person[], isCompleted: boolean | null = true): Promise<void> {
  const personIds = people.map(({ personId }) => personId)
  const said = { personIds, kind: 'decision', isCompleted, reason: 'Seen' } as const
  await completeByHand(platform.ctx, instructor, sessionId, said)
  await settle()
}

const own = (who: Person) => listOwn(platform.ctx, who)
const codeIn = (address: string) => address.split('/').at(-1) ?? ''
async function onlyOf(who: Person) {
  const [certificate, ...others] = await own(who)
  if (!certificate || others.length > 0) throw new Error(`${others.length + 1} certificates`)
  return certificate
}
/** Asks as a program without a login. */
async function get(path: string) {
  const answer = await test.app.http.inject({ url: path, headers: { host: platform.host } })
  return { status: answer.statusCode, text: answer.body, type: String(answer.headers['content-type']) }
}
async function getAs(who: Person, path: string) {
  const cookie = await signedIn(test, platform, who.email)
  const answer = await test.app.http.inject({ url: path, headers: { host: platform.host, cookie } })
  return { status: answer.statusCode, body: answer.rawPayload, text: answer.body }
}

describe('a certificate', () => {
  it('is issued once to whoever completes a session, with what was so then', async () => {
    const [ada, bob] = learners
    await complete([ada, bob])
    await settle()
    const certificate = await onlyOf(ada)
    expect(certificate).toMatchObject({
      state: 'valid',
      sessionId,
      personId: ada.personId,
      firstDay: '2026-11-24',
      lastDay: '2026-11-24',
      seconds: 3.5 * 3600,
      validUntil: null,
      recalled: null,
    })
    expect(certificate.number).toMatch(/^C-2026-\d{6}$/)
    expect((await onlyOf(bob)).number).not.toBe(certificate.number)
    expect(await own(learners[2])).toEqual([])
    const { items } = await listNotifications(platform.ctx, ada, { unread: false, limit: 50 })
    expect(items.map(({ kind }) => kind)).toContain('certificate-issued')
  })

  it('keeps the name of its time, and gets another number with today’s', async () => {
    const [ada] = learners
    await complete([ada])
    const before = await onlyOf(ada)
    await sql`update people set first_name = 'Zoë', last_name = 'Łukasz' where id = ${ada.personId}`.execute(
      platform.ctx.db,
    )
    expect((await onlyOf(ada)).personName).toBe(before.personName)
    const asked = { sessionId, certificateId: before.id, reason: 'Married' }
    await reissue(platform.ctx, instructor, asked)
    const [now, former] = await own(ada)
    expect(now).toMatchObject({ personName: 'Zoë Łukasz', state: 'valid', completedAt: before.completedAt })
    expect(now?.number).not.toBe(before.number)
    expect(former).toMatchObject({
      id: before.id,
      state: 'recalled',
      recalled: { cause: 'renewed', reason: 'Married' },
    })
    await expect(reissue(platform.ctx, instructor, asked)).rejects.toThrow('certificate-recalled')
  })

  it('is recalled when what it certified is corrected; a new completion gets a new number', async () => {
    const [ada, bob] = learners
    await complete([ada, bob])
    const before = await onlyOf(ada)
    await complete([ada], null)
    expect(await onlyOf(ada)).toMatchObject({
      state: 'recalled',
      recalled: { cause: 'corrected', reason: 'What it certified was corrected.' },
    })
    expect(await onlyOf(bob)).toMatchObject({ state: 'valid' })
    test.clock.now = new Date('2026-11-28T08:00:00Z')
    await complete([ada])
    const [now] = await own(ada)
    expect(now).toMatchObject({ state: 'valid' })
    expect(now?.number).not.toBe(before.number)
    expect(await verify(platform.ctx, codeIn(before.address))).toMatchObject({ state: 'recalled' })
  })

  it('is recalled by hand with a reason, of which the learner hears', async () => {
    const [ada] = learners
    await complete([ada])
    const { id } = await onlyOf(ada)
    const asked = { sessionId, certificateId: id, reason: 'Somebody else sat there.' }
    await recallByHand(platform.ctx, instructor, asked)
    expect(await onlyOf(ada)).toMatchObject({ recalled: { cause: 'by-hand', reason: asked.reason } })
    await expect(recallByHand(platform.ctx, instructor, asked)).rejects.toThrow('certificate-recalled')
    const { items } = await listNotifications(platform.ctx, ada, { unread: false, limit: 50 })
    expect(items.find(({ kind }) => kind === 'certificate-recalled')?.text).toContain(asked.reason)
    const stranger = await platform.addActor(['instructor'])
    await expect(recallByHand(platform.ctx, stranger, asked)).rejects.toMatchObject({ status: 403 })
  })

  it('is said to other systems when it is issued and when it is recalled, by ids alone', async () => {
    const [ada] = learners
    const { webhook } = await addWebhook(platform.ctx, superadmin, {
      ...{ url: 'https://hooks.example/certificates', description: '' },
      ...{ eventTypes: ['certificate.issued', 'certificate.recalled'], active: true },
    })
    await complete([ada])
    const { id } = await onlyOf(ada)
    await recallByHand(platform.ctx, instructor, { sessionId, certificateId: id, reason: 'Ada was ill.' })
    const said = await platform.ctx.db
      .selectFrom('webhookEvents')
      .select(['type', 'object'])
      .where('type', 'in', ['certificate.issued', 'certificate.recalled'])
      .orderBy('id')
      .execute()
    await removeWebhook(platform.ctx, superadmin, webhook.id)
    const object = { sessionId, personId: ada.personId, certificateId: id }
    expect(said).toEqual([
      { type: 'certificate.issued', object },
      { type: 'certificate.recalled', object },
    ])
    expect(pathOfEvent({ type: 'certificate.issued', object })).toBe(
      `/api/v1/sessions/${sessionId}/certificates`,
    )
  })

  it('outlives its session', async () => {
    const [ada] = learners
    await complete([ada])
    const { address, number } = await onlyOf(ada)
    for (const table of ['events', 'enrollments'])
      await sql`delete from ${sql.table(table)} where session_id = ${sessionId}`.execute(platform.ctx.db)
    await sql`delete from sessions where id = ${sessionId}`.execute(platform.ctx.db)
    expect(await verify(platform.ctx, codeIn(address))).toMatchObject({ state: 'valid', number })
    expect(await onlyOf(ada)).toMatchObject({ state: 'valid' })
  })

  it('goes with a duplicate that is merged; of two of one session one holds', async () => {
    const [ada, bob] = learners
    await complete([ada, bob])
    await mergePeople(platform.ctx, superadmin, { personId: ada.personId, duplicateId: bob.personId })
    await settle()
    const rows = await own(ada)
    expect(rows).toHaveLength(2)
    expect(rows.filter(({ state }) => state === 'valid')).toHaveLength(1)
  })

  it('is not issued where the platform issues none', async () => {
    const quiet = await test.addPlatform('without.example')
    const admin = await quiet.addActor(['superadmin'])
    await changeTemplate(quiet.ctx, admin, 0, { ...usualTemplate, isOn: false })
    const session = await buildSession(quiet, admin)
    const [learner] = await addPeople(quiet, 1)
    if (!learner) throw new Error('one was added')
    await withTransaction(quiet.ctx.db, (trx) =>
      certify(quiet.ctx, trx, {
        sessionId: session.id,
        completions: [
          { personId: learner.personId, version: 1, completedAt: quiet.ctx.now(), validUntil: null },
        ],
      }),
    )
    expect(await listOwn(quiet.ctx, learner)).toEqual([])
  })
})

describe('certificates of a time at which none were issued', () => {
  it('are issued by hand to all who completed the session, once however many ask', async () => {
    const [ada, bob] = learners
    const { version } = await getTemplate(platform.ctx, superadmin)
    await changeTemplate(platform.ctx, superadmin, version, { ...usualTemplate, isOn: false })
    await complete([ada, bob])
    await changeTemplate(platform.ctx, superadmin, version + 1, usualTemplate)
    const before = await listOfSession(platform.ctx, instructor, sessionId)
    expect([before.items, before.missing]).toEqual([[], 2])
    const counts = await Promise.all([1, 2, 3].map(() => issueMissing(platform.ctx, instructor, sessionId)))
    expect(counts.toSorted()).toEqual([0, 0, 2])
    const after = await listOfSession(platform.ctx, instructor, sessionId)
    expect([after.items.length, after.missing]).toEqual([2, 0])
    expect(await onlyOf(ada)).toMatchObject({ state: 'valid', sessionId })
    // What is decided anew afterwards keeps it.
    await settle()
    expect(await own(ada)).toHaveLength(1)
    await expect(issueMissing(platform.ctx, ada, sessionId)).rejects.toMatchObject({ status: 403 })
  })
})

describe('numbers', () => {
  it('are given once, however many are issued at the same moment', async () => {
    const sessions = await Promise.all(
      Array.from({ length: 6 }, async () => (await buildSession(platform, superadmin)).id),
    )
    const people = await addPeople(platform, 20)
    const completions = people.map(({ personId }) => ({
      personId,
      version: 1,
      completedAt: test.clock.now,
      validUntil: null,
    }))
    const issue = (id: SessionId) =>
      withTransaction(platform.ctx.db, (trx) => certify(platform.ctx, trx, { sessionId: id, completions }))
    // Each session twice: who has one keeps it.
    await Promise.all([...sessions, ...sessions].map(issue))
    const { rows } = await sql<{ number: string; listIndex: number; code: string }>`
      select number, list_index, code from certificates where session_id = any(${sessions})`.execute(
      platform.ctx.db,
    )
    expect(rows).toHaveLength(sessions.length * people.length)
    for (const key of ['number', 'listIndex', 'code'] as const)
      expect(new Set(rows.map((row) => row[key])).size).toBe(rows.length)
  })

  it('begin anew with a year and with another prefix', async () => {
    const numberNow = async () => {
      const [learner] = await addPeople(platform, 1)
      if (!learner) throw new Error('one was added')
      const completion = {
        personId: learner.personId,
        version: 1,
        completedAt: test.clock.now,
        validUntil: null,
      }
      await withTransaction(platform.ctx.db, (trx) =>
        certify(platform.ctx, trx, { sessionId, completions: [completion] }),
      )
      return (await onlyOf(learner)).number
    }
    test.clock.now = new Date('2031-12-31T22:59:00Z') // 23:59 in Rome, if the platform is there
    const { version } = await getTemplate(platform.ctx, superadmin)
    await changeTemplate(platform.ctx, superadmin, version, { ...usualTemplate, prefix: 'NY' })
    test.clock.now = new Date('2032-06-01T00:00:00Z')
    expect([await numberNow(), await numberNow()]).toEqual(['NY-2032-000001', 'NY-2032-000002'])
    test.clock.now = new Date('2033-06-01T00:00:00Z')
    expect(await numberNow()).toBe('NY-2033-000001')
    await expect(changeTemplate(platform.ctx, superadmin, version, usualTemplate)).rejects.toMatchObject({
      status: 412,
    })
    await changeTemplate(platform.ctx, superadmin, version + 1, usualTemplate)
  })
})

describe('whoever checks a certificate', () => {
  it('reads what it is worth, and no more of the person than the platform wants', async () => {
    const [ada] = learners
    await complete([ada])
    const { address, number } = await onlyOf(ada)
    const { status, text } = await get(`/api/v1/verify/${codeIn(address).toLowerCase()}`)
    const found = JSON.parse(text)
    expect([status, found.state, found.number]).toEqual([200, 'valid', number])
    expect(found.person).toMatch(/^(\p{L}\. ?)+$/u)
    expect(found.timeZone).toBe(platform.ctx.platform.timeZone)
    expect(text).not.toContain(ada.personId)
    expect(text).not.toContain(ada.email)
    const { version } = await getTemplate(platform.ctx, superadmin)
    await changeTemplate(platform.ctx, superadmin, version, { ...usualTemplate, shownName: 'name' })
    expect((await verify(platform.ctx, codeIn(address))).person).toBe((await onlyOf(ada)).personName)
    await changeTemplate(platform.ctx, superadmin, version + 1, usualTemplate)
  })

  it('hears of an end, and nothing of a code that is none', async () => {
    const [ada] = learners
    const validUntil = new Date('2027-01-01T00:00:00Z')
    await withTransaction(platform.ctx.db, (trx) =>
      certify(platform.ctx, trx, {
        sessionId,
        completions: [{ personId: ada.personId, version: 1, completedAt: test.clock.now, validUntil }],
      }),
    )
    const code = codeIn((await onlyOf(ada)).address)
    test.clock.now = validUntil
    expect((await verify(platform.ctx, code)).state).toBe('valid')
    test.clock.now = new Date(+validUntil + 1000)
    expect((await verify(platform.ctx, code)).state).toBe('expired')
    for (const wrong of ['x', 'A'.repeat(26), `${code}A`, '%00', '..%2f..%2fme'])
      expect([404, 422]).toContain((await get(`/api/v1/verify/${wrong}`)).status)
    const other = await test.addPlatform('elsewhere.example')
    await expect(verify(other.ctx, code)).rejects.toMatchObject({ status: 404 })
  })

  it('may not try without end', async () => {
    const statuses: number[] = []
    for (let tries = 0; tries < 40; tries++) statuses.push((await get('/api/v1/verify/none')).status)
    expect(statuses).toContain(429)
    expect(statuses.filter((status) => status === 404).length).toBeLessThanOrEqual(30)
  })
})

describe('the file', () => {
  it('is drawn for the learner and for planners, with every name in letters', async () => {
    const [ada, bob] = learners
    await sql`update people set first_name = 'محمد 王小明', last_name = 'Ёлкин' where id = ${ada.personId}`.execute(
      platform.ctx.db,
    )
    await complete([ada, bob])
    const { id, number } = await onlyOf(ada)
    const { status, body } = await getAs(ada, `/api/v1/me/certificates/${id}/pdf`)
    expect(status).toBe(200)
    expect(body.subarray(0, 5).toString()).toBe('%PDF-')
    expect(glyphsOf(body)).not.toContain(0)
    const file = body.toString('latin1')
    expect(file).toContain('/MarkInfo')
    expect(file).toMatch(/\/Lang \(en/)
    expect((await getAs(bob, `/api/v1/me/certificates/${id}/pdf`)).status).toBe(404)
    const all = await drawOfSession(platform.ctx, instructor, sessionId, undefined)
    const pages = (await wholeOf(all.content)).toString('latin1').match(/\/Type \/Page\b/g)
    expect(pages).toHaveLength(2)
    const one = await drawOfSession(platform.ctx, instructor, sessionId, id)
    expect(one.name).toBe(`${number}.pdf`)
    await expect(drawOfSession(platform.ctx, ada, sessionId, id)).rejects.toMatchObject({ status: 403 })
  })

  it('has at most 500 pages, and says so', async () => {
    const large = await test.addPlatform('large.example')
    const admin = await large.addActor(['superadmin'])
    const { id } = await buildSession(large, admin)
    const completedAt = test.clock.now
    const people = await addPeople(large, 501)
    const completions = people.map(({ personId }) => ({
      personId,
      version: 1,
      completedAt,
      validUntil: null,
    }))
    await withTransaction(large.ctx.db, (trx) => certify(large.ctx, trx, { sessionId: id, completions }))
    expect((await listOfSession(large.ctx, admin, id)).items).toHaveLength(501)
    await expect(drawOfSession(large.ctx, admin, id, undefined)).rejects.toThrow('certificates-too-many')
  })
})

describe('a badge', () => {
  const badgeOf = async (who: Person, kind = 'jwt') => {
    const { id } = await onlyOf(who)
    const { status, text } = await getAs(who, `/api/v1/me/certificates/${id}/badge.${kind}`)
    expect(status).toBe(200)
    return text
  }
  const keys = async () => JSON.parse((await get('/.well-known/jwks.json')).text)
  /** As a wallet does it: by the key that the credential names, which is one of those that the platform publishes. */
  async function check(jwt: string) {
    const { kid = '', alg } = decodeProtectedHeader(jwt)
    expect(alg).toBe('RS256')
    const key = JSON.parse((await get(new URL(kid).pathname)).text)
    expect((await keys()).keys.map((one: { kid: string }) => one.kid)).toContain(key.kid)
    const { payload } = await jwtVerify(jwt, await importJWK(key, 'RS256'), { currentDate: test.clock.now })
    return payload as typeof payload & { iss: string }
  }
  async function isRecalled(payload: Record<string, unknown>): Promise<boolean> {
    const { statusListCredential, statusListIndex } = payload.credentialStatus as Record<string, string>
    const { text, type } = await get(new URL(statusListCredential ?? '').pathname)
    expect(type).toContain('application/vc+jwt')
    const list = await check(text)
    const { encodedList } = list.credentialSubject as { encodedList: string }
    expect(encodedList[0]).toBe('u')
    const bits = gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'))
    expect(bits.length * 8).toBeGreaterThanOrEqual(131_072)
    const index = Number(statusListIndex)
    return (((bits[index >> 3] ?? 0) >> (7 - (index & 7))) & 1) === 1
  }

  it('is checked by anybody with what the platform publishes, also after another key signs', async () => {
    const [ada, bob] = learners
    await complete([ada, bob])
    const jwt = await badgeOf(ada)
    const payload = await check(jwt)
    expect(payload).toMatchObject({
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      jti: payload.id,
      sub: (payload.credentialSubject as { id: string }).id,
      issuer: { id: payload.iss },
      credentialSubject: { type: ['AchievementSubject'], achievement: { type: ['Achievement'] } },
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
    })
    expect(JSON.parse((await get(new URL(payload.iss).pathname)).text)).toMatchObject({
      id: payload.iss,
      type: ['Profile'],
    })
    expect(jwt).not.toContain(Buffer.from(ada.email).toString('base64url').slice(0, 12))
    const before = (await keys()).keys.length
    await rotateKeys(platform.ctx, superadmin)
    expect((await keys()).keys).toHaveLength(before + 1)
    const next = await badgeOf(bob)
    expect(decodeProtectedHeader(next).kid).not.toBe(decodeProtectedHeader(jwt).kid)
    await check(jwt)
    await check(next)
    await jwtVerify(next, createLocalJWKSet({ keys: (await keys()).keys.map(byUrl(next)) }), {
      currentDate: test.clock.now,
    })
    expect(JSON.stringify(await keys())).not.toMatch(/"(d|p|q)"/)
  })
  /** The set names keys by their ids, badges by their addresses: whoever looks in the set compares what stands last. */
  const byUrl = (jwt: string) => (key: { kid: string }) => {
    const { kid = '' } = decodeProtectedHeader(jwt)
    return kid.endsWith(key.kid) ? { ...key, kty: 'RSA', kid } : { ...key, kty: 'RSA' }
  }

  it('is known as recalled from the moment on, and no other with it', async () => {
    const [ada, bob] = learners
    await complete([ada, bob])
    const [one, other] = [await check(await badgeOf(ada)), await check(await badgeOf(bob))]
    expect([await isRecalled(one), await isRecalled(other)]).toEqual([false, false])
    const { id } = await onlyOf(ada)
    await recallByHand(platform.ctx, instructor, { sessionId, certificateId: id, reason: 'R' })
    await rotateKeys(platform.ctx, superadmin)
    expect([await isRecalled(one), await isRecalled(other)]).toEqual([true, false])
    expect((await get('/api/v1/badges/status/1')).status).toBe(404)
  })

  it('is a picture too, with the credential inside', async () => {
    const [ada] = learners
    await sql`update courses set name = 'Fire <safety> & "more"' where id = (select course_id from sessions where id = ${sessionId})`.execute(
      platform.ctx.db,
    )
    await complete([ada])
    const svg = await badgeOf(ada, 'svg')
    const jwt = /<openbadges:credential verify="([^"]+)">/.exec(svg)?.[1]
    expect(await check(jwt ?? '')).toMatchObject({ name: 'Fire <safety> & "more"' })
    expect(svg).not.toContain('<safety>')
  })

  it('is signed by another key after a year, made once however many ask', async () => {
    const [ada, bob] = learners
    await complete([ada, bob])
    const before = (await keys()).keys.length
    test.clock.now = new Date('2028-11-27T08:00:00Z')
    await Promise.all([badgeOf(ada), badgeOf(bob), badgeOf(ada)])
    expect((await keys()).keys.length).toBe(before + 1)
  })
})
