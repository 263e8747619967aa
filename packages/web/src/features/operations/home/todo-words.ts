import type { Language } from '@lectern/texts'
import type { TextKey, Translate } from '../../../app/i18n.ts'
import { formatDay, formatMoment, formatSpan } from '../../../ui/when.ts'
import type { HomeTodo } from './queries.ts'

interface Reader {
  readonly t: Translate
  readonly language: Language
  readonly timeZone: string
  /** May go to the administration. */
  readonly administers: boolean
}

interface TodoWords {
  readonly title: string
  readonly text: string
  /** What the button says, and where it leads: to the place where it is done. */
  readonly action: string
  readonly href: string
}

const actions = {
  'no-worker': 'home.do.look',
  'not-started': 'home.do.roster',
  room: 'home.do.look',
  check: 'home.do.look',
  'pairing-ended': 'home.do.account',
  'no-instructor': 'home.do.instructor',
  'no-room': 'home.do.room',
  decision: 'home.do.decide',
  'pairing-ends': 'home.do.pair',
  'secret-ends': 'home.do.secret',
  drift: 'home.do.look',
  zone: 'home.do.decide',
  waiting: 'home.do.places',
  requests: 'home.do.answer',
  explained: 'home.do.decide',
  erasure: 'home.do.answer',
  mails: 'home.do.mails',
  webhook: 'home.do.look',
} as const satisfies Record<HomeTodo['kind'], TextKey>

/** What something that waits is called, what is wrong with it in a sentence, and its one button. */
export function todoWords(todo: HomeTodo, reader: Reader): TodoWords {
  const { t } = reader
  const isUnpaired = isAboutPairing(todo) && reader.administers
  return {
    title: titleOf(todo, reader),
    text: textOf(todo, reader),
    action: t(isUnpaired ? 'home.do.account' : actions[todo.kind]),
    href: isUnpaired ? `/admin/apps/${todo.appId}` : hrefOf(todo),
  }
}

/** The event is not to blame: its account is not paired. */
const isAboutPairing = ({ kind, finding, appId }: HomeTodo) =>
  (kind === 'room' || kind === 'check') && finding?.code === 'account-not-paired' && appId !== null

function titleOf(todo: HomeTodo, { t, language, timeZone }: Reader): string {
  const { kind, name, courseName, startsAt, endsAt, count } = todo
  if (kind === 'no-worker') return t('home.todo.noWorkerTitle')
  if (kind === 'zone') return t('home.todo.zoneTitle')
  if (kind === 'erasure') return t('home.todo.erasureTitle', { count: count ?? 0 })
  if (kind === 'mails') return t('home.todo.mailsTitle', { count: count ?? 0 })
  if (startsAt && endsAt) return `${name}, ${formatSpan({ startsAt, endsAt }, timeZone, language)}`
  return courseName ? `${courseName} · ${name}` : name
}

function textOf(todo: HomeTodo, { t, language, timeZone }: Reader): string {
  const count = todo.count ?? 0
  const finding = todo.finding?.text ?? ''
  const learners = t('home.todo.learners', { count })
  const when = todo.at ? formatMoment(todo.at, timeZone, language) : ''
  const day = todo.at ? formatDay(todo.at, timeZone, language) : ''
  switch (todo.kind) {
    case 'no-worker':
      return t('home.todo.noWorker', { when })
    case 'not-started':
      return `${t('home.todo.notStarted')} ${learners}`
    case 'room':
      return `${finding || t('home.todo.room')} ${learners}`
    case 'check':
      return `${finding || t('home.todo.check')} ${learners}`
    case 'no-instructor':
      return `${t('home.todo.noInstructor')} ${learners}`
    case 'no-room':
      return `${t('home.todo.noRoom')} ${learners}`
    case 'drift':
      return finding
    case 'pairing-ended':
      return t('home.todo.pairingEnded', { count })
    case 'pairing-ends':
      return t('home.todo.pairingEnds', { person: todo.person ?? '', day })
    case 'secret-ends':
      return t('home.todo.secretEnds', { day })
    case 'decision':
      return t('home.todo.decision', { count, when })
    case 'zone':
      return t('home.todo.zone', { count })
    case 'waiting':
      return sayWaiting(t, count, todo.possible ?? 0)
    case 'requests':
      return t('home.todo.requests', { count, person: todo.person ?? '', day })
    case 'explained':
      return t('home.todo.explained', { count, person: todo.person ?? '', day })
    case 'erasure':
      return t('home.todo.erasure', { person: todo.name, day })
    case 'mails':
      return `${t('home.todo.mails', { recipient: todo.name })} ${finding}`.trim()
    case 'webhook':
      return t('home.todo.webhook', { day })
  }
}

function hrefOf({ kind, eventId, sessionId, appId }: HomeTodo): string {
  switch (kind) {
    case 'not-started':
      return `/teach/events/${eventId}`
    case 'room':
    case 'check':
    case 'drift':
      return `/learn/events/${eventId}`
    case 'no-instructor':
    case 'no-room':
      return `/learn/events/${eventId}?panel=edit`
    case 'decision':
      return `/sessions/${sessionId}/decision`
    case 'waiting':
      return `/sessions/${sessionId}?panel=edit`
    case 'requests':
      return `/sessions/${sessionId}?tab=enrollments`
    case 'explained':
      return `/teach/events/${eventId}/attendance`
    case 'pairing-ended':
    case 'pairing-ends':
    case 'secret-ends':
      return `/admin/apps/${appId}`
    case 'erasure':
      return '/admin/data'
    case 'mails':
      return '/admin/mails?state=failed'
    case 'webhook':
      return '/admin/webhooks'
    case 'zone':
      return '/admin/zone-changes'
    case 'no-worker':
      return '/admin/data-check'
  }
}

/** How many of those who wait there is room for: how much more there could be is nobody's question here. */
function sayWaiting(t: Translate, count: number, possible: number): string {
  return possible >= count
    ? t('home.todo.waitingAll', { count })
    : t('home.todo.waiting', { count, fits: possible })
}
