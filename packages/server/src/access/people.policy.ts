import type { Duty } from '../domain/duty.ts'
import { ForbiddenError } from '../domain/errors.ts'
import type { PersonId } from '../domain/ids.ts'
import type { Role } from '../domain/role.ts'
import type { Actor } from './actor.ts'
import { assertSuperadmin, isPlanner, isSuperadmin } from './roles.ts'

// Who may change people. Whatever writes roles, addresses or activity of people, or how they sign in, asks here.

/** What decides what a person may, and who they are. */
export interface Standing {
  readonly roles: readonly Role[]
  readonly email: string
  readonly active: boolean
  /** Whose team they are in. */
  readonly managerId: PersonId | null
}

interface Rights {
  readonly roles: readonly Role[]
  readonly duties?: readonly Duty[]
}

/** More than learning: what such a person is and how they get in is closed to API keys. */
export function hasRights({ roles, duties = [] }: Rights): boolean {
  return roles.some((role) => role !== 'learner') || duties.length > 0
}

/** Directories say who is whose manager: of managers, too, they say who they are. */
export function isClosedToDirectories({ roles, duties = [] }: Rights): boolean {
  return hasRights({ roles, duties: duties.filter((duty) => duty !== 'manager') })
}

/** When somebody was here last, and whether ever: planners choose people, and need not know it. */
export function maySeeSignIns(actor: Actor): boolean {
  return actor.roles.includes('superadmin')
}

/** When somebody teaches and when they are away: instructors say so of themselves, superadmins of everybody. */
export function mayChangeAvailability(actor: Actor, personId: PersonId): boolean {
  return isSuperadmin(actor) || (isPlanner(actor) && actor.personId === personId)
}

/**
 * Why somebody may not make a person what they are to be. An API key lies in a program's settings: it makes learners
 * alone, gives and takes no roles, and leaves everybody as they are who has more rights than a learner.
 *
 * @param before undefined = a new person
 * @param after what is to be different; what is left out stays
 * @returns undefined = they may
 * @see docs/decisions/0025-keys-raise-nobody.md
 */
export function changeRefusal(
  actor: Actor,
  before: (Standing & Rights & { readonly firstName: string; readonly lastName: string }) | undefined,
  after: { readonly [Field in keyof Standing]?: Standing[Field] | undefined },
): ForbiddenError | undefined {
  if (!actor.roles.includes('superadmin')) return new ForbiddenError('role-superadmin-needed')
  if (!actor.apiKey) return undefined
  // Whoever is made a manager sees a team.
  if (after.managerId !== undefined && after.managerId !== (before?.managerId ?? null))
    return new ForbiddenError('api-key-sets-no-manager')
  const roles = after.roles ?? before?.roles ?? []
  if (before && hasRights(before)) {
    const stays =
      isSameSet(roles, before.roles) &&
      (after.email ?? before.email) === before.email &&
      (after.active ?? before.active) === before.active
    return stays ? undefined : protectedFromKeys(before)
  }
  if (!hasRights({ roles })) return undefined
  return new ForbiddenError('api-key-gives-no-rights', { roles })
}

/** @throws {ForbiddenError} as {@link changeRefusal} says */
export function assertMayChange(...asked: Parameters<typeof changeRefusal>): void {
  const refusal = changeRefusal(...asked)
  if (refusal) throw refusal
}

/**
 * Merging hands over addresses and ways to sign in: whoever enters as the duplicate is the other one from then on.
 *
 * @throws {ForbiddenError} `role-superadmin-needed`, `api-key-person-protected`
 */
export function assertMayMerge(
  actor: Actor,
  pair: readonly (Rights & { firstName: string; lastName: string })[],
): void {
  assertSuperadmin(actor)
  const one = pair.find(hasRights)
  if (actor.apiKey && one) throw protectedFromKeys(one)
}

/**
 * Links to choose a password, signing somebody out, taking a lost phone off them: for a superadmin who is signed in.
 *
 * @throws {ForbiddenError} `role-superadmin-needed`, `api-key-not-allowed`
 */
export function assertMayRescue(actor: Actor): void {
  assertSuperadmin(actor)
  if (actor.apiKey) throw new ForbiddenError('api-key-not-allowed')
}

/**
 * Erasing somebody's data can't be taken back: for a superadmin who is signed in.
 *
 * @throws {ForbiddenError} `role-superadmin-needed`, `api-key-not-allowed`
 */
export const assertMayErase = assertMayRescue

/**
 * Why a power user may not say how somebody of their area is called: whoever may do more than learn is for superadmins.
 *
 * @returns undefined = they may
 */
export function areaChangeRefusal(
  before: Rights & { readonly firstName: string; readonly lastName: string },
): ForbiddenError | undefined {
  if (!hasRights(before)) return undefined
  const { firstName, lastName } = before
  return new ForbiddenError('area-person-protected', { name: `${firstName} ${lastName}`.trim() })
}

/**
 * Making power users gives rights over people: for a superadmin who is signed in.
 *
 * @throws {ForbiddenError} `role-superadmin-needed`, `api-key-not-allowed`
 */
export const assertMayGiveArea = assertMayRescue

function protectedFromKeys({ firstName, lastName }: { firstName: string; lastName: string }): ForbiddenError {
  return new ForbiddenError('api-key-person-protected', { name: `${firstName} ${lastName}`.trim() })
}

function isSameSet(some: readonly Role[], others: readonly Role[]): boolean {
  return some.every((role) => others.includes(role)) && others.every((role) => some.includes(role))
}
