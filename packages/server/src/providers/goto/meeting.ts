import {
  type CallOptions,
  MEETING_SUBJECT_MAX,
  type MeetingBody,
  type MeetingById,
  type MeetingUpcoming,
} from '@lectern/goto-client'
import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { Call, ConferencingProvider, ProviderRoom } from '../provider.ts'
import { GOTO_APP_ID } from './app-id.ts'
import type { Connect } from './connect.ts'
import { isGone, translated } from './errors.ts'

/** GoTo refuses a start that is not in the future; an event that begins now gets this much. */
const SOONEST_START_MS = 2 * 60_000
const SHORTEST_MS = 15 * 60_000

/**
 * GoTo Meeting. A meeting's join URL is only in the answer to its create, so that one found by its marker
 * can't be taken over. The marker is the end of the subject, in brackets.
 */
export function createMeetingProvider(connect: Connect, now: () => Date): ConferencingProvider {
  return {
    appId: GOTO_APP_ID,
    sessionType: 'meeting',
    capabilities: { canAdopt: false, hasRegistration: false, subjectMaxLength: MEETING_SUBJECT_MAX },

    createRoom: (organizer, spec, marker, call) =>
      translated(async () => {
        const created = await connect(organizer, call).meetings.create(
          toBody(spec, marker, now()),
          options(call),
        )
        return { key: created.meetingid, spec, joinUrl: created.joinURL }
      }),

    findByMarker: (organizer, marker, call) =>
      translated(async () => {
        const upcoming = await connect(organizer, call).meetings.upcoming(undefined, options(call))
        return upcoming.filter((meeting) => meeting.subject?.endsWith(suffixOf(marker))).map(toRoom)
      }),

    getRoom: (organizer, key, call) =>
      translated(async () => toRoom(await connect(organizer, call).meetings.get(key, options(call)))),

    updateRoom: (organizer, key, spec, marker, call) =>
      translated(async () => {
        const { meetings } = connect(organizer, call)
        const body = toBody(spec, marker, now())
        await meetings.update(key, body, options(call))
        assertTaken(await meetings.get(key, options(call)), body)
        return { key, spec, joinUrl: undefined }
      }),

    deleteRoom: (organizer, key, call) =>
      translated(async () => {
        try {
          await connect(organizer, call).meetings.delete(key, options(call))
        } catch (error) {
          if (!isGone(error)) throw error
        }
      }),

    start: {
      hostUrl: (organizer, key, call) =>
        translated(async () => (await connect(organizer, call).meetings.start(key, options(call))).hostURL),
    },
  }
}

function options(call: Call): CallOptions {
  return call.signal ? { signal: call.signal } : {}
}

function toBody(spec: RoomSpec, marker: string, now: Date): MeetingBody {
  const starttime = new Date(Math.max(Date.parse(spec.startsAt), now.getTime() + SOONEST_START_MS))
  const endtime = new Date(Math.max(Date.parse(spec.endsAt), starttime.getTime() + SHORTEST_MS))
  return {
    subject: subjectWith(spec.subject, marker),
    starttime,
    endtime,
    passwordrequired: false,
    conferencecallinfo: 'Hybrid',
    meetingtype: 'scheduled',
  }
}

/** The subject, cut where needed so that the marker still fits. Cut by characters as people see them. */
function subjectWith(subject: string, marker: string): string {
  const suffix = suffixOf(marker)
  const room = MEETING_SUBJECT_MAX - suffix.length
  if (subject.length <= room) return subject + suffix
  const graphemes = [...new Intl.Segmenter().segment(subject)].map((part) => part.segment)
  while (graphemes.join('').length > room - 1) graphemes.pop()
  return `${graphemes.join('').trimEnd()}…${suffix}`
}

function suffixOf(marker: string): string {
  return ` [${marker}]`
}

function toRoom(meeting: MeetingById | MeetingUpcoming): ProviderRoom {
  return {
    key: meeting.meetingId,
    spec: {
      subject: meeting.subject ?? '',
      description: '',
      startsAt: meeting.startTime?.toISOString() ?? '',
      endsAt: meeting.endTime?.toISOString() ?? '',
      timeZone: 'UTC',
    },
    joinUrl: undefined,
  }
}

/** GoTo may take a field and drop it: what was sent is compared with what is there. */
function assertTaken(meeting: MeetingById, sent: MeetingBody): void {
  const dropped = [
    meeting.subject !== sent.subject && 'subject',
    meeting.startTime?.getTime() !== withoutMs(sent.starttime) && 'starttime',
    meeting.endTime?.getTime() !== withoutMs(sent.endtime) && 'endtime',
  ].filter(Boolean)
  if (dropped.length === 0) return
  throw new ProviderError('unexpected-response', {
    provider: 'GoTo',
    detail: `the meeting kept its old ${dropped.join(', ')}`,
  })
}

/** GoTo keeps whole seconds. */
function withoutMs(instant: Date): number {
  return Math.floor(instant.getTime() / 1000) * 1000
}
