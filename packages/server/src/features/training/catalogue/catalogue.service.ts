import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import type { CatalogueList, FindCatalogue } from './catalogue.schemas.ts'
import * as catalogueStore from './catalogue.store.ts'

/** What everybody may choose from, by name. */
export async function listCatalogue(
  ctx: Ctx,
  actor: Actor,
  filter: z.output<typeof FindCatalogue>,
): Promise<z.output<typeof CatalogueList>> {
  const rows = await catalogueStore.listCatalogue(ctx.db, ctx.platform.id, {
    query: filter.query,
    category: filter.category,
    after: fromCursor(filter.cursor, ['text', 'id']),
    limit: filter.limit + 1,
    personId: actor.personId,
    now: ctx.now(),
  })
  const page = toPage(rows, filter.limit, (row) => [row.sortName, row.id])
  return {
    items: page.items.map(({ sortName: _, imageChangedAt, nextStartsAt, ownHue, ...row }) => ({
      ...row,
      hue: hueOf({ name: row.name, hue: ownHue }),
      imageUrl: imageChangedAt && `/api/v1/courses/${row.id}/image?at=${imageChangedAt.getTime()}`,
      nextStartsAt: nextStartsAt?.toISOString() ?? null,
    })),
    nextCursor: page.nextCursor,
    categories: await catalogueStore.listCategories(ctx.db, ctx.platform.id),
  }
}
