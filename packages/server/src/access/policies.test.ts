import { describe, expect, it } from 'vitest'
import type { PersonId } from '../domain/ids.ts'
import type { Role } from '../domain/role.ts'
import type { Actor } from '../http/actor.ts'
import { courseRefusal } from './courses.policy.ts'
import { mayStartEvent, mayTeachEvent } from './events.policy.ts'
import { mayEditSession } from './sessions.policy.ts'

const own = 'own' as PersonId
const as = (...roles: Role[]): Actor => ({
  personId: own,
  loginId: undefined,
  roles,
  reader: { language: 'en', timeZone: 'UTC' },
})
const ties = (isMaker: boolean, ownSessions: number, otherSessions: number) => ({
  isMaker,
  ownSessions,
  otherSessions,
})

describe('a course', () => {
  it.each([
    ['superadmin', ties(false, 0, 3), undefined],
    ['instructor', ties(true, 0, 0), undefined],
    ['instructor', ties(true, 2, 0), undefined],
    ['instructor', ties(false, 1, 0), undefined],
    ['instructor', ties(false, 0, 0), 'course-not-yours'],
    ['instructor', ties(false, 0, 1), 'course-of-others'],
    ['instructor', ties(false, 1, 1), 'course-of-others'],
    ['instructor', ties(true, 1, 1), 'course-of-others'],
    ['learner', ties(true, 1, 0), 'role-planner-needed'],
  ] as const)('of %s with %o is changed by them, or refused with %s', (role, of, refusal) => {
    expect(courseRefusal(as(role), of)).toBe(refusal)
  })
})

describe('somebody who is written in a session', () => {
  it('plans, teaches and starts there as long as they have the role', () => {
    for (const [role, may] of [
      ['instructor', true],
      ['learner', false],
    ] as const) {
      expect(mayEditSession(as(role), [own])).toBe(may)
      expect(mayTeachEvent(as(role), { isTeaching: true })).toBe(may)
      expect(mayStartEvent(as(role), { isTeaching: true })).toBe(may)
    }
  })

  it('starts nothing as a superadmin who does not teach it, and does all the rest', () => {
    expect(mayStartEvent(as('superadmin'), { isTeaching: false })).toBe(false)
    expect(mayTeachEvent(as('superadmin'), { isTeaching: false })).toBe(true)
    expect(mayEditSession(as('superadmin'), [])).toBe(true)
    expect(mayEditSession(as('instructor'), ['somebody else' as PersonId])).toBe(false)
  })
})
