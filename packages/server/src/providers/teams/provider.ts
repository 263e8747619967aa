import { SUBJECT_MAX } from '@lectern/teams-client'
import { ProviderError } from '../../domain/errors.ts'
import type { ConferencingProvider, Instructor } from '../provider.ts'
import { findingsOf } from './check.ts'
import { type Connect, options, reach } from './connect.ts'
import { translated, VENDOR } from './errors.ts'
import { teamsHosts } from './hosts.ts'
import { TEAMS_OPTIONS } from './options.ts'
import { teamsRecordings } from './recordings.ts'
import { teamsReports } from './reports.ts'
import { teamsRooms } from './rooms.ts'

export const TEAMS_APP_ID = 'teams'

/** How the provider reaches Microsoft. */
export interface TeamsReach {
  readonly connect: Connect
  readonly loginUrl: string
  readonly graphUrl: string
  readonly requestsPerSecond: number | undefined
}

/** Meetings in Teams. Nothing tells whether one runs: a report is there while it does, and says no more than of an empty one. */
export function createTeamsProvider(at: TeamsReach): ConferencingProvider {
  const { connect, requestsPerSecond } = at
  return {
    appId: TEAMS_APP_ID,
    sessionType: 'meeting',
    capabilities: {
      subjectMaxLength: SUBJECT_MAX,
      start: 'sign-in',
      // Times are labels: an organizer holds as many meetings at once as they like.
      roomsPerOrganizer: undefined,
      requestsPerSecond,
      options: TEAMS_OPTIONS,
    },
    checkAccount: (connection, call) => findingsOf(at, connection, call),
    hosts: teamsHosts(connect),
    rooms: teamsRooms(connect),
    // One link for all: there are no personal ones, and nobody is registered.
    join: { kind: 'shared' },
    start: {
      // The organizer comes in by the same link as everybody, signed in.
      startLinks: (connection, { key }, instructor, call) =>
        translated(async () => {
          const { teams, organizer } = reach(connect, connection, call)
          const { joinUrl, attendees, organizerUpn } = await teams.get(organizer, key, options(call))
          if (!joinUrl)
            throw new ProviderError('unexpected-response', {
              ...{ provider: VENDOR, detail: 'the meeting has no link' },
            })
          const hosts = attendees.filter(({ role }) => role === 'coorganizer')
          const isHost = isAmong([{ userId: organizer, upn: organizerUpn }, ...hosts], instructor)
          return { url: joinUrl, needs: isHost ? 'own-sign-in' : 'organizer-sign-in' }
        }),
    },
    attendance: teamsReports(connect),
    recordings: teamsRecordings(connect),
  }
}

function isAmong(hosts: readonly { userId: string; upn: string }[], { userKey, email }: Instructor): boolean {
  return hosts.some(
    ({ userId, upn }) => userId === userKey || (upn !== '' && upn.toLowerCase() === email.toLowerCase()),
  )
}
