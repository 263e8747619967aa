import type { Duty } from '../domain/duty.ts'
import { ForbiddenError } from '../domain/errors.ts'
import type { Actor } from './actor.ts'

// Who may do what that was given to them beside their roles. Whether this event or person is part of it is asked of the
// database, by one question for each duty; what is outside is not found.
// See docs/decisions/0109-duties-are-given-with-their-part.md.

/** Programs and jobs have no duties, whoever they act for. */
export function hasDuty({ duties = [], apiKey }: Pick<Actor, 'duties' | 'apiKey'>, duty: Duty): boolean {
  return !apiKey && duties.includes(duty)
}

const refusals = {
  registrar: 'role-registrar-needed',
  manager: 'role-manager-needed',
  'power-user': 'role-power-user-needed',
} as const satisfies Record<Duty, string>

export function refusalOfDuty(actor: Actor, duty: Duty): ForbiddenError | undefined {
  return hasDuty(actor, duty) ? undefined : new ForbiddenError(refusals[duty])
}

/** @throws {ForbiddenError} `role-registrar-needed`, `role-manager-needed`, `role-power-user-needed` */
export function assertDuty(actor: Actor, duty: Duty): void {
  const refusal = refusalOfDuty(actor, duty)
  if (refusal) throw refusal
}
