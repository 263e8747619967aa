import { SUBJECT_MAX, type TeamsMeeting } from '@lectern/teams-client'
import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { Call, KeptRooms, OrderedOptions, ProviderRoom } from '../provider.ts'
import { cut, isSameSecond } from '../room-text.ts'
import { type Connect, options, type Reach, reach } from './connect.ts'
import { deleted, translated, VENDOR } from './errors.ts'
import { changeOf, differencesOf, wantedOf } from './options.ts'

/** How every meeting is made: names stay as people typed them, since reports have nothing else of who has no account. */
const SETTINGS = { allowParticipantsToChangeName: false, isEntryExitAnnounced: false }

/**
 * Online meetings, made under an id of ours, so that a create is simply repeated. Learners have no account in the tenant: unless a
 * lobby is ordered, nobody waits to be let in. Meetings stand in no calendar, and there is no list. A
 * meeting has no description, and keeps its id and its link when it is changed.
 */
export function teamsRooms(connect: Connect): KeptRooms {
  return {
    life: 'kept',
    identity: 'own-id',
    canAdopt: true,
    findsByMaking: true,

    createRoom: (connection, spec, marker, call) =>
      translated(async () => {
        const { teams, organizer } = reach(connect, connection, call)
        const meeting = { externalId: marker, ...planOf(spec) }
        const made = await teams.createOrGet(organizer, meeting, options(call))
        return toRoom(await settled(() => settle({ teams, organizer }, made, spec.options, call)))
      }),

    // There is no other look-up by our id: one that is not there is made, and then can be deleted.
    findByMarker: (connection, marker, call) =>
      translated(async () => {
        const { teams, organizer } = reach(connect, connection, call)
        return [toRoom(await teams.createOrGet(organizer, { externalId: marker }, options(call)))]
      }),

    getRoom: (connection, key, call) =>
      translated(async () => {
        const { teams, organizer } = reach(connect, connection, call)
        return toRoom(await teams.get(organizer, key, options(call)))
      }),

    differences: (connection, key, spec, _marker, call) =>
      translated(async () => {
        const { teams, organizer } = reach(connect, connection, call)
        const meeting = await teams.get(organizer, key, options(call))
        const { subject, times } = differenceOf(meeting, spec)
        return [
          ...(subject === undefined ? [] : (['subject'] as const)),
          ...(times === undefined ? [] : (['times'] as const)),
          ...differencesOf(await wantedOf({ teams, organizer }, spec.options, call), meeting),
        ]
      }),

    updateRoom: (connection, key, spec, _marker, call) =>
      translated(async () => {
        const { teams, organizer } = reach(connect, connection, call)
        const before = await teams.get(organizer, key, options(call))
        const wanted = await wantedOf({ teams, organizer }, spec.options, call)
        const change = { ...differenceOf(before, spec), ...changeOf(wanted, before) }
        const after =
          Object.keys(change).length === 0
            ? before
            : await teams.update(organizer, key, change, options(call))
        const dropped = Object.keys(differenceOf(after, spec))
        const refused = differencesOf(wanted, after)
        if (dropped.length === 0) return { key, spec, joinUrl: after.joinUrl, refused }
        const detail = `the meeting kept its old ${dropped.join(', ')}`
        throw new ProviderError('unexpected-response', { provider: VENDOR, detail })
      }),

    deleteRoom: (connection, key, call) =>
      deleted(async () => {
        const { teams, organizer } = reach(connect, connection, call)
        await teams.delete(organizer, key, options(call))
      }),
  }

  async function settle(
    { teams, organizer }: Reach,
    meeting: TeamsMeeting,
    ordered: OrderedOptions | undefined,
    call: Call,
  ): Promise<TeamsMeeting> {
    const wanted = await wantedOf({ teams, organizer }, { lobby: false, ...ordered }, call)
    const change = changeOf(wanted, meeting)
    if (!meeting.canChangeNames && Object.keys(change).length === 0) return meeting
    const settings = { ...SETTINGS, ...change.settings }
    return teams.update(organizer, meeting.id, { ...change, settings }, options(call))
  }
}

/** What comes after a meeting was made: if it fails, there is a meeting all the same. */
async function settled<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await translated(work)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    const { cause, retryAfterMs, params } = error
    // Assumed: a meeting that was just made is not found for some seconds.
    const kind = error.kind === 'not-found' ? 'unavailable' : error.kind
    const detail = String(params.detail ?? error.message)
    throw new ProviderError(kind, { provider: VENDOR, detail }, { cause, retryAfterMs, outcomeUnknown: true })
  }
}

function planOf({ subject, startsAt, endsAt }: RoomSpec) {
  return {
    subject: cut(subject, SUBJECT_MAX),
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  }
}

/** What has to be sent so that a meeting becomes what is wanted: nothing that is so already. */
function differenceOf(before: TeamsMeeting, spec: RoomSpec) {
  const { subject, startsAt, endsAt } = planOf(spec)
  const isMoved = !isSameSecond(before.startsAt, startsAt) || !isSameSecond(before.endsAt, endsAt)
  return {
    ...(before.subject === subject ? {} : { subject }),
    ...(isMoved ? { times: { startsAt, endsAt } } : {}),
  }
}

function toRoom(meeting: TeamsMeeting): ProviderRoom {
  return {
    key: meeting.id,
    spec: {
      ...{ subject: meeting.subject, description: '', timeZone: 'UTC' },
      startsAt: meeting.startsAt?.toISOString() ?? '',
      endsAt: meeting.endsAt?.toISOString() ?? '',
    },
    joinUrl: meeting.joinUrl,
  }
}
