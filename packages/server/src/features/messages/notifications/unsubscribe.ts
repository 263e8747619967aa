import type { Ctx } from '../../../ctx.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'

/** What stands sealed in every link: a key of the ring vouches that we made it, for this person. */
const MEANING = 'reminders'

const slotOf = (ctx: Ctx, personId: string) => ({
  platformId: ctx.platform.id,
  table: 'people',
  column: 'unsubscribe',
  rowId: personId,
})

/** A link that ends reminders by mail without a sign-in. Works as long as its key is in `LECTERN_SECRET_KEYS`. */
export function unsubscribeUrlOf(ctx: Ctx, origin: string, personId: PersonId): string {
  const seal = ctx.vault.seal(MEANING, slotOf(ctx, personId))
  return `${origin}/unsubscribe?token=${personId}.${seal}`
}

/** For whom a link is. @throws {NotFoundError} `unsubscribe-link-unknown` for one that we did not make */
export function personOfLink(ctx: Ctx, token: string): PersonId {
  const [personId = '', ...seal] = token.split('.')
  try {
    if (ctx.vault.open(seal.join('.'), slotOf(ctx, personId)) === MEANING) return personId as PersonId
  } catch {
    // changed, of another platform, or its key is gone: all the same to who follows it
  }
  throw new NotFoundError('unsubscribe-link-unknown')
}
