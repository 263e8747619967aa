import type { Kind, Room } from './model.ts'
import type { FieldRefusal } from './wire.ts'
import type { World } from './world.ts'

/** What a body says of a room; what it leaves out is left out. */
export type RoomFields = Partial<
  Pick<Room, 'topic' | 'agenda' | 'type' | 'startsAt' | 'duration' | 'timezone' | 'password' | 'settings'>
> & {
  /** Address or id of who shall host. */
  scheduleFor?: string
}

const TOPIC_MAX = 200
const AGENDA_MAX = 2000
/** Documented types: meetings 1, 2, 3, 8; webinars 5, 6, 9. */
const TYPES: Readonly<Record<Kind, readonly number[]>> = { meeting: [1, 2, 3, 8], webinar: [5, 6, 9] }

/** Settings that are known, and what each may be. What is not known is taken, and dropped in silence (read). */
const SETTINGS: Readonly<Record<string, readonly unknown[] | 'boolean' | 'text' | 'object'>> = {
  allow_multiple_devices: 'boolean',
  alternative_hosts: 'text',
  alternative_hosts_email_notification: 'boolean',
  approval_type: [0, 1, 2],
  audio: ['both', 'telephony', 'voip', 'thirdParty'],
  auto_recording: ['local', 'cloud', 'none'],
  breakout_room: 'object',
  close_registration: 'boolean',
  custom_keys: 'object',
  email_notification: 'boolean',
  host_video: 'boolean',
  jbh_time: [0, 5, 10, 15],
  language_interpretation: 'object',
  join_before_host: 'boolean',
  meeting_authentication: 'boolean',
  mute_upon_entry: 'boolean',
  participant_video: 'boolean',
  panelists_video: 'boolean',
  practice_session: 'boolean',
  private_meeting: 'boolean',
  registrants_confirmation_email: 'boolean',
  registrants_email_notification: 'boolean',
  registration_type: [1, 2, 3],
  show_share_button: 'boolean',
  use_pmi: 'boolean',
  waiting_room: 'boolean',
}

/** Assumed: what the account's settings are where nobody says otherwise. */
const USUAL: Readonly<Record<Kind, Readonly<Record<string, unknown>>>> = {
  meeting: {
    host_video: false,
    participant_video: false,
    join_before_host: false,
    jbh_time: 0,
    mute_upon_entry: false,
    use_pmi: false,
    approval_type: 2,
    registration_type: 1,
    audio: 'both',
    auto_recording: 'none',
    alternative_hosts: '',
    alternative_hosts_email_notification: true,
    allow_multiple_devices: false,
    close_registration: false,
    show_share_button: true,
    registrants_confirmation_email: true,
    registrants_email_notification: true,
    email_notification: true,
    meeting_authentication: false,
    waiting_room: true,
    private_meeting: false,
  },
  webinar: {
    host_video: false,
    panelists_video: false,
    practice_session: false,
    approval_type: 2,
    registration_type: 1,
    audio: 'both',
    auto_recording: 'none',
    alternative_hosts: '',
    allow_multiple_devices: false,
    close_registration: false,
    show_share_button: true,
    registrants_confirmation_email: true,
    registrants_email_notification: true,
    meeting_authentication: false,
  },
}

export function usualSettings(kind: Kind): Record<string, unknown> {
  return { ...USUAL[kind] }
}

