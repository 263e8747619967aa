import type { Call, ConferencingProvider, Connection, Participant, PlannedRoom } from '../provider.ts'
import { roomUrl } from './link.ts'
import type { SiteOf } from './site.ts'
import { signToken } from './token.ts'

/** Ours: a page's title takes any length, and nobody reads more. */
const SUBJECT_MAX = 200
/** A class may overrun. A token is looked at when somebody comes in, and again when they come back after a break of their network. */
export const GRACE_MINUTES = 60

interface MeetingSettings {
  readonly appId: string
  readonly siteOf: SiteOf
  readonly now: () => Date
}

/** What is the same for own servers and JaaS: nothing is made, and whoever has a token comes in. */
export function meetingParts({
  appId,
  siteOf,
  now,
}: MeetingSettings): Omit<ConferencingProvider, 'checkAccount'> {
  const letIn = async (
    connection: Connection,
    { key: room, spec, opening }: PlannedRoom,
    person: Participant,
    { isModerator, call }: { readonly isModerator: boolean; readonly call: Call },
  ) => {
    call.signal?.throwIfAborted()
    const site = siteOf(connection)
    const until = new Date(Date.parse(spec.endsAt) + GRACE_MINUTES * 60_000)
    const token = await signToken(site, {
      ...{ room, person, isModerator, isRecorded: opening?.isRecorded ?? false, now: now(), until },
    })
    const { muteOnEntry } = spec.options ?? {}
    const config = {
      ...{ localSubject: spec.subject, defaultLanguage: person.language },
      ...(muteOnEntry === undefined || isModerator ? {} : { startWithAudioMuted: muteOnEntry }),
    }
    return { url: roomUrl(site, room, { token, config }), until }
  }
  return {
    appId,
    sessionType: 'meeting',
    capabilities: {
      subjectMaxLength: SUBJECT_MAX,
      start: 'host-link',
      roomsPerOrganizer: undefined,
      requestsPerSecond: undefined,
      options: ['lobby', 'muteOnEntry'],
    },
    // Told while it happens: nobody can be asked.
    // It is told while it happens.
    attendance: {
      ...{ identifies: true, readyAfterMinutes: 0 },
      async *readReports() {},
      readTold: async () => undefined,
    },
    // What runs ends when everybody has left: no service of theirs ends it.
    rooms: { life: 'at-click' },
    join: {
      kind: 'at-click',
      carriesId: true,
      async joinLink(connection, room, participant, call) {
        const { url, until } = await letIn(connection, room, participant, { isModerator: false, call })
        return { url, expiresAt: until }
      },
    },
    start: {
      async startLinks(connection, room, instructor, call) {
        const { url } = await letIn(connection, room, instructor, { isModerator: true, call })
        return { url, needs: 'nothing' }
      },
    },
  }
}
