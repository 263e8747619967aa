import type {
  EventId,
  LmsId,
  LmsLinkId,
  PersonId,
  PlatformId,
  ReportExportId,
  ReportViewId,
  RoomId,
  SessionId,
} from '../ids.ts'
import type { StoredMessage } from '../message.ts'
import type { Done } from './done.ts'

export type OperationsFact =
  | Done<'event-looked-at', EventId>
  /** A look before the start found what would keep people out. */
  | {
      readonly kind: 'room-found-unready'
      readonly eventId: EventId
      readonly sessionId: SessionId
      readonly stage: string
      readonly findings: readonly StoredMessage[]
    }
  /** Its time has come, and nobody has started it. */
  | (Done<'event-found-unstarted', EventId> & {
      readonly sessionId: SessionId
      readonly startsAt: Date
      /** Their names; nobody = empty. */
      readonly instructors: readonly string[]
    })
  | Done<'event-alarm-ended', EventId>
  | (Done<'learners-nudged', EventId> & {
      readonly sessionId: SessionId
      readonly personIds: readonly PersonId[]
      /** Nobody joins what takes place on site. */
      readonly isOnline: boolean
    })
  | (Done<'message-sent', EventId> & {
      readonly sessionId: SessionId
      readonly personIds: readonly PersonId[]
      readonly about: 'event' | 'session'
      readonly sender: string
      readonly subject: string
      readonly text: string
    })
  | Done<'move-begun' | 'move-undone'>
  /** Of a platform: names and addresses leave it. */
  | Done<'report-export-begun', PlatformId>
  | Done<'report-export-removed', ReportExportId>
  | Done<'report-view-saved' | 'report-view-removed', ReportViewId>
  /** Of a platform: who is sent a view by mail. */
  | Done<'report-mailing-set', PlatformId>
  | Done<'report-mailing-ended', ReportViewId>
  /** This person wants no more mails of it. */
  | (Done<'report-mailing-left', PersonId> & { readonly viewId: ReportViewId })
  | Done<'room-deleted-by-hand', RoomId>
  | Done<'lms-registered' | 'lms-changed' | 'lms-removed' | 'lms-deployment-decided', LmsId>
  /** A course of an LMS leads elsewhere from now on; or who has a place by it was made alike with who is in it. */
  | (Done<'lms-linked' | 'lms-roster-synced', LmsId> & { readonly linkId: LmsLinkId })
  /** Of a platform: an address by which an LMS registers itself; a key that signs for all of them. */
  | Done<'lms-invited' | 'lti-key-made', PlatformId>
  /** Of a retired app; its id. */
  | Done<'app-events-imported'>