/** What a new room is made of. @returns refusals where a field breaks a rule */
export function readRoom(kind: Kind, body: unknown): RoomFields | FieldRefusal[] {
  const fields = body as Record<string, unknown> | undefined
  if (typeof fields !== 'object' || fields === null) return [{ field: 'body', message: 'Invalid JSON.' }]
  const refusals: FieldRefusal[] = []
  const refuse = (field: string, message = 'Invalid field.') => refusals.push({ field, message })
  const read: RoomFields = {}

  const { topic, agenda, type, duration, timezone, password, settings } = fields
  if (topic !== undefined) {
    if (typeof topic === 'string' && topic !== '' && topic.length <= TOPIC_MAX) read.topic = topic
    else refuse('topic', `Topic cannot be more than ${TOPIC_MAX} characters.`)
  }
  if (agenda !== undefined) {
    if (typeof agenda === 'string' && agenda.length <= AGENDA_MAX) read.agenda = agenda
    else refuse('agenda', `Agenda cannot be more than ${AGENDA_MAX} characters.`)
  }
  if (type !== undefined) {
    if (typeof type === 'number' && TYPES[kind].includes(type)) read.type = type
    else refuse('type')
  }
  if (duration !== undefined) {
    if (Number.isInteger(duration) && Number(duration) > 0) read.duration = Number(duration)
    else refuse('duration')
  }
  if (timezone !== undefined) {
    if (typeof timezone === 'string' && isZone(timezone)) read.timezone = timezone
    else refuse('timezone')
  }
  if (password !== undefined) {
    if (typeof password === 'string' && /^[\w@*-]{0,10}$/.test(password)) read.password = password
    else refuse('password', 'Password must be 10 characters at most, of [a-z A-Z 0-9 @ - _ *].')
  }
  if (fields.start_time !== undefined) {
    const startsAt = readStart(fields.start_time, read.timezone ?? 'UTC')
    if (startsAt === undefined) refuse('start_time')
    else read.startsAt = startsAt
  }
  const { schedule_for: scheduleFor } = fields
  if (scheduleFor !== undefined) {
    if (typeof scheduleFor === 'string') read.scheduleFor = scheduleFor
    else refuse('schedule_for')
  }
  if (settings !== undefined) {
    const known = readSettings(settings, refuse)
    if (known) read.settings = known
  }
  return refusals.length > 0 ? refusals : read
}

function readSettings(
  settings: unknown,
  refuse: (field: string) => void,
): Record<string, unknown> | undefined {
  if (typeof settings !== 'object' || settings === null) return void refuse('settings')
  const known: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(settings)) {
    const rule = SETTINGS[name]
    if (rule === undefined) continue
    const fits =
      rule === 'boolean' || rule === 'object'
        ? typeof value === rule
        : rule === 'text'
          ? typeof value === 'string'
          : rule.includes(value)
    if (fits) known[name] = value
    else refuse(`settings.${name}`)
  }
  return known
}

/** Read: what the account's administrator locks wins, and a host without a licence can't ask for registration. */
export function settle(world: World, room: Room): void {
  const locked = world.behavior.lockedSettings.split(',').filter((name) => name !== '')
  for (const name of locked) room.settings[name] = LOCKED[name] ?? false
  if (world.findUser(room.hostId)?.type === 1) room.settings.approval_type = 2
  // Documented: a waiting room lets nobody in before the host.
  if (room.settings.waiting_room === true) room.settings.join_before_host = false
}

const LOCKED: Readonly<Record<string, unknown>> = {
  waiting_room: true,
  auto_recording: 'cloud',
  approval_type: 2,
  mute_upon_entry: true,
  meeting_authentication: true,
}

/**
 * An instant: with a Z it is UTC and the zone is what is shown; without, it is a time in the zone.
 *
 * @returns undefined for what is none
 */
function readStart(text: unknown, timezone: string): number | undefined {
  if (typeof text !== 'string') return undefined
  const match = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z?)$/.exec(text)
  if (!match) return undefined
  const asUtc = Date.parse(`${text.slice(0, 19)}Z`)
  if (Number.isNaN(asUtc) || match[1] === 'Z') return Number.isNaN(asUtc) ? undefined : asUtc
  const guess = asUtc - offsetOf(asUtc, timezone)
  return asUtc - offsetOf(guess, timezone)
}

/** How far a zone is before UTC at an instant. */
function offsetOf(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at)
  return Date.parse(`${parts.replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}
