import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { NotificationId } from '../../../domain/ids.ts'
import { notificationKinds, waysOf, wordingOf } from '../../../domain/notification.ts'
import { type NotificationKind, notificationRules } from '../../../domain/notification-rules.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { phrase } from '../../../messages/messages.ts'
import * as inboxStore from './inbox.store.ts'
import type { FindNotifications } from './notifications.schemas.ts'
import { findAddressee } from './notifications.store.ts'
import * as settingsStore from './settings.store.ts'
import { type Truth, truthsOf } from './truth.ts'
import { dateOf, labelOf, textsOf, word } from './wording.ts'

/** More are counted as so many. */
const MOST_UNREAD = 100
const NAMED_DATES = 5

/** How much a person has not read. */
export async function countUnread(ctx: Ctx, actor: Actor): Promise<{ unread: number }> {
  return { unread: await inboxStore.countUnread(ctx.db, await inboxOf(ctx, actor), MOST_UNREAD) }
}

/** What a person was told in the last 90 days, as it is now: notifications that are no longer true say so. */
export async function listNotifications(ctx: Ctx, actor: Actor, filter: z.output<typeof FindNotifications>) {
  const { id: platformId } = ctx.platform
  const [before] = fromCursor(filter.cursor, ['number']) ?? []
  const rows = await inboxStore.listInbox(ctx.db, await inboxOf(ctx, actor), {
    isUnread: filter.unread,
    before: before === undefined ? undefined : Number(before),
    limit: filter.limit,
  })
  const page = toPage(rows, filter.limit, (row) => [String(row.position)])
  const truths = await truthsOf(ctx, ctx.db, actor.personId, page.items, 'reading')
  const templates = await settingsStore.listTemplates(ctx.db, platformId)
  const person = await findAddressee(ctx.db, platformId, actor.personId)
  const name = `${person?.firstName ?? ''} ${person?.lastName ?? ''}`.trim()
  const { reader } = actor
  const items = page.items.map((row) => {
    const truth = truths.get(row.id)
    const common = {
      id: row.id,
      kind: row.kind,
      createdAt: row.createdAt.toISOString(),
      readAt: row.readAt?.toISOString() ?? null,
    }
    if (!truth || isGone(row, truth)) {
      const text = phrase('notify-gone', {}, reader)
      return {
        ...common,
        title: labelOf(row.kind, reader.language),
        text,
        dates: [],
        moreDates: 0,
        note: null,
        path: truth?.path ?? null,
      }
    }
    const { kind, params } = row
    const { path } = truth
    const texts = textsOf(kind, reader.language, templates.get(wordingOf(kind))?.texts)
    const facts = { kind, params, truth, name, platform: ctx.platform.name, url: path }
    const { subject, blocks } = word(texts, facts, reader)
    const events = [...truth.events, ...truth.otherwise]
    return {
      ...common,
      title: subject,
      text: blocks.flatMap((block) => ('text' in block ? [block.text] : [])).join('\n\n'),
      dates: events.slice(0, NAMED_DATES).map((event) => dateOf(event, reader)),
      moreDates: Math.max(0, events.length - NAMED_DATES),
      note: truth.isTrue ? null : phrase('notify-over', {}, reader),
      path,
    }
  })
  return { ...page, items }
}

/** The session that it was about is deleted. */
function isGone({ sessionId, params }: { sessionId: unknown; params: object }, truth: Truth): boolean {
  return sessionId !== null && !('deleted' in params) && truth.courseName === ''
}

/** @throws {NotFoundError} `notification-not-found` */
export async function markRead(ctx: Ctx, actor: Actor, notificationId: NotificationId): Promise<void> {
  const count = await setRead(ctx, actor, [notificationId])
  if (count === 0) throw new NotFoundError('notification-not-found')
}

export async function markAllRead(ctx: Ctx, actor: Actor): Promise<void> {
  await setRead(ctx, actor)
}

/** @param ids left out = all @returns how many there are of them */
function setRead(ctx: Ctx, { personId }: Actor, ids?: readonly NotificationId[]): Promise<number> {
  return withTransaction(ctx.db, async (trx) => {
    const inbox = { platformId: ctx.platform.id, personId }
    const count = await inboxStore.setRead(trx, inbox, ids, ctx.now())
    if (count > 0) await happened(ctx, trx, { kind: 'notifications-read', id: personId })
    return count
  })
}

async function inboxOf(ctx: Ctx, { personId }: Actor) {
  const { id: platformId } = ctx.platform
  const settings = await settingsStore.findSettings(ctx.db, platformId)
  const preferences = await settingsStore.listPreferences(ctx.db, platformId, personId)
  const kinds: NotificationKind[] = notificationKinds.filter(
    (kind) =>
      waysOf(kind, settings.kinds[wordingOf(kind)], preferences.get(notificationRules[kind].topic)).inApp,
  )
  return { platformId, personId, kinds, now: ctx.now() }
}
