import type { MeetingChange, Teams, TeamsMeeting, TeamsParticipant } from '@lectern/teams-client'
import type { RoomOption } from '../../domain/room-options.ts'
import type { AlternativeHost, Call, OrderedOptions } from '../provider.ts'
import { isGone } from '../service-errors.ts'
import { options } from './connect.ts'

/**
 * A passcode is Microsoft's own and stays as it was made; muting, captions, interpreters and groups are not open to programs.
 */
export const TEAMS_OPTIONS: readonly RoomOption[] = ['lobby', 'recording', 'alternativeHosts']

/** An option: whether a meeting has it as it was ordered, and what is sent so that it does. */
interface Wanted {
  readonly isAsOrdered: (meeting: TeamsMeeting) => boolean
  readonly change: (meeting: TeamsMeeting) => MeetingChange
}
type WantedOptions = { readonly [option in RoomOption]?: Wanted }

/** @param reach the client, and whose meeting it is: who organizes is no co-organizer */
export async function wantedOf(
  { teams, organizer }: { teams: Teams; organizer: string },
  { lobby, recording, alternativeHosts }: OrderedOptions = {},
  call: Call,
): Promise<WantedOptions> {
  return {
    ...(lobby !== undefined && { lobby: lobbyOf(lobby) }),
    ...(recording !== undefined && { recording: recordingOf(recording) }),
    ...(alternativeHosts && {
      alternativeHosts: coorganizersOf(
        (await known(teams, alternativeHosts, call)).filter((id) => id !== organizer),
      ),
    }),
  }
}

/** The options in which a meeting is not as it was ordered. */
export function differencesOf(wanted: WantedOptions, meeting: TeamsMeeting): RoomOption[] {
  return TEAMS_OPTIONS.filter((option) => wanted[option]?.isAsOrdered(meeting) === false)
}

/** What is sent for those that differ. */
export function changeOf(wanted: WantedOptions, meeting: TeamsMeeting): MeetingChange {
  const changes = differencesOf(wanted, meeting).flatMap((option) => wanted[option]?.change(meeting) ?? [])
  const settings = Object.assign({}, ...changes.map((change) => change.settings))
  return { ...Object.assign({}, ...changes), ...(Object.keys(settings).length > 0 && { settings }) }
}

/** With a lobby even people of the tenant wait, until the organizer or a co-organizer lets them in. */
function lobbyOf(isWanted: boolean): Wanted {
  const scope = isWanted ? 'organizer' : 'everyone'
  return {
    isAsOrdered: ({ lobbyBypass }) => lobbyBypass === scope,
    change: () => ({
      settings: { lobbyBypassSettings: { scope, isDialInBypassEnabled: !isWanted } },
    }),
  }
}

function recordingOf(isWanted: boolean): Wanted {
  return {
    isAsOrdered: ({ recordsAutomatically }) => recordsAutomatically === isWanted,
    change: () => ({ settings: { recordAutomatically: isWanted } }),
  }
}

/** Others whom somebody gave a role stay: the list is sent as a whole. */
function coorganizersOf(ids: readonly string[]): Wanted {
  const others = ({ attendees }: TeamsMeeting) => attendees.filter(({ role }) => role !== 'coorganizer')
  const wanted = ids.map((userId): TeamsParticipant => ({ userId, upn: '', role: 'coorganizer' }))
  return {
    isAsOrdered: ({ attendees }) =>
      attendees
        .filter(({ role }) => role === 'coorganizer')
        .map(({ userId }) => userId)
        .sort()
        .join() === [...ids].sort().join(),
    change: (meeting) => ({ attendees: [...others(meeting), ...wanted] }),
  }
}

/** Object ids of those who are users of the tenant: nobody else can lead (documented). */
async function known(teams: Teams, hosts: readonly AlternativeHost[], call: Call): Promise<string[]> {
  const ids = new Set<string>()
  for (const { userKey, email } of hosts) {
    const id = userKey ?? (await findUser(teams, email, call))
    if (id !== undefined) ids.add(id)
  }
  return [...ids]
}

async function findUser(teams: Teams, email: string, call: Call): Promise<string | undefined> {
  try {
    const { id, isActive } = await teams.user(email, options(call))
    return isActive ? id : undefined
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}
