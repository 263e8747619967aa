import type { Params } from './sign.ts'
import {
  type ElementTree,
  flagOf,
  instantOf,
  isTree,
  listOf,
  neededText,
  numberOf,
  ShapeError,
  textOf,
  textsOf,
} from './xml.ts'

/** Documented: names have 2 to 256 characters. Servers of before took 64, and Moodle cuts there. */
export const MEETING_NAME_MAX = 64

export type Role = 'MODERATOR' | 'VIEWER'
/** `ASK_MODERATOR` has people wait until a moderator lets them in. */
export type GuestPolicy = 'ALWAYS_ACCEPT' | 'ALWAYS_DENY' | 'ASK_MODERATOR'

/** A meeting as it is to be made. What is left out is as the server has it. */
export interface CreateMeeting {
  readonly meetingID: string
  readonly name: string
  /** Limited HTML, shown in the chat. */
  readonly welcome?: string | undefined
  readonly record?: boolean | undefined
  readonly autoStartRecording?: boolean | undefined
  readonly muteOnStart?: boolean | undefined
  readonly guestPolicy?: GuestPolicy | undefined
  /** Breakout rooms that moderators find prepared, with the `userID`s of who belongs into each. */
  readonly groups?: readonly BreakoutGroup[] | undefined
  readonly maxParticipants?: number | undefined
  /** Where people go when they leave. */
  readonly logoutURL?: string | undefined
  /** Keeps what happened in it, which analytics are made of. */
  readonly meetingKeepEvents?: boolean | undefined
  readonly meetingExpireIfNoUserJoinedInMinutes?: number | undefined
  readonly meetingExpireWhenLastUserLeftInMinutes?: number | undefined
  /** Told when it is over, by a GET. */
  readonly meetingEndedURL?: string | undefined
  /** Names without `meta_`; some are callbacks. */
  readonly meta?: Readonly<Record<string, string>>
}

export interface BreakoutGroup {
  readonly id: string
  readonly name: string
  readonly roster: readonly string[]
}

export interface CreatedMeeting {
  readonly meetingID: string
  /** Of this run: another meeting of the same id has another one. Recordings have it as theirs. */
  readonly internalMeetingID: string
  readonly createdAt: Date
  /** It was there already. */
  readonly isDuplicate: boolean
}

/** Who comes in by a link. */
export interface Join {
  readonly meetingID: string
  readonly fullName: string
  readonly role: Role
  /** Ours: it comes back in lists and analytics. */
  readonly userID?: string | undefined
  /** The link is good for the run that was made then, and for no later one. */
  readonly createdAt?: Date | undefined
  readonly isGuest?: boolean | undefined
  /** Where a browser goes with `?errors=` when it is not let in. */
  readonly errorRedirectUrl?: string | undefined
  /** Such as `bbb_override_default_locale`. */
  readonly userdata?: Readonly<Record<string, string>>
}

export interface MeetingInfo {
  readonly meetingID: string
  readonly internalMeetingID: string
  readonly name: string
  readonly createdAt: Date | undefined
  readonly startedAt: Date | undefined
  readonly endedAt: Date | undefined
  readonly isRunning: boolean
  readonly isRecording: boolean
  readonly isBreakout: boolean
  readonly attendees: readonly Attendee[]
  readonly metadata: Readonly<Record<string, string>>
}

/** Somebody in a meeting, by one browser or phone. Who left is listed for about a minute more. */
export interface Attendee {
  /** Ours of the link; of who came without one, the server's: `w_…`, by phone `v_…`. */
  readonly userID: string
  readonly fullName: string
  readonly role: Role
}

export interface RecordingSearch {
  readonly meetingIDs?: readonly string[]
  readonly recordIDs?: readonly string[]
  /** `any` for all. Default: published and unpublished. */
  readonly states?: readonly string[]
  readonly offset?: number
  readonly limit?: number
}

export interface Recording {
  readonly recordID: string
  readonly meetingID: string
  readonly name: string
  readonly isPublished: boolean
  readonly state: string
  readonly startedAt: Date | undefined
  readonly endedAt: Date | undefined
  readonly formats: readonly RecordingFormat[]
}

