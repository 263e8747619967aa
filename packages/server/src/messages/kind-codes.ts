import type { ProblemCode, SubjectCode } from '@lectern/texts/server'
import { wordingOf } from '../domain/notification.ts'
import type { NotificationKind } from '../domain/notification-rules.ts'

/** A name in lists, a subject and a text. */
type KindCode = SubjectCode & ProblemCode

/** Kinds with words of their own. */
type WordedKind = Exclude<NotificationKind, 'deleted'>

const codes: Readonly<Record<WordedKind, KindCode>> = {
  enrolled: 'notify-enrolled',
  promoted: 'notify-promoted',
  requested: 'notify-requested',
  waiting: 'notify-waiting',
  offered: 'notify-offered',
  'offer-expired': 'notify-offer-expired',
  'request-expired': 'notify-request-expired',
  'manager-asked': 'notify-manager-asked',
  declined: 'notify-declined',
  removed: 'notify-removed',
  planned: 'notify-planned',
  changed: 'notify-changed',
  cancelled: 'notify-cancelled',
  restored: 'notify-restored',
  'session-cancelled': 'notify-session-cancelled',
  'session-restored': 'notify-session-restored',
  'course-cancelled': 'notify-course-cancelled',
  'course-restored': 'notify-course-restored',
  released: 'notify-released',
  moved: 'notify-moved',
  'moved-to-waiting': 'notify-moved-to-waiting',
  confirmed: 'notify-confirmed',
  completed: 'notify-completed',
  'completed-until': 'notify-completed-until',
  'completion-withdrawn': 'notify-completion-withdrawn',
  'goal-out-of-reach': 'notify-goal-out-of-reach',
  'goals-out-of-reach': 'notify-goals-out-of-reach',
  'completion-expires': 'notify-completion-expires',
  'decision-due': 'notify-decision-due',
  replaced: 'notify-replaced',
  instructor: 'notify-instructor',
  reminder: 'notify-reminder',
  nudge: 'notify-nudge',
  recording: 'notify-recording',
  survey: 'notify-survey',
  'led-elsewhere': 'notify-led-elsewhere',
  message: 'notify-message',
  'registrar-named': 'notify-registrar-named',
  'absence-explained': 'notify-absence-explained',
  'not-started': 'notify-not-started',
  'room-not-ready': 'notify-room-not-ready',
  'webhook-off': 'notify-webhook-off',
  'account-needs-pairing': 'notify-account-needs-pairing',
  'address-left': 'notify-address-left',
  'address-taken': 'notify-address-taken',
  'mail-not-written': 'notify-mail-not-written',
  report: 'notify-report',
  'erasure-asked': 'notify-erasure-asked',
  'erasure-declined': 'notify-erasure-declined',
  'certificate-issued': 'notify-certificate-issued',
  'certificate-recalled': 'notify-certificate-recalled',
  'pairing-ends': 'notify-pairing-ends',
  'secret-ends': 'notify-secret-ends',
}

/** What a kind of notification is called, and says. */
export function codeOfKind(kind: NotificationKind): KindCode {
  return codes[wordingOf(kind) as WordedKind] // `wordedAs` names a kind with words of its own
}
