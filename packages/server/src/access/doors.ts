import type { ApiScope } from '../domain/api-scope.ts'
import { type Duty, duties } from '../domain/duty.ts'
import { type AppError, ForbiddenError, UnauthenticatedError } from '../domain/errors.ts'
import type { Actor } from './actor.ts'
import { refusalOfDuty } from './duties.policy.ts'
import { isPlanner, isSuperadmin } from './roles.ts'

// The doors of the house. Every route stands behind one of them (`config.access`) and no route without; `http/doors.ts`
// sees to both. What a door needs of a person's role is asked before the service runs. Where it depends on the thing that
// is asked for, the service asks a policy beside this file, and `matrix.db.test.ts` shows that it does.

interface DoorSign {
  /** Who is let in, as openapi.json says it. */
  readonly means: string
  /** What is asked of a person before the service runs. */
  readonly needs: 'nothing' | 'login' | 'planner' | 'superadmin' | Duty
  /** Which API keys are let in: none, every one, or those with the scope of the route (`scopes.ts`). */
  readonly keys: 'none' | 'any' | 'scope'
}

export const doors = {
  machine: {
    means: 'For load balancers and proxies, at whatever address they know: no platform is looked for.',
    needs: 'nothing',
    keys: 'none',
  },
  page: {
    means: 'For everybody, the same for all: nobody looks who asks.',
    needs: 'nothing',
    keys: 'none',
  },
  anybody: {
    means: 'For everybody, signed in or not, and for every API key.',
    needs: 'nothing',
    keys: 'any',
  },
  'way-in': {
    means: 'For everybody: a way to sign in.',
    needs: 'nothing',
    keys: 'none',
  },
  'link-holder': {
    means: 'For whoever has the link: its token is the secret.',
    needs: 'nothing',
    keys: 'none',
  },
  directory: {
    means: 'For directories of organizations, each by its own token (SCIM).',
    needs: 'nothing',
    keys: 'none',
  },
  lms: {
    means:
      'For learning management systems (LTI): what they sign, or the token of a launch, is looked at; no login is.',
    needs: 'nothing',
    keys: 'none',
  },
  saml: {
    means: 'For browsers that come from a SAML provider: what it signed is looked at; no login is.',
    needs: 'nothing',
    keys: 'none',
  },
  'signed-in': {
    means: 'For everybody who is signed in; what is shown and changed is theirs, or what they may see.',
    needs: 'login',
    keys: 'scope',
  },
  own: {
    means: 'For the person whom it belongs to, and nobody else.',
    needs: 'login',
    keys: 'scope',
  },
  planner: {
    means: 'For planners: superadmins and instructors.',
    needs: 'planner',
    keys: 'scope',
  },
  superadmin: {
    means: 'For superadmins.',
    needs: 'superadmin',
    keys: 'scope',
  },
  'reader-of-course': {
    means: 'For planners, and for learners who are enrolled in the course or may enroll themselves.',
    needs: 'login',
    keys: 'scope',
  },
  'planner-of-course': {
    means:
      'For superadmins, and for the instructor whose course it is: they made it or teach in it, and every session of it is theirs.',
    needs: 'login',
    keys: 'scope',
  },
  'planner-of-session': {
    means:
      'For superadmins, and for the instructors of the session; if it touches several sessions, of each.',
    needs: 'login',
    keys: 'scope',
  },
  'previewer-of-change': {
    means: 'For everybody who may make the change itself.',
    needs: 'login',
    keys: 'scope',
  },
  'beginner-of-plan': {
    means: 'For superadmins, and for the planner who began the plan.',
    needs: 'login',
    keys: 'scope',
  },
  'instructor-of-event': {
    means: 'For superadmins, and for everybody who teaches the event, also as a stand-in.',
    needs: 'login',
    keys: 'scope',
  },
  'host-of-event': {
    means: 'For everybody who teaches the event, also as a stand-in; for superadmins only if they teach it.',
    needs: 'login',
    keys: 'scope',
  },
  'reader-of-attendance': {
    means:
      'For superadmins, for everybody who teaches the event, and for learners who are enrolled in its session.',
    needs: 'login',
    keys: 'scope',
  },
  'participant-of-event': {
    means: 'For learners who are enrolled in the event’s session, and for everybody who teaches the event.',
    needs: 'login',
    keys: 'scope',
  },
  'learner-with-place': {
    means: 'For the learner who is enrolled in the session.',
    needs: 'login',
    keys: 'scope',
  },
  registrar: {
    means: 'For registrars: people to whom events were given to mark at the door who is there.',
    needs: 'registrar',
    keys: 'none',
  },
  manager: {
    means: 'For managers: people who have a team, or stand in for whose it is.',
    needs: 'manager',
    keys: 'none',
  },
  'manager-of-person': {
    means: 'For the manager of the person.',
    needs: 'manager',
    keys: 'none',
  },
  'decider-of-request': {
    means: 'For the manager of the person who asks for a place, and for whoever stands in for them.',
    needs: 'manager',
    keys: 'none',
  },
  'power-user': {
    means: 'For power users: people to whom an area was given, of people and of courses.',
    needs: 'power-user',
    keys: 'none',
  },
  'power-user-of-area': {
    means: 'For the power user in whose area the course and the people are.',
    needs: 'power-user',
    keys: 'none',
  },
  'registrar-of-event': {
    means: 'For registrars to whom the event was given, on its day.',
    needs: 'registrar',
    keys: 'none',
  },
} as const satisfies Record<string, DoorSign>

/** Who may ask a route. */
export type Door = keyof typeof doors

export function isDoor(name: unknown): name is Door {
  return typeof name === 'string' && Object.hasOwn(doors, name)
}

const isDuty = (needs: DoorSign['needs']): needs is Duty => (duties as readonly string[]).includes(needs)

/**
 * What a door says to who stands before it: what can be told from roles and scopes alone.
 *
 * @param scope what an API key needs for the route; undefined = it is closed to keys
 * @returns undefined = they are let in, and the service decides about the thing itself
 */
export function refusalAt(
  door: Door,
  actor: Actor | undefined,
  scope: ApiScope | undefined,
): AppError | undefined {
  const { needs, keys }: DoorSign = doors[door]
  if (actor?.apiKey && keys !== 'any') {
    if (keys === 'none' || !scope) return new ForbiddenError('api-key-not-allowed')
    if (!actor.apiKey.scopes.includes(scope)) return new ForbiddenError('api-key-scope-missing', { scope })
  }
  if (needs === 'nothing') return undefined
  if (!actor) return new UnauthenticatedError('not-signed-in')
  if (isDuty(needs)) return refusalOfDuty(actor, needs)
  if (needs === 'superadmin' && !isSuperadmin(actor)) return new ForbiddenError('role-superadmin-needed')
  if (needs === 'planner' && !isPlanner(actor)) return new ForbiddenError('role-planner-needed')
  return undefined
}
