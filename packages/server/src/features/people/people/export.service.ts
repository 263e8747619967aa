import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { toCsv } from '../../../csv/csv.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Actor } from '../../../http/actor.ts'
import type { PeopleOfFile } from './people.schemas.ts'
import * as peopleStore from './people.store.ts'

/** Rows of one file. */
const MAX_ROWS = 100_000

/** People as a table that can be imported again. */
export async function exportPeople(
  ctx: Ctx,
  actor: Actor,
  filter: z.output<typeof PeopleOfFile>,
): Promise<string> {
  assertSuperadmin(actor)
  const rows = await peopleStore.listPeople(ctx.db, ctx.platform.id, {
    query: filter.query,
    role: filter.role,
    state: filter.state,
    after: undefined,
    limit: MAX_ROWS,
  })
  const ids = [...new Set(rows.flatMap(({ managerId }) => managerId ?? []))]
  const found = await peopleStore.listPeopleByIds(ctx.db, ctx.platform.id, ids)
  const managers = new Map(found.map(({ id, email }) => [id, email]))
  return toCsv(
    ['email', 'first_name', 'last_name', 'roles', 'language', 'time_zone', 'manager', 'state'],
    rows.map((row) => [
      row.email,
      row.firstName,
      row.lastName,
      row.roles.join(' '),
      row.language,
      row.timeZone,
      row.managerId && (managers.get(row.managerId) ?? null),
      row.active ? 'active' : 'inactive',
    ]),
  )
}
