import { type GuestPolicy, MEETING_NAME_MAX } from '@lectern/bigbluebutton-client'
import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type {
  ConferencingProvider,
  OpenedRoom,
  PresentParticipant,
  ProviderRoom,
  Visitor,
} from '../provider.ts'
import { BIGBLUEBUTTON, BIGBLUEBUTTON_APP_ID } from './app-id.ts'
import { checkServer } from './check.ts'
import { type Connect, deleted, options, translated } from './connect.ts'
import { recordingsPart } from './recordings.ts'
import { hearServer, personOf, toReport } from './reports.ts'

/** Meetings on a server are everybody's who has its secret: ours are told by this. */
const PREFIX = 'lectern-'
/** Everybody may drop for a moment, and a break may be spent elsewhere: the meeting waits so long. */
const WAIT_EMPTY_MINUTES = 10
/** A welcome stands in the address of the call. */
const WELCOME_MAX = 600
const GUEST_POLICY: GuestPolicy = 'ALWAYS_ACCEPT'

/** Meetings: planned here alone, made on the server by the first who comes in. */
export function createMeetingProvider(connect: Connect, now: () => Date): ConferencingProvider {
  const roomOf = (key: string, spec: RoomSpec): ProviderRoom => ({ key, spec, joinUrl: undefined })
  return {
    appId: BIGBLUEBUTTON_APP_ID,
    sessionType: 'meeting',
    capabilities: {
      keepsRooms: false,
      canAdopt: false,
      hasRegistration: false,
      subjectMaxLength: MEETING_NAME_MAX,
      start: 'host-link',
      roomsPerOrganizer: undefined,
      requestsPerSecond: undefined,
    },
    createRoom: async (_connection, spec, marker, { signal }) => {
      signal?.throwIfAborted()
      return roomOf(`${PREFIX}${marker}`, spec)
    },
    findByMarker: async () => [],
    getRoom: async (_connection, key) => {
      throw new ProviderError('not-found', { provider: BIGBLUEBUTTON, detail: `no room ${key} can be read` })
    },
    updateRoom: async (_connection, key, spec) => roomOf(key, spec),
    differences: async () => [],
    // What runs there is of everybody who has the secret, and not for us to show.
    listRooms: async () => [],
    deleteRoom: (connection, key, call) => deleted(() => connect(connection, call).end(key, options(call))),
    checkAccount: (connection, call) => checkServer(connect, now, connection, call),
    join: {
      joinLink: (connection, room, visitor, call) =>
        translated(async () => {
          const client = connect(connection, call)
          const { createdAt } = await client.create(toMeeting(room, visitor), options(call))
          return client.joinUrl({
            meetingID: room.key,
            fullName: visitor.name || '–',
            role: visitor.isHost ? 'MODERATOR' : 'VIEWER',
            userID: visitor.personId,
            createdAt, // so that the link is of no use in a later class
            errorRedirectUrl: visitor.backUrl,
          })
        }),
    },
    running: {
      isRunning: (connection, key, call) =>
        translated(() => connect(connection, call).isMeetingRunning(key, options(call))),
    },
    presence: {
      async listPresent(connection, key, call) {
        try {
          const { attendees } = await translated(() =>
            connect(connection, call).getMeetingInfo(key, options(call)),
          )
          return toPresent(attendees.map(({ userID }) => userID))
        } catch (error) {
          // A meeting that nobody has opened, or that is over.
          if (error instanceof ProviderError && error.kind === 'not-found') return []
          throw error
        }
      },
    },
    attendance: {
      identifies: true,
      async *readReports() {},
      readTold: async (body) => toReport(body),
    },
    tells: { hear: async (connection, told) => hearServer(connection, told, now()) },
    recordings: recordingsPart(connect),
  }
}

function toMeeting({ key, spec, isRecorded, tellUrl }: OpenedRoom, { backUrl }: Visitor) {
  return {
    meetingID: key,
    name: toName(spec.subject),
    welcome: toWelcome(spec.description),
    // Read: with `record` all is kept on the server until it is processed, pressed or not. Nobody starts it by themselves.
    record: isRecorded,
    guestPolicy: GUEST_POLICY,
    logoutURL: backUrl,
    meetingExpireWhenLastUserLeftInMinutes: WAIT_EMPTY_MINUTES,
    meetingKeepEvents: true,
    meta: {
      'bbb-origin': 'Lectern',
      ...(tellUrl === undefined
        ? {}
        : {
            'analytics-callback-url': `${tellUrl}analytics`,
            'bbb-recording-ready-url': `${tellUrl}recording`,
          }),
    },
  }
}

/** Names have two letters at least. Where one is cut, no letter is cut in two. */
export function toName(subject: string): string {
  const words = subject.replace(/\p{Cc}+/gu, ' ').trim()
  let name = ''
  for (const { segment } of new Intl.Segmenter().segment(words)) {
    if (name.length + segment.length > MEETING_NAME_MAX) break
    name += segment
  }
  return name.length < 2 ? `${name}–`.padEnd(2, '–') : name
}

/** The chat takes a little HTML, and words in percent signs that it replaces: both are shown as they were typed. */
export function toWelcome(description: string): string | undefined {
  const text = description.trim().slice(0, WELCOME_MAX)
  if (text === '') return undefined
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('%%', '% %')
    .replaceAll('\n', '<br>')
}

/** Each person once, whatever browsers they came by. When they came is not told. */
function toPresent(userIDs: readonly string[]): PresentParticipant[] {
  return [...new Set(userIDs)].map((userID) => ({
    registrationKey: undefined,
    email: '',
    externalId: personOf(userID),
    joinedAt: undefined,
    leftAt: undefined,
  }))
}
