import type { Ctx } from '../src/ctx.ts'
import { withTransaction } from '../src/db/database.ts'
import type {
  AccountId,
  CourseId,
  IdentityProviderId,
  LmsLinkId,
  LoginId,
  PasskeyId,
  PersonId,
  RecordingId,
  SessionId,
  StayId,
} from '../src/domain/ids.ts'
import type { Role } from '../src/domain/role.ts'
import { listMails } from '../src/features/messages/mails/mails.service.ts'
import { sendNotifications } from '../src/features/messages/notifications/notifications.service.ts'
import { addLms } from '../src/features/operations/lti/registrations.service.ts'
import { beginMove } from '../src/features/operations/moves/moves.service.ts'
import { makeKey } from '../src/features/people/api-keys/api-keys.service.ts'
import { makeDirectory } from '../src/features/people/directories/directories.service.ts'
import { createGroup } from '../src/features/people/groups/groups.service.ts'
import { providerSecretSlot } from '../src/features/people/identity-providers/sealing.ts'
import { beginImport } from '../src/features/people/people/import.service.ts'
import { addPerson } from '../src/features/people/people/people.service.ts'
import { setAppActive } from '../src/features/platform/apps/apps.service.ts'
import { addDomain } from '../src/features/platform/domains/domains.service.ts'
import { addWebhook, testWebhook } from '../src/features/platform/webhooks/webhooks.service.ts'
import { createAccount, getAccount } from '../src/features/rooms/accounts/accounts.service.ts'
import { beginPairing, finishPairing } from '../src/features/rooms/accounts/pairing.service.ts'
import { addAbsence } from '../src/features/training/availability/availability.service.ts'
import { NewBoardChange } from '../src/features/training/board/board-changes.schemas.ts'
import { changeBoard } from '../src/features/training/board/board-changes.service.ts'
import { createCourse } from '../src/features/training/courses/courses.service.ts'
import {
  listEnrollmentRules,
  makeEnrollmentRule,
} from '../src/features/training/enrollment-rules/enrollment-rules.service.ts'
import { enroll } from '../src/features/training/enrollments/enrollments.service.ts'
import { scheduleEvent } from '../src/features/training/events/events.service.ts'
import { beginPlan } from '../src/features/training/plans/plans.service.ts'
import { createSessionField } from '../src/features/training/session-fields/session-fields.service.ts'
import { createSession } from '../src/features/training/sessions/sessions.service.ts'
import type { Actor } from '../src/http/actor.ts'
import { FAKE_APP_ID } from '../src/providers/fake/fake.ts'
import { present } from './present.ts'
import { PASSWORD, settleJobs, type TestApp, type TestPlatform } from './test-app.ts'

let learners = 0
/** Users of the fake service of each test: the first one is user1, whatever other files have done before. */
const users = new WeakMap<TestApp, number>()

/** An account that is paired with the fake service, its app active. */
export async function pairedAccount(
  test: TestApp,
  platform: TestPlatform,
  actor: Actor,
  options: {
    name?: string
    sessionType?: 'meeting' | 'webinar' | 'lecture'
    limits?: Partial<{ sessionsPerCourse: number; totalSessions: number; concurrentRooms: number }>
  } = {},
) {
  const { ctx } = platform
  await withTransaction(ctx.db, (trx) =>
    setAppActive(ctx, trx, { appId: FAKE_APP_ID, active: true }, actor.personId),
  )
  const account = await createAccount(ctx, actor, {
    appId: FAKE_APP_ID,
    name: options.name ?? 'Rooms',
    description: '',
    fields: { clientId: 'client-1', clientSecret: test.fake.clientSecret },
    sessionType: options.sessionType ?? 'meeting',
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null, ...options.limits },
  })
  await pair(test, platform, actor, account.id)
  return getAccount(ctx, actor, account.id)
}

