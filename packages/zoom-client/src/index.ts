export type { CallOptions } from '@lectern/service-calls'
export {
  AGENDA_MAX,
  BATCH_MAX,
  type NewRegistrant,
  type RoomBody,
  type RoomKind,
  TOPIC_MAX,
  Zoom,
} from './client.ts'
export { ZoomError } from './errors.ts'
export { type AppCredentials, requestToken, type ZoomToken } from './oauth.ts'
export type { ZoomRecordings, ZoomRegistrant, ZoomReportRow, ZoomRoom, ZoomUser } from './shapes.ts'
export { answerToChallenge, readEvent, signedByZoom, type ZoomEvent } from './webhooks.ts'
export { HOST_CHANGES_PER_DAY, isHostChange, weightOf, type ZoomWeight } from './weight.ts'
