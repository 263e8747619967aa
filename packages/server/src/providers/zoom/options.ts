import { type RoomBody, type RoomKind, type Zoom, ZoomError, type ZoomRoom } from '@lectern/zoom-client'
import type { RoomOption } from '../../domain/room-options.ts'
import type { Call, OrderedOptions } from '../provider.ts'
import { options as callOptions } from './connect.ts'

/** Documented settings of rooms. Captions are the account's own, and a webinar has neither waiting room nor groups. */
export const ZOOM_OPTIONS: Readonly<Record<RoomKind, readonly RoomOption[]>> = {
  meeting: [
    'lobby',
    'passcode',
    'muteOnEntry',
    'recording',
    'interpretation',
    'alternativeHosts',
    'breakoutGroups',
  ],
  webinar: ['passcode', 'recording', 'interpretation', 'alternativeHosts'],
}

type Settings = Readonly<Record<string, unknown>>

/** An order by Zoom's names: each option with what is sent for it, and how it is found in a room. */
interface Wanted {
  readonly isAsOrdered: (room: ZoomRoom) => boolean
  readonly body: Pick<RoomBody, 'password' | 'settings'>
}

/**
 * What is sent so that a room has the options that differ. Of alternative hosts only licensed users of the account are
 * asked for (documented): one who is none has the whole call refused.
 *
 * @param room undefined = it is about to be made: all are sent
 */
export async function optionsBody(
  zoom: Zoom,
  ordered: OrderedOptions | undefined,
  room: ZoomRoom | undefined,
  call: Call,
): Promise<Pick<RoomBody, 'password' | 'settings'>> {
  const wanted = await wantedOf(zoom, ordered, call)
  const different = room ? differencesOf(wanted, room) : (Object.keys(wanted) as RoomOption[])
  const bodies = different.flatMap((option) => wanted[option]?.body ?? [])
  const settings = Object.assign({}, ...bodies.map((body) => body.settings))
  return {
    ...Object.assign({}, ...bodies.map(({ settings: _, ...body }) => body)),
    ...(Object.keys(settings).length > 0 && { settings }),
  }
}

/** The options in which a room is not as it was ordered. */
export async function optionDifferences(
  zoom: Zoom,
  ordered: OrderedOptions | undefined,
  room: ZoomRoom,
  call: Call,
): Promise<RoomOption[]> {
  return differencesOf(await wantedOf(zoom, ordered, call), room)
}

type WantedOptions = { readonly [option in RoomOption]?: Wanted }

function differencesOf(wanted: WantedOptions, room: ZoomRoom): RoomOption[] {
  return (Object.keys(wanted) as RoomOption[]).filter((option) => !wanted[option]?.isAsOrdered(room))
}

async function wantedOf(zoom: Zoom, ordered: OrderedOptions = {}, call: Call): Promise<WantedOptions> {
  const { lobby, passcode, muteOnEntry, recording, interpretation, alternativeHosts, breakoutGroups } =
    ordered
  const flag = (name: string, value: boolean): Wanted => ({
    isAsOrdered: ({ settings }) => (settings[name] === true) === value,
    body: { settings: { [name]: value } },
  })
  return {
    ...(lobby !== undefined && { lobby: flag('waiting_room', lobby) }),
    ...(passcode !== undefined && {
      passcode: { isAsOrdered: ({ password }) => password === passcode, body: { password: passcode } },
    }),
    ...(muteOnEntry !== undefined && { muteOnEntry: flag('mute_upon_entry', muteOnEntry) }),
    ...(recording !== undefined && { recording: recordingOf(recording) }),
    ...(interpretation !== undefined && {
      interpretation: {
        isAsOrdered: ({ settings }) => isEnabled(settings, 'language_interpretation') === interpretation,
        body: { settings: { language_interpretation: { enable: interpretation } } },
      },
    }),
    ...(alternativeHosts && {
      alternativeHosts: hostsOf(await licensed(zoom, alternativeHosts, call)),
    }),
    ...(breakoutGroups && { breakoutGroups: groupsOf(breakoutGroups) }),
  }
}

/** In the cloud, from where it is fetched. */
function recordingOf(isWanted: boolean): Wanted {
  const value = isWanted ? 'cloud' : 'none'
  return {
    isAsOrdered: ({ settings }) => (settings.auto_recording ?? 'none') === value,
    body: { settings: { auto_recording: value } },
  }
}

function hostsOf(emails: readonly string[]): Wanted {
  const wanted = emails.join(';')
  return {
    isAsOrdered: ({ settings }) => addressesOf(settings.alternative_hosts).join(';') === wanted,
    body: { settings: { alternative_hosts: wanted } },
  }
}

function groupsOf(groups: NonNullable<OrderedOptions['breakoutGroups']>): Wanted {
  const rooms = groups.map(({ name, people }) => ({
    name: name.slice(0, GROUP_NAME_MAX),
    participants: people.map(({ email }) => email.toLowerCase()).sort(),
  }))
  const enable = rooms.length > 0
  return {
    isAsOrdered: ({ settings }) =>
      enable ? sameGroups(settings.breakout_room, rooms) : !isEnabled(settings, 'breakout_room'),
    body: { settings: { breakout_room: enable ? { enable, rooms } : { enable } } },
  }
}

/** Documented: names of breakout rooms. */
const GROUP_NAME_MAX = 32

function isEnabled(settings: Settings, name: string): boolean {
  const value = settings[name]
  return typeof value === 'object' && value !== null && 'enable' in value && value.enable === true
}

function sameGroups(kept: unknown, rooms: readonly { name: string; participants: string[] }[]): boolean {
  const { enable, rooms: found } = (kept ?? {}) as { enable?: unknown; rooms?: unknown }
  if (enable !== true || !Array.isArray(found)) return false
  const text = found.map(({ name, participants }: { name?: unknown; participants?: unknown }) => ({
    name: String(name ?? ''),
    participants: Array.isArray(participants)
      ? participants.map((email) => String(email).toLowerCase()).sort()
      : [],
  }))
  return JSON.stringify(text) === JSON.stringify(rooms)
}

/** Documented: addresses with `;` or `,` between them. */
function addressesOf(text: unknown): string[] {
  return String(text ?? '')
    .split(/[;,]/)
    .map((email) => email.trim().toLowerCase())
    .filter((email) => email !== '')
    .sort()
}

/** Those who are licensed users of the account, by their addresses, in order. */
async function licensed(
  zoom: Zoom,
  hosts: NonNullable<OrderedOptions['alternativeHosts']>,
  call: Call,
): Promise<string[]> {
  const known: string[] = []
  for (const { email } of hosts) if (await isLicensedUser(zoom, email, call)) known.push(email.toLowerCase())
  return known.sort()
}

async function isLicensedUser(zoom: Zoom, email: string, call: Call): Promise<boolean> {
  try {
    const user = await zoom.user(email, callOptions(call))
    return user.isLicensed && user.isActive
  } catch (error) {
    if (error instanceof ZoomError && error.kind === 'not-found') return false
    throw error
  }
}
