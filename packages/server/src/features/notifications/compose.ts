import type { Ctx } from '../../ctx.ts'
import type { Trx } from '../../db/database.ts'
import { enrolledStatuses } from '../../domain/enrollment.ts'
import type { SessionId } from '../../domain/ids.ts'
import type { Language, MessageCode, MessageParams } from '../../domain/message.ts'
import type { CalendarUpdate, NotificationKind } from '../../domain/notification.ts'
import { sentence, titleOf } from '../../messages/messages.ts'
import { type CalendarEvent, toUpdates } from '../calendar/calendar.service.ts'
import { putMail } from '../mails/mails.service.ts'
import { findPrimaryHost } from '../platforms/hosts.service.ts'
import * as notificationsStore from './notifications.store.ts'

type Notification = Awaited<ReturnType<typeof notificationsStore.takeUnsettled>>[number]
type Situation = NonNullable<Awaited<ReturnType<typeof notificationsStore.findSituation>>>

/** Events of a session that a mail names, and puts into calendars. */
const NAMED_EVENTS = 50

/** What is left of a notification when its mail is written. */
interface Mail {
  readonly code: MessageCode
  readonly params: MessageParams
  readonly events: readonly CalendarEvent[]
  readonly calendar: CalendarUpdate['method'] | undefined
  readonly path: string
}

/** Puts the mail of a notification into the outbox, if it is still true and wanted. */
export async function compose(
  ctx: Ctx,
  trx: Trx,
  notification: Notification,
): Promise<'mailed' | 'outdated' | 'unwanted'> {
  const { personId, email, kind } = notification
  if (!notification.active || (kind === 'reminder' && !notification.wantsReminders)) return 'unwanted'
  const mail = kind === 'deleted' ? deletedMail(ctx, notification) : await currentMail(ctx, trx, notification)
  if (!mail) return 'outdated'
  const language: Language = notification.language ?? ctx.platform.defaultLanguage
  const reader = { language, timeZone: notification.timeZone ?? ctx.platform.timeZone }
  const name = `${notification.firstName} ${notification.lastName}`.trim()
  const lines = mail.events.map((event) =>
    sentence('notify-event', { name: event.name, starts: event.startsAt }, reader),
  )
  const origin = ctx.site.originOf(await findPrimaryHost(ctx, trx))
  const parts = [sentence(mail.code, mail.params, reader), lines.join('\n'), `${origin}${mail.path}`]
  await putMail(ctx, trx, {
    key: `notification:${notification.id}`,
    person: { id: personId, email },
    subject: `${titleOf(mail.code, reader)}: ${mail.params.course}`,
    body: `${parts.filter(Boolean).join('\n\n')}\n`,
    calendar: mail.calendar
      ? await toUpdates(ctx, { id: personId, email, name, language }, mail.calendar, mail.events)
      : [],
  })
  return 'mailed'
}

/** The status that a person must have for this to be true. */
const statusOf: Partial<Record<NotificationKind, readonly string[]>> = {
  enrolled: enrolledStatuses,
  requested: ['requested'],
  waiting: ['waiting'],
  offered: ['offered'],
  'offer-expired': ['cancelled'],
  declined: ['cancelled'],
  removed: ['cancelled'],
}

async function currentMail(ctx: Ctx, trx: Trx, notification: Notification): Promise<Mail | undefined> {
  const { kind, sessionId, personId, eventIds, params } = notification
  const { id: platformId } = ctx.platform
  const situation = await notificationsStore.findSituation(trx, platformId, sessionId, personId)
  if (!situation || !isTrue(kind, situation)) return undefined
  const all = await notificationsStore.listEvents(trx, platformId, sessionId, {
    eventIds: eventIds.length > 0 ? eventIds : undefined,
    now: ctx.now(),
    limit: NAMED_EVENTS,
  })
  const events = all.filter((event) => (event.cancelledAt !== null) === (kind === 'cancelled'))
  const isAboutEvents = eventIds.length > 0
  if (isAboutEvents && events.length === 0) return undefined
  const [first] = events
  if (kind === 'reminder' && first?.startsAt.toISOString() !== params.startsAt) return undefined
  return {
    code: kind === 'cancelled' && params.reason ? 'notify-cancelled-because' : `notify-${kind}`,
    params: {
      course: situation.courseName,
      session: situation.sessionName,
      reason: params.reason ?? '',
      until: situation.offerExpiresAt ?? ctx.now(),
    },
    // Who has no place yet, or no more, is not shown a list of dates.
    events: isAboutEvents || kind === 'enrolled' || kind === 'removed' ? events : [],
    calendar: methodOf(kind),
    path: kind === 'reminder' && first ? `/learn/events/${first.id}` : pathOf(sessionId),
  }
}

function isTrue(kind: NotificationKind, { status, teachingId }: Situation): boolean {
  const needed = statusOf[kind]
  if (needed) return needed.includes(status ?? 'cancelled')
  return teachingId !== null || enrolledStatuses.some((enrolled) => enrolled === status)
}

function deletedMail(ctx: Ctx, { sessionId, params }: Notification): Mail | undefined {
  const { deleted } = params
  if (!deleted) return undefined
  const events = deleted.events.map((event) => ({
    ...event,
    id: event.id as CalendarEvent['id'],
    description: '',
    courseName: deleted.courseName,
    startsAt: new Date(event.startsAt),
    endsAt: new Date(event.endsAt),
    cancelledAt: null,
    cancelReason: '',
    createdAt: ctx.now(),
  }))
  return {
    code: 'notify-deleted',
    params: { course: deleted.courseName, session: deleted.sessionName },
    events,
    calendar: 'CANCEL',
    path: pathOf(sessionId),
  }
}

function methodOf(kind: NotificationKind): CalendarUpdate['method'] | undefined {
  if (kind === 'enrolled' || kind === 'planned' || kind === 'changed' || kind === 'restored') return 'REQUEST'
  return kind === 'cancelled' || kind === 'removed' ? 'CANCEL' : undefined
}

const pathOf = (sessionId: SessionId) => `/sessions/${sessionId}`
