import type { SessionId } from '../src/domain/ids.ts'
import { changeCourse, getCourse } from '../src/features/training/courses/courses.service.ts'
import { changeSession, getSession } from '../src/features/training/sessions/sessions.service.ts'
import type { Actor } from '../src/http/actor.ts'
import { buildSession } from './builders.ts'
import type { TestPlatform } from './test-app.ts'

export type SessionRules = Parameters<typeof changeSession>[3]

/** A session of a course in the catalogue, open to everybody and with a waiting list unless told otherwise. */
export async function openSession(platform: TestPlatform, superadmin: Actor, rules: SessionRules = {}) {
  const { ctx } = platform
  const session = await buildSession(platform, superadmin)
  const course = await getCourse(ctx, superadmin, session.courseId)
  const target = { courseId: course.id, expectedVersion: course.version }
  await changeCourse(ctx, superadmin, target, { visibility: 'catalogue' })
  return setRules(platform, superadmin, session, {
    selfEnrollment: 'open',
    waitingList: 'automatic',
    ...rules,
  })
}

/** Changes a session, whatever its version is. */
export async function setRules(
  platform: TestPlatform,
  superadmin: Actor,
  session: { id: SessionId },
  rules: SessionRules,
) {
  const { version, id } = await getSession(platform.ctx, superadmin, session.id)
  const target = { sessionId: id, expectedVersion: version }
  return changeSession(platform.ctx, superadmin, target, rules)
}
