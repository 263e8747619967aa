import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { normalizeEmail } from '../../../domain/email.ts'
import * as peopleStore from './people.store.ts'

/**
 * Writes addresses of earlier releases in today's form. Where that is another person's already, both stay as they are:
 * they are one person twice, which a superadmin merges. Twice is harmless, and so are two at the same moment.
 */
export async function tidyAddresses(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  for (const { id, email } of await peopleStore.listUnusualAddresses(ctx.db, platformId)) {
    const tidy = normalizeEmail(email)
    if (tidy === email) continue
    const isTidied = await withTransaction(ctx.db, async (trx) => {
      const isRenamed = await peopleStore.renameAddress(trx, platformId, id, { from: email, to: tidy })
      if (isRenamed) await happened(ctx, trx, { kind: 'addresses-tidied', personIds: [id] })
      return isRenamed
    })
    if (!isTidied)
      ctx.log.warn({ platformId, personId: id }, 'somebody else has this address in today’s form: merge them')
  }
}
