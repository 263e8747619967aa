import type { Ctx } from '../../../ctx.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { PersonId, ReportViewId } from '../../../domain/ids.ts'

/** What stands sealed in a link of reminders: a key of the ring vouches that we made it, for this person. */
const REMINDERS = 'reminders'
/** In one of a report, before the id of its view. */
const REPORT = 'report '

const slotOf = (ctx: Ctx, personId: string) => ({
  platformId: ctx.platform.id,
  table: 'people',
  column: 'unsubscribe',
  rowId: personId,
})

/**
 * A link that ends reminders by mail without a sign-in, or those of a view of a report. Works as long as its key is in
 * `LECTERN_SECRET_KEYS`.
 */
export function unsubscribeUrlOf(
  ctx: Ctx,
  origin: string,
  personId: PersonId,
  viewId: ReportViewId | undefined,
): string {
  const seal = ctx.vault.seal(viewId ? REPORT + viewId : REMINDERS, slotOf(ctx, personId))
  return `${origin}/unsubscribe?token=${personId}.${seal}${viewId ? '&about=report' : ''}`
}

/**
 * For whom a link is, and of which view; of none = of reminders.
 *
 * @throws {NotFoundError} `unsubscribe-link-unknown` for one that we did not make
 */
export function openLink(ctx: Ctx, token: string): { personId: PersonId; viewId: ReportViewId | undefined } {
  const [id = '', ...seal] = token.split('.')
  const personId = id as PersonId
  try {
    const meaning = ctx.vault.open(seal.join('.'), slotOf(ctx, personId))
    if (meaning === REMINDERS) return { personId, viewId: undefined }
    if (meaning.startsWith(REPORT)) return { personId, viewId: meaning.slice(REPORT.length) as ReportViewId }
  } catch {
    // changed, of another platform, or its key is gone: all the same to who follows it
  }
  throw new NotFoundError('unsubscribe-link-unknown')
}
