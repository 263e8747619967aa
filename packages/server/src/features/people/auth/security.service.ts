import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import { PASSWORD_MIN } from '../../../domain/password.ts'
import type { Actor } from '../../../http/actor.ts'
import type { Security } from './auth.schemas.ts'
import { listLogins } from './auth.service.ts'
import * as authStore from './auth.store.ts'
import { listPasskeys } from './passkeys.service.ts'
import { getSecondFactor } from './second-factor.service.ts'

/** How the signed-in person gets in, and where they are. */
export async function getSecurity(ctx: Ctx, actor: Actor): Promise<z.output<typeof Security>> {
  const { personId, loginId } = actor
  const person = await authStore.findPerson(ctx.db, ctx.platform.id, personId)
  return {
    hasPassword: Boolean(person?.passwordHash),
    passwordMinLength: PASSWORD_MIN,
    secondFactor: await getSecondFactor(ctx, personId),
    passkeys: await listPasskeys(ctx, personId),
    logins: await listLogins(ctx, personId, loginId),
  }
}
