import { assertSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import type { SamlPerson, SamlTest } from '../../../db/column-types.ts'
import { withTransaction } from '../../../db/database.ts'
import { dryRun } from '../../../db/dry-run.ts'
import { AppError } from '../../../domain/errors.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { isMessageCode } from '../../../messages/messages.ts'
import { findPersonOfAddress } from '../people/people.service.ts'
import { getProviderRow } from './identity-providers.service.ts'
import * as providersStore from './identity-providers.store.ts'
import { findOrAddPerson } from './known-person.ts'
import * as samlStore from './saml.store.ts'
import type { SamlRow } from './saml-providers.service.ts'

/** As long as somebody looks at what came. */
const KEPT_MINUTES = 60

/** Keeps what came at a test, and what it would have done: that is done and taken back. Nobody is signed in. */
export async function keepSamlTest(ctx: Ctx, actor: Actor, row: SamlRow, said: SamlPerson): Promise<void> {
  assertSuperadmin(actor)
  const { subject, firstName, lastName, came } = said
  if (!came) return
  const mapped = await samlStore.listSamlGroups(ctx.db, ctx.platform.id, row.providerId)
  const groups = mapped.filter(({ value }) => said.groups?.includes(value)).map(({ name }) => name)
  const test: SamlTest = {
    ...{ at: ctx.now().toISOString(), subject, email: said.email ?? null, firstName, lastName, ...came },
    groups: [...new Set(groups)],
    ...(await outcomeOf(ctx, row, said)),
  }
  await withTransaction(ctx.db, (trx) =>
    samlStore.setTest(trx, ctx.platform.id, row.providerId, {
      test,
      until: addMinutes(ctx.now(), KEPT_MINUTES),
    }),
  )
}

async function outcomeOf(
  ctx: Ctx,
  row: SamlRow,
  { provedAt: _, ...said }: SamlPerson,
): Promise<Pick<SamlTest, 'person' | 'problem'>> {
  const provider = await getProviderRow(ctx, row.providerId)
  const known = await providersStore.findIdentity(ctx.db, ctx.platform.id, provider.id, said.subject)
  try {
    const isJoined = await dryRun(ctx, async (dry, trx) => {
      const found = said.email && (await findPersonOfAddress(dry, trx, said.email))
      await findOrAddPerson(dry, trx, provider, { ...said, provedAt: undefined })
      return Boolean(found)
    })
    return { person: known ? 'known' : isJoined ? 'joined' : 'new', problem: null }
  } catch (error) {
    if (!(error instanceof AppError) || !isMessageCode(error.code)) throw error
    return { person: null, problem: { code: error.code, params: error.params } }
  }
}