/** Walks the consent of a new user of the fake service. */
export async function pair(
  test: TestApp,
  platform: TestPlatform,
  actor: Actor,
  accountId: AccountId,
): Promise<void> {
  const url = new URL(await beginPairing(platform.ctx, actor, accountId, `https://${platform.host}`))
  const user = (users.get(test) ?? 0) + 1
  users.set(test, user)
  const code = `code-${user}`
  test.fake.codes.set(code, { userKey: `user${user}`, email: 'organizer@fake.example' })
  const state = url.searchParams.get('state') ?? undefined
  const result = await finishPairing(platform.ctx, actor, { state, code, error: undefined })
  if (result.outcome !== 'paired') throw new Error(`the builder could not pair: ${result.outcome}`)
}

/** An event of a session on an account, in Rome, on one day of November 2026. */
export function planEvent(
  platform: TestPlatform,
  actor: Actor,
  event: {
    sessionId: SessionId
    accountId: AccountId | null
    name: string
    from: string
    to: string
    day?: string
  },
) {
  const day = event.day ?? '2026-11-26'
  return scheduleEvent(platform.ctx, actor, {
    sessionId: event.sessionId,
    name: event.name,
    description: '',
    startsWall: `${day}T${event.from}`,
    endsWall: `${day}T${event.to}`,
    timeZone: 'Europe/Rome',
    accountId: event.accountId,
  })
}

/** A rule by which an empty group gets places in a course. */
async function ruleOf(ctx: Ctx, superadmin: Actor, courseId: CourseId): Promise<string> {
  const { id: groupId } = await createGroup(ctx, superadmin, 'Newcomers')
  await makeEnrollmentRule(ctx, superadmin, courseId, { groupId, whenFull: 'refuse', save: true })
  const { items } = await listEnrollmentRules(ctx, superadmin, courseId)
  return present(items[0]).id
}

