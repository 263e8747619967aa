import type { z } from 'zod'
import type { Ctx } from '../../ctx.ts'
import type { Trx } from '../../db/database.ts'
import type { Role } from '../../db/tables.ts'
import { NotFoundError } from '../../domain/errors.ts'
import type { PersonId } from '../../domain/ids.ts'
import type { Actor } from '../../http/actor.ts'
import { fromCursor, toPage } from '../../http/paging.ts'
import { assertPlanner } from '../../http/policy.ts'
import type { FindPeople } from './people.schemas.ts'
import * as peopleStore from './people.store.ts'

/** People of the platform by name, for planners who enroll them. */
export async function findPeople(ctx: Ctx, actor: Actor, filter: z.output<typeof FindPeople>) {
  assertPlanner(actor)
  const rows = await peopleStore.listPeople(ctx.db, ctx.platform.id, {
    query: filter.query,
    role: filter.role,
    after: fromCursor(filter.cursor, 2),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [row.sortName, row.id])
  return { ...page, items: page.items.map(({ sortName: _, ...person }) => person) }
}

/** Active people by id. @throws {NotFoundError} `person-not-found` when one is missing */
export async function getPeople(ctx: Ctx, db: Ctx['db'] | Trx, ids: readonly PersonId[]) {
  const unique = [...new Set(ids)]
  const people = (await peopleStore.listPeopleByIds(db, ctx.platform.id, unique)).filter(
    (person) => person.active,
  )
  if (people.length !== unique.length) throw new NotFoundError('person-not-found')
  return people
}

export interface NewPerson {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly roles: readonly Role[]
  readonly passwordHash: string | null
  readonly language?: 'en' | 'it'
  readonly timeZone?: string
}

export async function addPerson(ctx: Ctx, trx: Trx, person: NewPerson): Promise<PersonId> {
  const id = ctx.newId<PersonId>()
  await peopleStore.insertPerson(trx, {
    platformId: ctx.platform.id,
    id,
    ...person,
    roles: [...person.roles],
    email: person.email.toLowerCase(),
    language: person.language ?? null,
    timeZone: person.timeZone ?? null,
  })
  return id
}

export function nameOf(person: { firstName: string; lastName: string }): string {
  return `${person.firstName} ${person.lastName}`.trim()
}
