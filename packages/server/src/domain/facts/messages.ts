import type { MailId, PersonId, PlatformId } from '../ids.ts'
import type { Done } from './done.ts'

export type MessagesFact =
  | Done<'mail-not-written', MailId>
  /** A mail to this person that had failed. */
  | Done<'mail-resent', PersonId>
  /** A text that somebody tries, mailed to this person who tries it. */
  | Done<'test-mail-written', PersonId>
  | Done<'notification-settings-changed', PlatformId>
  | Done<'notification-template-changed', PlatformId>
  /** What this person wants to be told. */
  | Done<'notification-preferences-changed', PersonId>
  | Done<'notifications-read', PersonId>
