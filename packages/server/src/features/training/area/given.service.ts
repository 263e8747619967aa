import type { z } from 'zod'
import { assertMayGiveArea } from '../../../access/people.policy.ts'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { InvalidInputError, NotFoundError, StaleError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { getPeople, holdAsNow, nameOf } from '../../people/people/people.service.ts'
import type { GiveArea, GivenArea } from './given.schemas.ts'
import * as givenStore from './given.store.ts'

type View = z.output<typeof GivenArea>

/** Which people and courses a person looks after as a power user. @throws {NotFoundError} `person-not-found` */
export async function getGiven(ctx: Ctx, actor: Actor, personId: PersonId): Promise<View> {
  assertSuperadmin(actor)
  const { db, platform } = ctx
  if (!(await givenStore.isPerson(db, platform.id, personId))) throw new NotFoundError('person-not-found')
  const given = await givenStore.findGiven(db, platform.id, personId)
  const people = await givenStore.listPeople(db, platform.id, personId)
  return {
    isPowerUser: given !== undefined,
    groups: await givenStore.listGroups(db, platform.id, personId),
    people: people.map(({ id, ...person }) => ({ id, name: nameOf(person) })),
    categories: given?.categories ?? [],
    courses: await givenStore.listCourses(db, platform.id, personId),
    version: given?.version ?? 0,
  }
}

/**
 * Makes a person a power user, or gives them another area.
 *
 * @throws {NotFoundError} `person-not-found`
 * @throws {StaleError} `changed-meanwhile`
 * @throws {InvalidInputError} `area-gone` when a group, a person or a course is not there any more
 */
export async function giveArea(
  ctx: Ctx,
  actor: Actor,
  wishedId: PersonId,
  { version, categories, ...things }: z.output<typeof GiveArea>,
): Promise<View> {
  assertMayGiveArea(actor)
  const { id: platformId } = ctx.platform
  const words = [...new Map(categories.map((word) => [word.toLowerCase(), word])).values()]
  const id = await withTransaction(ctx.db, async (trx) => {
    const now = await holdAsNow(ctx, trx, [wishedId, ...things.personIds])
    const personId = now.get(wishedId) ?? wishedId
    await getPeople(ctx, trx, [personId])
    const personIds = [...new Set(things.personIds.map((one) => now.get(one) ?? one))]
    if (personIds.includes(personId)) throw InvalidInputError.at('/personIds', 'area-of-oneself')
    const isPut = await givenStore.putGiven(trx, platformId, { personId, categories: words, version })
    if (!isPut) throw new StaleError('changed-meanwhile')
    const groupIds = [...new Set(things.groupIds)]
    const courseIds = [...new Set(things.courseIds)]
    const wanted = { groupIds, personIds, courseIds }
    const found = await givenStore.replaceThings(trx, platformId, personId, wanted)
    if (found.groups < groupIds.length) throw InvalidInputError.at('/groupIds', 'area-gone')
    if (found.people < personIds.length) throw InvalidInputError.at('/personIds', 'area-gone')
    if (found.courses < courseIds.length) throw InvalidInputError.at('/courseIds', 'area-gone')
    const changes = { ...found, categories: words }
    await happened(ctx, trx, { kind: 'area-given', id: personId, by: actor.personId, changes })
    return personId
  })
  return getGiven(ctx, actor, id)
}

/** Makes a power user one no more. @throws {NotFoundError} `power-user-not-found` */
export async function takeArea(ctx: Ctx, actor: Actor, personId: PersonId): Promise<void> {
  assertMayGiveArea(actor)
  await withTransaction(ctx.db, async (trx) => {
    if (!(await givenStore.deleteGiven(trx, ctx.platform.id, personId)))
      throw new NotFoundError('power-user-not-found')
    await happened(ctx, trx, { kind: 'area-taken', id: personId, by: actor.personId })
  })
}
