import {
  GotoError,
  MEETING_SUBJECT_MAX,
  type MeetingBody,
  type MeetingById,
  type MeetingUpcoming,
} from '@lectern/goto-client'
import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { ConferencingProvider, Connection, ProviderRoom, RoomOrder } from '../provider.ts'
import { GOTO_APP_ID } from './app-id.ts'
import { findingsOf } from './check.ts'
import { type Connect, hostOf } from './connect.ts'
import { areSame, coorganizerKeysOf, different, GOTO_OPTIONS } from './coorganizers.ts'
import { deleted, translated } from './errors.ts'
import { meetingRecordings } from './recordings.ts'
import { meetingReports } from './reports.ts'
import { cut, hasMarker, isMoved, isSameSecond, options, timesFor, withMarker } from './room-text.ts'

/**
 * GoTo Meeting. A meeting's join URL is only in the answer to its create, so that one found by its marker
 * can't be taken over. It has no field but its subject, which learners read: the marker is the end of it, in brackets,
 * until the create is known to have worked. docs/decisions/0047-a-meeting-wears-its-marker-for-a-moment.md
 */
export function createMeetingProvider(
  connect: Connect,
  now: () => Date,
  requestsPerSecond: number | undefined,
): ConferencingProvider {
  return {
    appId: GOTO_APP_ID,
    sessionType: 'meeting',
    capabilities: {
      subjectMaxLength: MEETING_SUBJECT_MAX,
      start: 'host-link',
      roomsPerOrganizer: undefined,
      requestsPerSecond,
      options: GOTO_OPTIONS,
    },

    checkAccount: (connection, call) =>
      findingsOf(() => connect(connection, call).meetings.upcoming(undefined, options(call))),

    rooms: {
      life: 'kept',
      identity: 'marker',
      canAdopt: false,
      createRoom: (connection, spec, marker, call) =>
        translated(async () => {
          const subject = markedSubject(spec, marker)
          const created = await connect(connection, call).meetings.create(
            { ...toBody(spec, now()), ...hostsFor(spec, connection), subject },
            options(call),
          )
          // Not as it is wanted: the next step takes the marker away.
          return { key: created.meetingid, spec: { ...spec, subject }, joinUrl: created.joinURL }
        }),

      findByMarker: (connection, marker, call) =>
        translated(async () => {
          const upcoming = await connect(connection, call).meetings.upcoming(undefined, options(call))
          return upcoming.filter((meeting) => hasMarker(meeting.subject, marker)).map(toRoom)
        }),

      listRooms: (connection, call) =>
        translated(async () =>
          (await connect(connection, call).meetings.upcoming(undefined, options(call))).map(toRoom),
        ),

      differences: (connection, key, spec, marker, call) =>
        translated(async () => {
          const meeting = await connect(connection, call).meetings.get(key, options(call))
          const { subject } = toBody(spec, now())
          // Rooms of before wear their marker until they are changed.
          const isNamedSo = meeting.subject === subject || meeting.subject === markedSubject(spec, marker)
          return [
            ...(isNamedSo ? [] : (['subject'] as const)),
            ...(isMoved(spec, { start: meeting.startTime, end: meeting.endTime }, now())
              ? (['times'] as const)
              : []),
            ...different(hasHosts(meeting, hostsFor(spec, connection))),
          ]
        }),

      getRoom: (connection, key, call) =>
        translated(async () => toRoom(await connect(connection, call).meetings.get(key, options(call)))),

      updateRoom: (connection, key, spec, marker, call) =>
        translated(async () => {
          const { meetings } = connect(connection, call)
          const hosts = hostsFor(spec, connection)
          const body = { ...toBody(spec, now()), ...hosts }
          try {
            await meetings.update(key, body, options(call))
          } catch (error) {
            // A class that has begun is not called broken for a marker in its name.
            if (!(error instanceof GotoError && (error.kind === 'rejected' || error.kind === 'conflict')))
              throw error
            const found = await meetings.get(key, options(call))
            if (found.subject !== markedSubject(spec, marker)) throw error
            assertTaken(found, { ...body, subject: found.subject })
            return { key, spec, joinUrl: undefined, refused: different(hasHosts(found, hosts)) }
          }
          const found = await meetings.get(key, options(call))
          assertTaken(found, body)
          return { key, spec, joinUrl: undefined, refused: different(hasHosts(found, hosts)) }
        }),

      deleteRoom: (connection, key, call) =>
        deleted(() => connect(connection, call).meetings.delete(key, options(call))),
    },

    join: { kind: 'shared' },

    start: {
      startLinks: (connection, { key }, _instructor, call) =>
        translated(async () => {
          const { hostURL } = await connect(connection, call).meetings.start(key, options(call))
          return { url: hostURL, needs: 'nothing' }
        }),
    },

    // Documented: ACTIVE while it runs. Who is in it is told after the end alone.
    running: {
      isRunning: (connection, key, call) =>
        translated(async () => {
          const { status } = await connect(connection, call).meetings.get(key, options(call))
          return status?.toUpperCase() === 'ACTIVE'
        }),
    },

    attendance: meetingReports(connect),

    recordings: meetingRecordings(connect, now),
  }
}

function markedSubject(spec: RoomSpec, marker: string): string {
  return withMarker(spec.subject, marker, MEETING_SUBJECT_MAX)
}

function toBody(spec: RoomSpec, now: Date): MeetingBody {
  const { start, end } = timesFor(spec, now)
  return {
    subject: cut(spec.subject, MEETING_SUBJECT_MAX),
    starttime: start,
    endtime: end,
    passwordrequired: false,
    conferencecallinfo: 'Hybrid',
    meetingtype: 'scheduled',
  }
}

/** Who may start it beside its organizer, where something is said of that. */
function hostsFor({ options: ordered }: RoomOrder, connection: Connection): { coorganizerKeys?: string[] } {
  const hosts = ordered?.alternativeHosts
  return hosts
    ? { coorganizerKeys: coorganizerKeysOf(hosts, { organizerKey: hostOf(connection).userKey }) }
    : {}
}

function hasHosts(meeting: MeetingById, { coorganizerKeys }: ReturnType<typeof hostsFor>): boolean {
  return areSame(coorganizerKeys, meeting.coorganizerKeys)
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
    !isSameSecond(meeting.startTime, sent.starttime) && 'starttime',
    !isSameSecond(meeting.endTime, sent.endtime) && 'endtime',
  ].filter(Boolean)
  if (dropped.length === 0) return
  throw new ProviderError('unexpected-response', {
    provider: 'GoTo',
    detail: `the meeting kept its old ${dropped.join(', ')}`,
  })
}
