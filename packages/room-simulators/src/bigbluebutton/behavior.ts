/**
 * Everything about BigBlueButton that had to be guessed, or that differs between installations, as named switches. Each says
 * where it stands: *documented*, *read* in a program of BigBlueButton's or Scalelite's, *observed* by somebody who
 * uses it, or *assumed*.
 */
export interface Behavior {
  /** Documented: 2.7, 3.0 and 3.1 are alive. From 3.0 on `join` is a GET alone. */
  version: '2.7' | '3.0' | '3.1'
  /** Read: the bare address tells the program's version only where its administrator allows it. */
  revealVersion: boolean
  /** Read: Scalelite stands before a pool of servers, knows no SHA-384, and calls some refusals by other names. */
  scalelite: boolean
  /** Documented: which checksums are taken, told apart by their length. */
  checksumAlgorithms: string
  /** Documented: a meeting that nobody joined ends after so many minutes. */
  expireIfNoUserMinutes: number
  /** Documented: a meeting ends so many minutes after the last person left; 0 = never. */
  expireWhenLastLeftMinutes: number
  /** Read: longest name of a meeting. Moodle cuts at 64, as older servers refused more. */
  maxNameLength: number
  /** Read: servers of before 2.5 refuse a comma in a name. */
  commaInName: 'taken' | 'refused'
  /** Read: a second create succeeds where the passwords are the same or left out. Documented: where all is the same. */
  duplicateNeeds: 'passwords' | 'all'
  /** Assumed: `ASK_MODERATOR` has all viewers wait, or those alone who come with `guest=true`. */
  lobbyFor: 'viewers' | 'guests'
  /** Documented: a meeting is over some seconds after `end` was answered. */
  endDelaySeconds: number
  /** Observed: who left stands in `getMeetingInfo` for about a minute more. */
  leaverListedSeconds: number
  /** Assumed: two browsers of one `userID` are both listed, or the first is thrown out. */
  doubleUser: 'both' | 'first-leaves'
  /** Read: analytics are posted in one attempt. The others are what goes wrong: no script, a repeat, another secret. */
  analytics: 'once' | 'never' | 'twice' | 'wrong-secret'
  /** Assumed: analytics come some minutes after the end; here sooner. */
  analyticsDelaySeconds: number
  /** Observed: instants of analytics are ISO 8601 with an offset, before 2.5 as Ruby writes them. */
  analyticsTimes: 'iso' | 'ruby'
  /** Observed: `ext_user_id` may be empty for guests. */
  analyticsOfGuests: 'named' | 'empty'
  /** Assumed: recordings are processed for minutes to hours; here sooner. */
  recordingDelaySeconds: number
  /** Documented: formats that a server makes of a recording, by commas. */
  recordingFormats: string
  /** Documented: a callback for a recording is repeated until it is taken. Assumed: so often. */
  recordingReadyTries: number
  /** Ours: by how much the server's clock goes before ours. */
  clockSkewSeconds: number
  /** Ours: a person whose page was not heard of for so long has left. */
  heartbeatSeconds: number
}

export const defaultBehavior: Behavior = {
  version: '3.0',
  revealVersion: false,
  scalelite: false,
  checksumAlgorithms: 'sha1,sha256,sha384,sha512',
  expireIfNoUserMinutes: 5,
  expireWhenLastLeftMinutes: 1,
  maxNameLength: 256,
  commaInName: 'taken',
  duplicateNeeds: 'passwords',
  lobbyFor: 'viewers',
  endDelaySeconds: 2,
  leaverListedSeconds: 60,
  doubleUser: 'both',
  analytics: 'once',
  analyticsDelaySeconds: 20,
  analyticsTimes: 'iso',
  analyticsOfGuests: 'named',
  recordingDelaySeconds: 60,
  recordingFormats: 'presentation,video',
  recordingReadyTries: 3,
  clockSkewSeconds: 0,
  heartbeatSeconds: 30,
}
