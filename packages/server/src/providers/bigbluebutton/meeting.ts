import {
  type BigBlueButton,
  BigBlueButtonError,
  MEETING_NAME_MAX,
  type Role,
} from '@lectern/bigbluebutton-client'
import { ProviderError } from '../../domain/errors.ts'
import type {
  Call,
  ConferencingProvider,
  Connection,
  Participant,
  PlannedRoom,
  PresentParticipant,
} from '../provider.ts'
import { BIGBLUEBUTTON_APP_ID } from './app-id.ts'
import { checkServer } from './check.ts'
import { type Connect, deleted, options, translated } from './connect.ts'
import { meetingIdOf } from './meeting-id.ts'
import { recordingsPart } from './recordings.ts'
import { personOf, toReport } from './reports.ts'

/** Everybody may drop for a moment, and a break may be spent elsewhere: the meeting waits so long. */
const WAIT_EMPTY_MINUTES = 10
/** A welcome stands in the address of the call. */
const WELCOME_MAX = 600
/** Groups stand in the address too, which servers cut off at eight kilobytes. */
const GROUPS_MAX = 5000

/** Meetings: planned here alone, made on the server by the first who comes in. */
export function createMeetingProvider(connect: Connect, now: () => Date): ConferencingProvider {
  const linkFor = (
    connection: Connection,
    room: PlannedRoom,
    person: Participant & { readonly role: Role },
    call: Call,
  ): Promise<string> =>
    translated(async () => {
      const client = connect(connection, call)
      const createdAt = await open(client, room, call)
      return client.joinUrl({
        meetingID: meetingIdOf(room.key),
        fullName: `${person.firstName} ${person.lastName}`.trim() || '–',
        role: person.role,
        userID: person.id,
        // Documented: guests alone wait until a moderator lets them in.
        isGuest: room.spec.options?.lobby === true && person.role === 'VIEWER',
        createdAt, // so that the link is of no use in a later class
        errorRedirectUrl: room.opening?.backUrl,
      })
    })
  return {
    appId: BIGBLUEBUTTON_APP_ID,
    sessionType: 'meeting',
    capabilities: {
      subjectMaxLength: MEETING_NAME_MAX,
      start: 'host-link',
      roomsPerOrganizer: undefined,
      requestsPerSecond: undefined,
      options: ['lobby', 'muteOnEntry', 'recording', 'breakoutGroups'],
    },
    checkAccount: (connection, call) => checkServer(connect, now, connection, call),
    rooms: {
      life: 'at-click',
      endRoom: (connection, key, call) =>
        deleted(() => connect(connection, call).end(meetingIdOf(key), options(call))),
    },
    join: {
      kind: 'at-click',
      carriesId: true,
      async joinLink(connection, room, participant, call) {
        const url = await linkFor(connection, room, { ...participant, role: 'VIEWER' }, call)
        return { url, expiresAt: undefined } // as long as this run is there
      },
    },
    start: {
      async startLinks(connection, room, instructor, call) {
        const url = await linkFor(connection, room, { ...instructor, role: 'MODERATOR' }, call)
        return { url, needs: 'nothing' }
      },
    },
    running: {
      isRunning: (connection, key, call) =>
        translated(() => connect(connection, call).isMeetingRunning(meetingIdOf(key), options(call))),
    },
    presence: {
      async listPresent(connection, key, call) {
        try {
          const { attendees } = await translated(() =>
            connect(connection, call).getMeetingInfo(meetingIdOf(key), options(call)),
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
      // It is read when it is told, and what was seen counts until then.
      readyAfterMinutes: 0,
      async *readReports() {},
      readTold: async (body) => toReport(body),
    },
    recordings: recordingsPart(connect),
  }
}

/** Makes the meeting, or finds it made: since then its options may have become others, which some servers take for another meeting. */
async function open(client: BigBlueButton, room: PlannedRoom, call: Call): Promise<Date | undefined> {
  try {
    return (await client.create(toMeeting(room), options(call))).createdAt
  } catch (error) {
    if (!(error instanceof BigBlueButtonError && error.kind === 'conflict')) throw error
    return (await client.getMeetingInfo(meetingIdOf(room.key), options(call))).createdAt
  }
}

function toMeeting({ key, spec, opening }: PlannedRoom) {
  const { lobby, muteOnEntry, recording, breakoutGroups } = spec.options ?? {}
  const tellUrl = opening?.tellUrl
  return {
    meetingID: meetingIdOf(key),
    name: toName(spec.subject),
    welcome: toWelcome(spec.description),
    // Read: with `record` all is kept on the server until it is processed, pressed or not. Nobody starts it by themselves.
    record: (opening?.isRecorded ?? false) || recording === true,
    autoStartRecording: recording,
    muteOnStart: muteOnEntry,
    guestPolicy: lobby ? ('ASK_MODERATOR' as const) : ('ALWAYS_ACCEPT' as const),
    groups: breakoutGroups && breakoutGroups.length > 0 ? toGroups(breakoutGroups) : undefined,
    logoutURL: opening?.backUrl,
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

/** Where there are too many people for an address, groups are prepared without them. */
function toGroups(groups: NonNullable<NonNullable<PlannedRoom['spec']['options']>['breakoutGroups']>) {
  const whole = groups.map(({ name, people }, index) => ({
    id: String(index + 1),
    name,
    roster: people.map(({ id }) => id),
  }))
  const fits = encodeURIComponent(JSON.stringify(whole)).length <= GROUPS_MAX
  return fits ? whole : whole.map((group) => ({ ...group, roster: [] }))
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
