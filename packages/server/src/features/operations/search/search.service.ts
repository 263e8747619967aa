import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { maySeePlans } from '../../../access/courses.policy.ts'
import { isSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { toEmail } from '../../../domain/email.ts'
import type { Actor } from '../../../http/actor.ts'
import type { SearchHit, SearchHits } from './search.schemas.ts'
import * as searchStore from './search.store.ts'

/** Of each kind. */
const SHOWN = 6
/** Nobody remembers more of what they look for; the others are not asked. */
const MAX_WORDS = 6

/**
 * Finds what somebody may see by its name: plans of everybody for planners; accounts, groups and people for superadmins,
 * whose pages they are; for everybody else what they learn, or may enroll in.
 *
 * @param query as it was typed; nothing to look for = nothing found
 */
export async function findAnything(
  ctx: Ctx,
  actor: Actor,
  query: string,
): Promise<z.output<typeof SearchHits>> {
  const typed = query.split(' ').filter(Boolean).slice(0, MAX_WORDS)
  const words = await searchStore.readWords(
    ctx.db,
    typed.map((word) => toEmail(word) ?? word),
  )
  if (words.length === 0) return { items: [] }
  const rows = await searchStore.findAnything(ctx.db, ctx.platform.id, {
    words,
    sees: isSuperadmin(actor) ? 'everything' : maySeePlans(actor) ? 'plans' : 'own',
    personId: actor.personId,
    now: ctx.now(),
    limit: SHOWN,
  })
  return { items: rows.map((row) => toHit(ctx, actor, row)) }
}

function toHit(ctx: Ctx, actor: Actor, row: searchStore.HitRow): z.output<typeof SearchHit> {
  const { kind, id, name, detail, courseId, courseName, ownHue, startsAt, timeZone, isOff, isOver } = row
  const isAccount = kind === 'account'
  return {
    kind,
    id,
    name,
    detail: isAccount ? ctx.providers.app(detail).manifest.name[actor.reader.language] : detail,
    courseId,
    hue: courseName === null ? null : hueOf({ name: courseName, hue: ownHue }),
    startsAt: startsAt?.toISOString() ?? null,
    timeZone,
    isOff,
    isOver,
    path: isAccount ? `/admin/apps/${detail}` : `${folders[kind]}/${id}`,
  }
}

const folders = {
  course: '/courses',
  session: '/sessions',
  event: '/learn/events',
  person: '/admin/people',
  group: '/admin/groups',
} as const
