/**
 * Everything about Jitsi Meet and JaaS that had to be guessed, or that differs between installations, as named switches. Each
 * says where it stands: *documented*, *read* in a program of Jitsi's or one that is used with it, or *assumed*.
 */
export interface Behavior {
  /** Documented: whoever has no token is let in, by `allow_empty_token`. */
  allowEmptyToken: boolean
  /** Documented: who comes first becomes moderator, unless `enable-auto-owner` is off. */
  autoOwner: boolean
  /** Read: the module `token_affiliation` gives the role of the token. Without it nobody's token makes a moderator. */
  tokenAffiliation: boolean
  /** Documented: an own server takes tokens for its app ID, or, with `asap_accepted_audiences`, for any. */
  audience: 'app-id' | 'any'
  /** Documented: the domain of an own server as it calls itself; in containers another one than the address has. */
  domain: string
  /** Read: a server tells by BOSH whether it takes a token; some installations have WebSockets alone. */
  bosh: boolean
  /** Documented: a reservation is asked for again after 5xx, so often. */
  reservationRetries: number
  /** Documented: seconds between two of these. */
  reservationRetrySeconds: number
  /** Read: a refusal holds for so many seconds before it is asked again. */
  refusalSeconds: number
  /** Read: seconds after which a room is closed whose reservation is over, at most: it is looked at so often. */
  expiryCheckSeconds: number
  /** Assumed: events of a server come in their order. The others are what goes wrong on the way. */
  events: 'in-order' | 'shuffled' | 'twice' | 'none'
  /** Documented: events are sent again after 5xx, so often. */
  eventRetries: number
  /** Read: what a room's end tells has no stay that another one of the same browser came after. */
  endForgetsEarlierStays: boolean
  /** Documented: JaaS sends each event once or more often, in any order. The others are what goes wrong. */
  webhooks: 'in-order' | 'shuffled' | 'twice' | 'none' | 'wrong-secret'
  /** Documented: a webhook can be asked for the settings of a meeting before it opens, where that was ticked. */
  settingsProvisioning: boolean
  /** Documented: seconds in the signature's moment. Read: a program compares it in milliseconds. */
  signatureUnit: 'seconds' | 'milliseconds'
  /** Documented: a recording is out about a minute after its room has ended. */
  recordingDelaySeconds: number
  /** Documented: JaaS deletes a recording so many hours after it is out. */
  recordingHours: number
  /** Ours: by how much the server's clock goes before ours. */
  clockSkewSeconds: number
  /** Ours: a person whose page was not heard of for so long has left. */
  heartbeatSeconds: number
}

export const defaultBehavior: Behavior = {
  allowEmptyToken: false,
  autoOwner: false,
  tokenAffiliation: true,
  audience: 'app-id',
  domain: 'meet.jitsi',
  bosh: true,
  reservationRetries: 3,
  reservationRetrySeconds: 3,
  refusalSeconds: 30,
  expiryCheckSeconds: 60,
  events: 'in-order',
  eventRetries: 3,
  endForgetsEarlierStays: true,
  webhooks: 'in-order',
  settingsProvisioning: false,
  signatureUnit: 'seconds',
  recordingDelaySeconds: 60,
  recordingHours: 24,
  clockSkewSeconds: 0,
  heartbeatSeconds: 30,
}
