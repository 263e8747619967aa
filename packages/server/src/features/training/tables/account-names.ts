import type { Ctx } from '../../../ctx.ts'
import { listAllAccounts } from '../../rooms/accounts/accounts.service.ts'

/**
 * How a table names accounts so that it finds each again: by its name, or by its id where several have that name or
 * events can't choose it any more.
 */
export async function accountNamer(ctx: Ctx): Promise<(id: string | null) => string> {
  const accounts = await listAllAccounts(ctx)
  const count = Map.groupBy(accounts, (account) => account.name.toLowerCase())
  const names = new Map(
    accounts.map(({ id, name }) => [id as string, count.get(name.toLowerCase())?.length === 1 ? name : id]),
  )
  return (id) => (id ? (names.get(id) ?? id) : '')
}
