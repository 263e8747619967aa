import type { CourseId, SessionId } from '../ids.ts'
import type { Done } from './done.ts'

export type TrainingFact =
  | Done<'course-created', CourseId>
  | (Done<'course-changed', CourseId> & { readonly isRenamed: boolean })
  | Done<'course-image-changed', CourseId>
  /** Who has places in these sessions changed in a way that the sessions' own rules did not see. */
  | { readonly kind: 'places-changed'; readonly sessionIds: readonly SessionId[] }
