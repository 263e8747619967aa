import { assertMayRescue } from '../../../access/people.policy.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import type { PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { endLogins } from '../auth/auth.service.ts'
import { sendResetTo } from '../auth/password.service.ts'
import { removeSecondFactor } from '../auth/second-factor.service.ts'
import { getPerson } from './people.service.ts'

// What a superadmin does for somebody who can't get in, or whose device was lost.

/** Mails a person the link by which they choose a new password. */
export async function sendPasswordReset(ctx: Ctx, actor: Actor, id: PersonId): Promise<void> {
  assertMayRescue(actor)
  await getPerson(ctx, actor, id)
  await sendResetTo(ctx, actor, id)
}

/** Signs a person out everywhere. */
export async function endLoginsOf(ctx: Ctx, actor: Actor, id: PersonId): Promise<void> {
  assertMayRescue(actor)
  await getPerson(ctx, actor, id)
  await withTransaction(ctx.db, async (trx) => {
    await endLogins(ctx, trx, id)
    await happened(ctx, trx, { kind: 'person-signed-out', id, by: actor.personId })
  })
}

/** Turns the authenticator app of a person off. */
export async function takeSecondFactor(ctx: Ctx, actor: Actor, id: PersonId): Promise<void> {
  assertMayRescue(actor)
  await getPerson(ctx, actor, id)
  await removeSecondFactor(ctx, actor, id)
}