/** An event that is planned on the board. @returns the change that can be undone */
export async function planOnBoard(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<string> {
  const times = { startsWall: '2026-12-15T18:00', endsWall: '2026-12-15T19:00', timeZone: 'UTC' }
  const operation = { op: 'plan', sessionId, name: 'On the board', ...times }
  const change = NewBoardChange.parse({ operations: [operation], save: true })
  return present((await changeBoard(ctx, actor, change)).undo).changeId
}

/** People who never sign in: no password has to be hashed for them. */
export async function addPeople(platform: TestPlatform, count: number, role: Role = 'learner') {
  const { ctx } = platform
  const people: (Actor & { email: string })[] = []
  await withTransaction(ctx.db, async (trx) => {
    for (let n = 0; n < count; n++) {
      const email = `${ctx.newId()}@learner.example`
      const roles = [role]
      const person = { email, firstName: 'Lea', lastName: `Learner${n}`, roles, passwordHash: null }
      const personId = await addPerson(ctx, trx, person)
      const reader = { language: 'en', timeZone: 'UTC' } as const
      people.push({ personId, loginId: ctx.newId<LoginId>(), roles, reader, email })
    }
  })
  return people
}

/** A course with one session. */
export async function buildSession(
  platform: TestPlatform,
  actor: Actor,
  options: { maxEnrollment?: number; instructorIds?: PersonId[] } = {},
) {
  const course = await createCourse(platform.ctx, actor, {
    name: 'Safety',
    code: '',
    description: '',
    type: 'vilt',
  })
  return createSession(platform.ctx, actor, {
    courseId: course.id,
    name: 'Winter',
    code: '',
    maxEnrollment: options.maxEnrollment ?? null,
    instructorIds: options.instructorIds ?? [],
  })
}

/** A learner who never signs in: without the work of a password. */
export async function buildLearner(platform: TestPlatform): Promise<Actor> {
  const { ctx } = platform
  const person = { firstName: 'Lin', lastName: `Learner${++learners}`, roles: ['learner'] as const }
  const email = `learner${learners}@${platform.host}.example`
  const personId = await withTransaction(ctx.db, (trx) =>
    addPerson(ctx, trx, { ...person, email, passwordHash: null }),
  )
  const reader = { language: 'en', timeZone: 'UTC' } as const
  return { personId, loginId: ctx.newId<LoginId>(), roles: person.roles, reader }
}

/** The cookie of a person who signed in through the API. */
export async function signedIn(test: TestApp, platform: TestPlatform, email: string): Promise<string> {
  const answer = await test.app.http.inject({
    method: 'POST',
    url: '/api/v1/logins',
    headers: { host: platform.host },
    payload: { email, password: PASSWORD },
  })
  if (answer.statusCode !== 201) throw new Error(`the builder could not sign in: ${answer.body}`)
  const cookie = answer.cookies[0]
  return `${cookie?.name}=${cookie?.value}`
}

/**
 * One of everything that has an id in the API.
 *
 * @returns ids by the names of path parameters
 */
export async function buildEverything(
  test: TestApp,
  platform: TestPlatform,
): Promise<Record<string, string>> {
  const { ctx } = platform
  const superadmin = await platform.addActor(['superadmin'])
  const learner = await platform.addActor(['learner'])
  const account = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })
  const otherAccount = await pairedAccount(test, platform, superadmin, {
    name: 'Others',
    sessionType: 'webinar',
  })
  const session = await buildSession(platform, superadmin)
  await enroll(ctx, superadmin, session.id, learner.personId)
  const event = await planEvent(platform, superadmin, {
    sessionId: session.id,
    accountId: account.id,
    name: 'Theirs',
    from: '10:00',
    to: '11:00',
  })
  await settleJobs(test, ctx)
  const move = await beginMove(ctx, superadmin, {
    accounts: [{ fromAccountId: account.id, toAccountId: otherAccount.id }],
    startsFrom: test.clock.now.toISOString(),
    tellsPeople: false,
  })
  await settleJobs(test, ctx)
  const group = await createGroup(ctx, superadmin, 'Their group')
  const plan = await beginPlan(ctx, superadmin, {
    rows: [
      {
        line: 2,
        cells: {
          session_id: session.id,
          event: 'Planned',
          start: '2026-12-24 10:00',
          end: '2026-12-24 11:00',
        },
      },
    ],
    save: true,
  })
  await settleJobs(test, ctx)
  const text = 'email,first_name\nimported@theirs.example,Imported'
  const begun = await beginImport(ctx, superadmin, { text, invite: false, save: true })
  await settleJobs(test, ctx)
  const boardChangeId = await planOnBoard(ctx, superadmin, session.id)
  const ruleId = await ruleOf(ctx, superadmin, session.courseId)
  const host = 'academy.theirs.example'
  await addDomain(ctx, superadmin, host)
  const { id: platformId } = ctx.platform
  const own = { platformId, personId: superadmin.personId }
  const [providerId, passkeyId] = [ctx.newId<IdentityProviderId>(), ctx.newId<PasskeyId>()]
  await ctx.db
    .insertInto('identityProviders')
    .values({
      platformId,
      id: providerId,
      name: 'Theirs',
      issuer: 'https://id.example',
      clientId: 'c',
      clientSecretSealed: ctx.vault.seal('s', providerSecretSlot(platformId, providerId)),
    })
    .execute()
  const samlProviderId = ctx.newId<IdentityProviderId>()
  await ctx.db
    .insertInto('identityProviders')
    .values({
      ...{ platformId, id: samlProviderId, protocol: 'saml', name: 'Theirs by SAML', issuer: '' },
      clientId: samlProviderId,
      clientSecretSealed: ctx.vault.seal('s', providerSecretSlot(platformId, samlProviderId)),
    })
    .execute()
  await ctx.db
    .insertInto('samlProviders')
    .values({ platformId, providerId: samlProviderId, ourCertificate: '' })
    .execute()
  await ctx.db
    .insertInto('passkeys')
    .values({
      ...own,
      id: passkeyId,
      credentialId: 'c',
      publicKey: Buffer.from('k'),
      domain: host,
      name: 'Key',
    })
    .execute()
  const field = await createSessionField(ctx, superadmin, {
    name: 'Cost center',
    kind: 'text',
    choices: [],
    required: false,
  })
  const absence = await addAbsence(ctx, superadmin, learner.personId, {
    ...{ startsWall: '2026-12-07T00:00', endsWall: '2026-12-08T00:00', timeZone: 'UTC' },
    reason: 'Theirs',
  })
  const { apiKey } = await makeKey(ctx, superadmin, { name: 'Theirs', scopes: ['courses:read'] })
  const { directory } = await makeDirectory(ctx, superadmin, 'Theirs')
  const lms = await addLms(ctx, superadmin, {
    ...{ name: 'Theirs', issuer: 'https://lms.theirs.example', clientId: 'c', deploymentId: '1' },
    ...{ authUrl: 'https://lms.theirs.example/auth', tokenUrl: 'https://lms.theirs.example/token' },
    keysUrl: 'https://lms.theirs.example/keys',
    ...{ frameOrigins: [], instructorsStart: false, active: true },
  })
  const linkId = ctx.newId<LmsLinkId>()
  await ctx.db
    .insertInto('ltiLinks')
    .values({
      platformId,
      id: linkId,
      registrationId: lms.id,
      deploymentId: '1',
      contextId: '1',
      contextTitle: 'Ladders',
    })
    .execute()
  const { webhook } = await addWebhook(ctx, superadmin, {
    url: 'https://hooks.theirs.example/',
    description: '',
    eventTypes: null,
    active: true,
  })
  const deliveryId = await testWebhook(ctx, superadmin, webhook.id)
  const cookie = await signedIn(test, platform, superadmin.email)
  const login = await ctx.db
    .selectFrom('logins')
    .select('id')
    .where('platformId', '=', platformId)
    .executeTakeFirstOrThrow()
  const room = await ctx.db
    .selectFrom('rooms')
    .select('id')
    .where('platformId', '=', platformId)
    .executeTakeFirstOrThrow()
  const stayId = ctx.newId<StayId>()
  const recordingId = ctx.newId<RecordingId>()
  await ctx.db
    .insertInto('recordings')
    .values({
      ...{ platformId, id: recordingId, eventId: event.id, roomId: room.id, providerKey: 'recording' },
      ...{ name: 'Film', hasFile: true, hasTranscript: false, foundAt: ctx.now() },
    })
    .execute()
  await ctx.db
    .insertInto('attendanceStays')
    .values({
      ...{ platformId, id: stayId, eventId: event.id, roomId: room.id, runKey: 'run', sourceKey: '1' },
      ...{ kind: 'main', role: 'learner', name: 'Somebody', email: '' },
      ...{ runStartedAt: event.startsAt, joinedAt: event.startsAt },
    })
    .execute()
  await sendNotifications(ctx)
  const mail = await ctx.db
    .selectFrom('mails')
    .select('id')
    .where('platformId', '=', platformId)
    .executeTakeFirstOrThrow()
  const notification = await ctx.db
    .selectFrom('notifications')
    .select('id')
    .where('platformId', '=', platformId)
    .executeTakeFirstOrThrow()
  return {
    mailId: mail.id,
    notificationId: notification.id,
    kind: 'theirs',
    accountId: account.id,
    otherAccountId: otherAccount.id,
    organizerId: present(account.pairing.organizers[0]?.id),
    courseId: session.courseId,
    sessionId: session.id,
    eventId: event.id,
    boardChangeId,
    ruleId,
    personId: learner.personId,
    moveId: present(move.id),
    planId: plan.id,
    importId: begun.id,
    fieldId: field.id,
    groupId: group.id,
    host,
    providerId,
    samlProviderId,
    passkeyId,
    loginId: login.id,
    roomId: room.id,
    apiKeyId: apiKey.id,
    directoryId: directory.id,
    lmsId: lms.id,
    linkId,
    webhookId: webhook.id,
    deliveryId,
    absenceId: absence.id,
    stayId,
    checkId: ctx.newId<string>(), // none was asked
    reportId: ctx.newId<string>(), // none was ever read
    exportId: ctx.newId<string>(), // of nobody
    certificateId: ctx.newId<string>(), // none was issued
    viewId: ctx.newId<string>(), // of nobody
    recordingId,
    token: cookie.split('=')[1] ?? '',
  }
}

/** The newest mails of a platform, after what was told is written. */
export async function outboxOf(platform: TestPlatform, actor: Actor) {
  await sendNotifications(platform.ctx)
  const { items } = await listMails(platform.ctx, actor, {
    state: undefined,
    query: '',
    cursor: undefined,
    limit: 100,
  })
  return items
}
