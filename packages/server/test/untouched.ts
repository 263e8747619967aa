import { sql } from 'kysely'
import type { RecordingId } from '../src/domain/ids.ts'
import { createGroup } from '../src/features/people/groups/groups.service.ts'
import { enroll } from '../src/features/training/enrollments/enrollments.service.ts'
import { scheduleEvent } from '../src/features/training/events/events.service.ts'
import { createSession } from '../src/features/training/sessions/sessions.service.ts'
import type { Actor } from '../src/http/actor.ts'
import { addPeople, buildSession, planOnBoard } from './builders.ts'
import { bodiesFor, type Operation, urlOf } from './operations.ts'
import type { TestPlatform } from './test-app.ts'

/** By the names of path parameters, and `otherSessionId`, `otherPersonId`, `email` of that one, `ownEmail` of the person. */
export type Ids = Record<string, string>

let made = 0

/** A course with two sessions, an event, people in it and a group, which nothing has happened to yet. */
export async function buildUntouched(platform: TestPlatform, admin: Actor): Promise<Ids> {
  const { ctx } = platform
  const session = await buildSession(platform, admin, { maxEnrollment: 2 })
  const sessionId = session.id
  const other = await createSession(ctx, admin, { courseId: session.courseId, name: 'Spring' })
  const [learner, second] = await addPeople(platform, 2)
  if (!learner || !second) throw new Error('two were added')
  await enroll(ctx, admin, sessionId, learner.personId)
  const times = { startsWall: '2026-12-10T10:00', endsWall: '2026-12-10T11:00', timeZone: 'UTC' }
  const event = await scheduleEvent(ctx, admin, { sessionId, name: `E${++made}`, ...times })
  const boardChangeId = await planOnBoard(ctx, admin, sessionId)
  const group = await createGroup(ctx, admin, `Group ${made}`)
  await sql`update sessions set self_enrollment = 'open', waiting_list = 'automatic'
    where id = ${session.id}`.execute(ctx.db)
  const recordingId = ctx.newId<RecordingId>()
  await sql`insert into recordings (platform_id, id, event_id, room_id, provider_key, name, has_file, has_transcript, found_at)
    values (${ctx.platform.id}, ${recordingId}, ${event.id}, ${recordingId}, 'k', 'Film', true, false, ${ctx.now()})`.execute(
    ctx.db,
  )
  return {
    recordingId,
    courseId: session.courseId,
    sessionId: session.id,
    otherSessionId: other.id,
    eventId: event.id,
    boardChangeId,
    personId: learner.personId,
    otherPersonId: second.personId,
    groupId: group.id,
    email: second.email,
    ownEmail: learner.email,
  }
}

/** Gives something untouched to each operation: what was built before, as long as nobody was about it. */
export function untouchedFor(build: () => Promise<Ids>): (operation: Operation, shared: Ids) => Promise<Ids> {
  let left: Ids | undefined
  return async (operation, shared) => {
    left ??= await build()
    const untouched = left
    const ids = { ...shared, ...untouched }
    const said = urlOf(operation, ids) + JSON.stringify(bodiesToCarryOut(ids)[operation.name] ?? {})
    if (Object.values(untouched).some((id) => said.includes(id))) left = undefined
    return ids
  }
}

/** Bodies that are carried out, where those for a test of rights are refused; each makes something new. */
export function bodiesToCarryOut(ids: Ids): Record<string, object> {
  const who = { text: ids.email, save: true }
  return {
    ...bodiesFor(ids),
    'POST /events/imports': {
      text: `session_id,event,start,end\n${ids.sessionId},Imported,2026-12-20 10:00,2026-12-20 11:00`,
      save: true,
    },
    'POST /plans': {
      text: `session_id,event,start,end\n${ids.sessionId},Planned,2026-12-21 10:00,2026-12-21 11:00`,
    },
    'POST /people': {
      email: `new${made}@untouched.example`,
      firstName: 'New',
      lastName: '',
      roles: ['learner'],
    },
    'POST /people/imports': {
      text: `email,first_name\nimported${made}@untouched.example,Imported`,
      save: true,
      invite: true,
    },
    'POST /groups': { name: `New group ${made}` },
    'PATCH /groups/{groupId}': { name: `Renamed ${made}` },
    'POST /groups/{groupId}/members': who,
    'POST /sessions/{sessionId}/enrollments/import': who,
    'POST /courses/{courseId}/enrollments/import': { ...who, sessionIds: [ids.sessionId] },
    'POST /sessions/{sessionId}/enrollments/changes': {
      personIds: [ids.personId],
      change: 'remove',
      save: true,
    },
    'POST /sessions/{sessionId}/cancellation': { reason: 'R' },
    'POST /courses/{courseId}/cancellation': { reason: 'R' },
    'POST /events/{eventId}/cancellation': { reason: 'R' },
    'POST /domains': { host: `new${made}.example` },
    'PATCH /people/{personId}': { active: false },
    'POST /people/{personId}/erasure': { confirm: ids.ownEmail },
    'PATCH /retention': { days: { mails: 200 + made } },
    'PATCH /platform/settings': { name: `Renamed ${made}` },
    'PATCH /courses/{courseId}': { name: `Renamed ${made}` },
    'PATCH /sessions/{sessionId}': { name: `Renamed ${made}`, maxEnrollment: 5 },
    'PATCH /events/{eventId}': { name: `Renamed ${made}`, startsWall: '2026-12-10T10:30' },
    'PATCH /me': { language: 'en' },
    'PATCH /identity-providers/{providerId}': { name: 'N', clientSecret: 's' },
    'PATCH /saml-providers/{samlProviderId}': { name: 'N' },
  }
}