/** One way in which a recording can be played. */
export interface RecordingFormat {
  /** `presentation`, `video`, `podcast` and others. */
  readonly type: string
  readonly url: string
  readonly sizeBytes: number | undefined
}

export interface TextTrack {
  readonly url: string
  readonly kind: string
  readonly language: string
}

export function createParams({ meta = {}, groups, ...meeting }: CreateMeeting): Params {
  return {
    ...meeting,
    // Documented: a list as JSON.
    groups: groups && JSON.stringify(groups),
    ...Object.fromEntries(Object.entries(meta).map(([name, value]) => [`meta_${name}`, value])),
  }
}

export function joinParams({ createdAt, isGuest, userdata = {}, ...join }: Join): Params {
  return {
    ...join,
    createTime: createdAt?.getTime(),
    // Documented: left out for everybody else.
    guest: isGuest ? true : undefined,
    ...Object.fromEntries(Object.entries(userdata).map(([name, value]) => [`userdata-${name}`, value])),
  }
}

export function readCreated(answer: ElementTree): CreatedMeeting {
  const createdAt = instantOf(answer, 'createTime')
  if (!createdAt) throw new ShapeError('createTime is missing')
  return {
    meetingID: neededText(answer, 'meetingID'),
    internalMeetingID: neededText(answer, 'internalMeetingID'),
    createdAt,
    isDuplicate: textOf(answer, 'messageKey') === 'duplicateWarning',
  }
}

export function readMeeting(answer: ElementTree): MeetingInfo {
  return {
    meetingID: neededText(answer, 'meetingID'),
    internalMeetingID: neededText(answer, 'internalMeetingID'),
    name: textOf(answer, 'meetingName') ?? '',
    createdAt: instantOf(answer, 'createTime'),
    startedAt: instantOf(answer, 'startTime'),
    endedAt: instantOf(answer, 'endTime'),
    isRunning: flagOf(answer, 'running'),
    isRecording: flagOf(answer, 'recording'),
    isBreakout: flagOf(answer, 'isBreakout'),
    attendees: listOf(answer, 'attendees', 'attendee').map(readAttendee),
    metadata: textsOf(answer, 'metadata'),
  }
}

function readAttendee(answer: ElementTree): Attendee {
  return {
    userID: neededText(answer, 'userID'),
    fullName: textOf(answer, 'fullName') ?? '',
    role: textOf(answer, 'role') === 'MODERATOR' ? 'MODERATOR' : 'VIEWER',
  }
}

export function readRecording(answer: ElementTree): Recording {
  return {
    recordID: neededText(answer, 'recordID'),
    meetingID: neededText(answer, 'meetingID'),
    name: textOf(answer, 'name') ?? '',
    isPublished: flagOf(answer, 'published'),
    state: textOf(answer, 'state') ?? '',
    startedAt: instantOf(answer, 'startTime'),
    endedAt: instantOf(answer, 'endTime'),
    formats: listOf(answer, 'playback', 'format').flatMap((format) => {
      const url = textOf(format, 'url') ?? ''
      // Links are followed: only to what a browser follows, too.
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return []
      return [{ type: textOf(format, 'type') ?? '', url, sizeBytes: numberOf(format, 'size') }]
    }),
  }
}

/** @param succeeded throws for a refusal */
export function readTextTracks(text: string, succeeded: (response: ElementTree) => ElementTree): TextTrack[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new ShapeError('it is no JSON', { cause })
  }
  const response = isTree(json) ? json.response : undefined
  if (!isTree(response)) throw new ShapeError('it has no response')
  const { tracks } = succeeded(response)
  return (Array.isArray(tracks) ? tracks : []).filter(isTree).flatMap((track) => {
    const url = textOf(track, 'href') ?? ''
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return []
    return [{ url, kind: textOf(track, 'kind') ?? '', language: textOf(track, 'lang') ?? '' }]
  })
}
