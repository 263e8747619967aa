import type { z } from 'zod'
import { isPlanner, isSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { listStandingOf } from '../../training/certificates/certificates.service.ts'
import { listOwnEnrollments } from '../../training/enrollments/self-enrollment.service.ts'
import { listOwnEvents } from '../../training/events/events.service.ts'
import { listTaughtIds } from '../../training/events/taught.service.ts'
import { getOwnNoShows } from '../../training/no-shows/no-shows.service.ts'
import { listTaught } from '../roster/own-teaching.service.ts'
import type { Home } from './home.schemas.ts'
import * as ownStore from './own-home.store.ts'
import { getPlatformHome } from './platform-home.service.ts'
import { listTodos } from './todos.service.ts'

type HomeView = z.output<typeof Home>

const DAY = 24 * 60
const EVENTS = 12
const PLACES = 20
const COMING = 10
const FEW = 5
const ANSWER_DAYS = 7
const UNMARKED_DAYS = 30

/** What a person sees first: what is theirs by each of their roles, in bounded lists. */
export async function getHome(ctx: Ctx, actor: Actor): Promise<HomeView> {
  return {
    at: ctx.now().toISOString(),
    learning: actor.roles.includes('learner') ? await getLearning(ctx, actor) : null,
    teaching: actor.roles.includes('instructor') ? await getTeaching(ctx, actor) : null,
    planning: isPlanner(actor)
      ? {
          ...(await listTodos(ctx, actor)),
          platform: isSuperadmin(actor) ? await getPlatformHome(ctx, actor) : null,
        }
      : null,
  }
}

async function getLearning(ctx: Ctx, actor: Actor): Promise<NonNullable<HomeView['learning']>> {
  const now = ctx.now()
  const { id: platformId } = ctx.platform
  const { personId } = actor
  const since = addMinutes(now, -ANSWER_DAYS * DAY)
  const [events, places, past, answers, { items: missed }] = await Promise.all([
    listOwnEvents(ctx, actor, { as: 'learner', limit: EVENTS }),
    listOwnEnrollments(ctx, actor, { which: 'current', limit: PLACES }),
    listOwnEnrollments(ctx, actor, { which: 'past', limit: FEW }),
    ownStore.listAnswers(ctx.db, { platformId, personId, since, now, limit: FEW }),
    getOwnNoShows(ctx, actor),
  ])
  const pastIds = past.items.map((item) => item.sessionId)
  const [presence, certificates] = await Promise.all([
    ownStore.listPresence(ctx.db, platformId, personId, pastIds, now),
    listStandingOf(ctx, personId, pastIds),
  ])
  return {
    noShows: missed.length,
    events: events.items,
    hasMoreEvents: events.nextCursor !== null,
    places: places.items,
    hasMorePlaces: places.nextCursor !== null,
    answers: answers.map((answer) => ({ ...answer, at: answer.at.toISOString() })),
    done: past.items.map((item) => {
      const { events: held = 0, present = 0, marked = 0 } = presence.get(item.sessionId) ?? {}
      const certificate = certificates.get(item.sessionId) ?? null
      return { ...item, events: held, present, marked, certificate }
    }),
    hasMoreDone: past.nextCursor !== null,
  }
}

async function getTeaching(ctx: Ctx, actor: Actor): Promise<NonNullable<HomeView['teaching']>> {
  const now = ctx.now()
  const { id: platformId } = ctx.platform
  const { personId } = actor
  const span = { from: addMinutes(now, -UNMARKED_DAYS * DAY), until: now, limit: FEW }
  const unmarked = await ownStore.listUnmarked(ctx.db, platformId, personId, span)
  const comingIds = await listTaughtIds(ctx, actor, {
    ...{ endsAfter: now, endsUntil: null, limit: COMING },
  })
  const taught = await listTaught(ctx, actor, [...comingIds, ...unmarked.map(({ id }) => id)])
  const coming = comingIds.flatMap((id) => taught.get(id) ?? [])
  const isRunning = ({ event }: { event: { startsAt: string } }) => new Date(event.startsAt) <= now
  return {
    running: coming.filter(isRunning),
    coming: coming.filter((one) => !isRunning(one)),
    comingCount: await ownStore.countTaught(ctx.db, platformId, personId, now),
    unmarked: unmarked.flatMap(({ id }) => taught.get(id) ?? []),
    unmarkedCount: unmarked[0]?.total ?? 0,
  }
}
