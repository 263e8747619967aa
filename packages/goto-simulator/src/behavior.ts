/**
 * Everything about GoTo that had to be guessed, or that differs between installations, as named switches.
 * A fact learnt from a real account is one line here. Each says where it stands: *documented*, *observed* in
 * somebody's program or dated call, or *assumed*.
 */
export interface Behavior {
  /** Documented: access tokens live 60 minutes. */
  accessTokenSeconds: number
  /** Observed: refresh tokens live 30 days. */
  refreshTokenSeconds: number
  /** Assumed (RFC 6749): codes live 10 minutes, and work once. */
  codeSeconds: number
  /** Observed: a refresh answers without a refresh token, except near the end of the old one. */
  refreshRotation: 'never' | 'near-expiry' | 'always'
  /** Assumed: "near" is the last five days. */
  rotationWindowSeconds: number
  /** Observed 2025: tokens no longer come with the keys of organizer and account. `legacy` brings them back. */
  tokenAnswer: 'current' | 'legacy'
  /** Observed 2025-03: the retired host answers that it is no longer valid. `working` brings it back. */
  legacyOauth: 'retired' | 'working'
  /** Documented: 10 requests per second, per API; then 429. Assumed: per OAuth client, refilled steadily. */
  requestsPerSecond: number
  /** Assumed: the Admin API sends keys as texts. `number` is what one program was seen to read. */
  adminKeys: 'text' | 'number'
  /** Documented: no header tells how long to wait. */
  retryAfterHeader: boolean
  /** Assumed: a licence for another product answers 403 with this code. */
  noLicenceCode: string
  /** Assumed: deleting a meeting that runs is refused with 400. */
  refuseDeleteOfRunning: boolean
  /** Observed: the start of a meeting must lie in the future. */
  refusePastStart: boolean
  /** Documented: 25 to 250 by plan. */
  maxParticipants: number
  /** Assumed: reports appear some seconds to minutes after the end of a run. */
  reportDelaySeconds: number
  /** Assumed: recordings appear later than reports. */
  recordingDelaySeconds: number
  /** Assumed: links to films run out; how soon is not told. 0 = never. */
  recordingLinkSeconds: number
  /** Observed: history reaches back about 90 days. */
  historyDays: number
  /** Documented: GoTo Training may take up to two hours until reads show a change of registrants. */
  trainingReadLagSeconds: number
  /** Observed: an organizer can't have two trainings at overlapping times. */
  refuseOrganizerOverlap: boolean
  /** Observed: this code comes for a training that is gone; its status was 404 or 400. */
  trainingGoneCode: 'NoSuchTraining' | 'InvalidRequest'
  trainingGoneStatus: 404 | 400
  /** Assumed: GoTo's lists of webinars show a new one at once. A delay makes look-ups miss it, as distributed stores do. */
  webinarListLagSeconds: number
  /** Assumed: what is beyond the plan is refused with 403 and the code RegistrantLimitReached. */
  registrationLimit: number
  /** Assumed: an answer 409 to a registrant who is there names the key, as GoTo Training's does. */
  conflictNamesRegistrant: boolean
  /** Observed: lists without rows may lack `_embedded`. */
  omitEmptyEmbedded: boolean
  /** Assumed: a row that is added while pages are asked for makes the next page repeat one. */
  pagesRepeatRows: boolean
  /** Documented: members of a webinar are registered at once, or wait for the organizer's approval. */
  registrationApproval: 'AUTOMATIC' | 'MANUAL'
  /** Ours: callbacks of webhooks may be plain http on 127.0.0.1, for tests. */
  allowLocalCallbacks: boolean
  /** Assumed: the header of a webhook's signature, an HMAC of the body in hex. */
  webhookSignatureHeader: string
  /** Ours: a person whose page was not heard of for so long has left. */
  heartbeatSeconds: number
}

export const defaultBehavior: Behavior = {
  accessTokenSeconds: 3600,
  refreshTokenSeconds: 30 * 86_400,
  codeSeconds: 600,
  refreshRotation: 'near-expiry',
  rotationWindowSeconds: 5 * 86_400,
  tokenAnswer: 'current',
  legacyOauth: 'retired',
  requestsPerSecond: 10,
  adminKeys: 'text',
  retryAfterHeader: false,
  noLicenceCode: 'NoLicense',
  refuseDeleteOfRunning: true,
  refusePastStart: true,
  maxParticipants: 250,
  reportDelaySeconds: 20,
  recordingDelaySeconds: 60,
  recordingLinkSeconds: 0,
  historyDays: 90,
  trainingReadLagSeconds: 0,
  refuseOrganizerOverlap: true,
  trainingGoneCode: 'NoSuchTraining',
  trainingGoneStatus: 404,
  webinarListLagSeconds: 0,
  registrationLimit: 1000,
  conflictNamesRegistrant: true,
  omitEmptyEmbedded: true,
  pagesRepeatRows: false,
  registrationApproval: 'AUTOMATIC',
  allowLocalCallbacks: true,
  webhookSignatureHeader: 'x-webhook-signature',
  heartbeatSeconds: 30,
}
