import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { isSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { addMinutes } from '../../../domain/time.ts'
import { byUrgency, type TodoKind, urgencyOf } from '../../../domain/todo.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { listRequests } from '../../people/data-protection/requests.service.ts'
import { listEndingSecrets } from '../../rooms/accounts/checks.service.ts'
import { listEndingPairings } from '../../rooms/accounts/tokens.service.ts'
import type { HomeTodo } from './home.schemas.ts'
import * as todosStore from './todos.store.ts'
import * as troublesStore from './troubles.store.ts'

type TodoView = z.output<typeof HomeTodo>
interface Todo
  extends Partial<Omit<TodoView, 'kind' | 'urgency' | 'at' | 'startsAt' | 'endsAt' | 'finding'>> {
  readonly kind: TodoKind
  readonly name: string
  readonly at: Date | null
  readonly ownHue?: number | null
  readonly startsAt?: Date
  readonly endsAt?: Date
  readonly finding?: StoredMessage | null
}
/** A few of a kind, and how many there are. */
type Found = readonly (readonly [todo: Todo, total: number])[]

const DAY = 24 * 60
/** Events are looked at so far ahead. */
const AHEAD_DAYS = 14
const DECISION_DAYS = 7
const MAIL_DAYS = 14
/** An explanation that nobody has decided about for so long is left to the attendance of its event. */
const EXPLAINED_DAYS = 30
const OF_EACH = 5
/** As the doctor counts: a worker begins within seconds, and one that has much to do within minutes. */
const WAITS_MINUTES = 15

/** What waits for somebody who plans: a few of each kind, the most urgent first, and how many there are of each. */
export async function listTodos(ctx: Ctx, actor: Actor) {
  const now = ctx.now()
  const found = [
    ...(await inSessions(ctx, isSuperadmin(actor) ? undefined : actor.personId)),
    ...(isSuperadmin(actor) ? await onPlatform(ctx, actor) : []),
  ]
  const counts = new Map(found.map(([{ kind }, total]) => [kind, total]))
  const order = byUrgency(now)
  return {
    todos: found
      .map(([todo]) => todo)
      .sort(order)
      .map((todo) => toView(todo, actor, now)),
    counts: [...counts].map(([kind, count]) => ({ kind, count })),
  }
}

async function inSessions(ctx: Ctx, planner: troublesStore.Planned): Promise<Found> {
  const { id } = ctx.platform
  const now = ctx.now()
  const page = { now, limit: OF_EACH }
  const span = { now, until: addMinutes(now, AHEAD_DAYS * DAY), ofEach: OF_EACH }
  const troubles = await troublesStore.listTroubles(ctx.db, id, planner, span)
  const decisions = { ...page, until: addMinutes(now, DECISION_DAYS * DAY) }
  const toDecide = await todosStore.listToDecide(ctx.db, id, planner, decisions)
  const requested = await todosStore.listRequested(ctx.db, id, planner, page)
  const waiting = await todosStore.listWaiting(ctx.db, id, planner, page)
  const since = addMinutes(now, -EXPLAINED_DAYS * DAY)
  const explained = await todosStore.listExplained(ctx.db, id, planner, { ...page, since })
  return [
    ...troubles.map(({ total, enrolled, reason, ...event }) =>
      counted(total, { ...event, at: event.startsAt, count: enrolled, finding: reason }),
    ),
    ...toDecide.map(({ total, decidesAt, missing, min: _, ...session }) =>
      counted(total, { kind: 'decision', ...session, at: decidesAt, count: missing }),
    ),
    ...requested.map(({ total, requests, since, ...session }) =>
      counted(total, { kind: 'requests', ...session, at: since, count: requests }),
    ),
    ...waiting.map(({ total, waiting: count, startsAt, ...session }) =>
      counted(total, { kind: 'waiting', ...session, at: startsAt, count }),
    ),
    ...explained.map(({ total, people, since: at, ...event }) =>
      counted(total, { kind: 'explained', ...event, at, count: people }),
    ),
  ]
}

async function onPlatform(ctx: Ctx, actor: Actor): Promise<Found> {
  const { id } = ctx.platform
  const now = ctx.now()
  const waitsMinutes = (await ctx.jobs.oldestSeconds(ctx.db)) / 60
  const unpaired = await todosStore.listUnpaired(ctx.db, id, { now, limit: OF_EACH })
  const ending = await listEndingPairings(ctx)
  const secrets = await listEndingSecrets(ctx)
  const mails = await todosStore.findFailedMails(ctx.db, id, addMinutes(now, -MAIL_DAYS * DAY))
  const webhooks = await todosStore.listSilentWebhooks(ctx.db, id, OF_EACH)
  const erasures = await listRequests(ctx, actor)
  const zones = await todosStore.findZoneChanges(ctx.db, id, now)
  return [
    ...(waitsMinutes > WAITS_MINUTES
      ? [counted(1, { kind: 'no-worker', name: '', at: addMinutes(now, -waitsMinutes) })]
      : []),
    ...unpaired.map(({ total, events, reason, ...account }) =>
      counted(total, { kind: 'pairing-ended', ...account, at: null, count: events, finding: reason }),
    ),
    ...ending.slice(0, OF_EACH).map(({ accountId, accountName, appId, email, endsAt }) =>
      counted(ending.length, {
        ...{ kind: 'pairing-ends', name: accountName, accountId, appId, at: endsAt, person: email },
      }),
    ),
    ...secrets
      .slice(0, OF_EACH)
      .map(({ id: accountId, name, appId, endsAt }) =>
        counted(secrets.length, { kind: 'secret-ends', name, accountId, appId, at: endsAt }),
      ),
    ...erasures
      .slice(0, 1)
      .map(({ name, email, answerBy }) =>
        counted(1, { kind: 'erasure', name: name || email, at: new Date(answerBy), count: erasures.length }),
      ),
    ...(mails
      ? [
          counted(1, {
            ...{ kind: 'mails', name: mails.recipient, at: mails.failedAt, count: mails.total },
            finding: mails.error,
          }),
        ]
      : []),
    ...webhooks.map(({ total, url, switchedOffAt }) =>
      counted(total, { kind: 'webhook', name: url, at: switchedOffAt }),
    ),
    ...(zones?.startsAt
      ? [counted(1, { kind: 'zone', name: '', at: zones.startsAt, count: zones.events })]
      : []),
  ]
}

const counted = (total: number, todo: Todo): readonly [Todo, number] => [todo, total]

function toView(todo: Todo, actor: Actor, now: Date): TodoView {
  const { kind, name, at, startsAt, endsAt, finding } = todo
  return {
    ...{ kind, name, urgency: urgencyOf(todo, now) },
    courseId: todo.courseId ?? null,
    courseName: todo.courseName ?? null,
    courseHue: todo.courseName ? hueOf({ name: todo.courseName, hue: todo.ownHue ?? null }) : null,
    sessionId: todo.sessionId ?? null,
    eventId: todo.eventId ?? null,
    accountId: todo.accountId ?? null,
    appId: todo.appId ?? null,
    startsAt: startsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    timeZone: todo.timeZone ?? null,
    at: at?.toISOString() ?? null,
    count: todo.count ?? null,
    possible: todo.possible ?? null,
    person: todo.person ?? null,
    finding: toMessage(finding ?? null, actor.reader),
  }
}
