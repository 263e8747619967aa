import {
  GotoError,
  WEBINAR_SUBJECT_MAX,
  type Webinar,
  type WebinarBody,
  type WebinarUpdate,
} from '@lectern/goto-client'
import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { ConferencingProvider, Connection, Instructor, ProviderRoom, StartLinks } from '../provider.ts'
import { GOTO_APP_ID } from './app-id.ts'
import { findingsOf } from './check.ts'
import { type Connect, hostOf } from './connect.ts'
import { coorganizerOf, different, GOTO_OPTIONS, hasWebinarHosts, putWebinarHosts } from './coorganizers.ts'
import { webinarEngagement } from './engagement.ts'
import { deleted, translated } from './errors.ts'
import { webinarHints } from './hints.ts'
import { webinarRecordings } from './recordings.ts'
import { toRegistrant } from './registrant.ts'
import { webinarReports } from './reports.ts'
import {
  cut,
  DESCRIPTION_MAX,
  hasMarker,
  isMoved,
  isSameSecond,
  options,
  timesFor,
  withMarker,
} from './room-text.ts'

const DAY_MS = 86_400_000
/** Planned webinars lie in this span. GoTo wants both ends. */
const LOOK_BACK_MS = 2 * DAY_MS
const LOOK_AHEAD_MS = 5 * 366 * DAY_MS

/** Lectern mails learners itself. */
const NO_MAILS = {
  confirmationEmail: { enabled: false },
  reminderEmail: { enabled: false },
  absenteeFollowUpEmail: { enabled: false },
  attendeeFollowUpEmail: { enabled: false, includeCertificate: false },
}

/** GoTo Webinar: learners are registered and have links of their own. The marker is the end of the description. */
export function createWebinarProvider(
  connect: Connect,
  now: () => Date,
  requestsPerSecond: number | undefined,
): ConferencingProvider {
  const refOf = (connection: Connection, webinarKey: string) => ({
    organizerKey: hostOf(connection).userKey,
    webinarKey,
  })
  return {
    appId: GOTO_APP_ID,
    sessionType: 'webinar',
    capabilities: {
      subjectMaxLength: WEBINAR_SUBJECT_MAX,
      start: 'sign-in',
      roomsPerOrganizer: undefined,
      requestsPerSecond,
      options: GOTO_OPTIONS,
    },

    checkAccount: (connection, call) =>
      findingsOf(() =>
        connect(connection, call).webinars.list(
          {
            organizerKey: hostOf(connection).userKey,
            fromTime: now(),
            toTime: new Date(now().getTime() + DAY_MS),
          },
          options(call),
        ),
      ),

    rooms: {
      life: 'kept',
      identity: 'marker',
      canAdopt: true,
      createRoom: (connection, spec, marker, call) =>
        translated(async () => {
          const { webinars } = connect(connection, call)
          const body = toBody(spec, marker, now())
          const { webinarKey } = await webinars.create(
            { organizerKey: hostOf(connection).userKey, body },
            options(call),
          )
          // The number of seats is worth a call, but not a failure: the webinar is there.
          const made = await webinars.get(refOf(connection, webinarKey), options(call)).catch(() => undefined)
          return { key: webinarKey, spec, joinUrl: undefined, seats: made?.registrationLimit }
        }),

      findByMarker: (connection, marker, call) =>
        translated(async () => {
          const planned = await listPlanned(connect, connection, now(), call)
          return planned.filter((webinar) => hasMarker(webinar.description, marker)).map(toRoom)
        }),

      listRooms: (connection, call) =>
        translated(async () => (await listPlanned(connect, connection, now(), call)).map(toRoom)),

      differences: (connection, key, spec, marker, call) =>
        translated(async () => {
          const { webinars } = connect(connection, call)
          const webinar = await webinars.get(refOf(connection, key), options(call))
          const asked = { ordered: spec.options, startedBy: spec.startedBy, call }
          const wanted = toBody(spec, marker, now())
          const [time] = webinar.times
          const isElsewhere = isMoved(spec, { start: time?.startTime, end: time?.endTime }, now())
          return [
            ...(webinar.subject === wanted.subject ? [] : (['subject'] as const)),
            ...(webinar.description === wanted.description ? [] : (['description'] as const)),
            ...(isElsewhere || webinar.timeZone !== spec.timeZone ? (['times'] as const) : []),
            ...different(await hasWebinarHosts(webinars, refOf(connection, key), asked)),
          ]
        }),

      getRoom: (connection, key, call) =>
        translated(async () =>
          toRoom(await connect(connection, call).webinars.get(refOf(connection, key), options(call))),
        ),

      updateRoom: (connection, key, spec, marker, call) =>
        translated(async () => {
          const { webinars } = connect(connection, call)
          const ref = refOf(connection, key)
          const before = await webinars.get(ref, options(call))
          const change = differenceOf(before, toBody(spec, marker, now()), spec, now())
          if (Object.keys(change).length > 0) {
            await webinars.update(ref, change, { ...options(call), notifyParticipants: false })
            assertTaken(await webinars.get(ref, options(call)), change)
          }
          const asked = { ordered: spec.options, startedBy: spec.startedBy, call }
          const refused = await putWebinarHosts(webinars, ref, asked)
          return { key, spec, joinUrl: undefined, seats: before.registrationLimit, refused }
        }),

      deleteRoom: (connection, key, call) =>
        deleted(() =>
          connect(connection, call).webinars.delete(refOf(connection, key), {
            ...options(call),
            sendCancellationEmails: false,
          }),
        ),
    },

    join: {
      kind: 'registered',
      register: (connection, roomKey, learner, call) =>
        translated(async () => {
          const { registrants } = connect(connection, call).webinars
          const ref = refOf(connection, roomKey)
          const body = toRegistrant(learner)
          const made = await registrants.create(ref, body, options(call))
          return { key: made.registrantKey, email: body.email, joinUrl: made.joinUrl || undefined }
        }),
      unregister: (connection, roomKey, registrantKey, call) =>
        deleted(() =>
          connect(connection, call).webinars.registrants.delete(
            { ...refOf(connection, roomKey), registrantKey },
            options(call),
          ),
        ),
      listRegistrations: (connection, roomKey, call) =>
        translated(async () => {
          const ref = refOf(connection, roomKey)
          const all = await connect(connection, call).webinars.registrants.list(ref, options(call))
          return all.map(({ registrantKey, email, joinUrl }) => ({ key: registrantKey, email, joinUrl }))
        }),
    },

    start: {
      startLinks: (connection, { key }, instructor, call) =>
        translated(() => startLinks(connect, connection, refOf(connection, key), instructor, call)),
    },

    // Documented: `inSession`. A session, and who was in it, exists only after the end.
    running: {
      isRunning: (connection, key, call) =>
        translated(async () => {
          const webinar = await connect(connection, call).webinars.get(refOf(connection, key), options(call))
          return webinar.inSession === true
        }),
    },

    attendance: webinarReports(connect),
    engagement: webinarEngagement(connect),
    hints: webinarHints(connect),

    recordings: webinarRecordings(connect),
  }
}

/**
 * A webinar has no link that opens it without a sign-in. Its connection signs in; another user of the account
 * becomes a co-organizer who may start it; anybody else comes in with a co-organizer's rights once it is open.
 */
async function startLinks(
  connect: Connect,
  connection: Connection,
  ref: { organizerKey: string; webinarKey: string },
  instructor: Instructor,
  call: Parameters<Connect>[1],
): Promise<StartLinks> {
  const { webinars } = connect(connection, call)
  if (instructor.userKey === hostOf(connection).userKey) {
    const { startUrl } = await webinars.startUrl(ref.webinarKey, options(call))
    return { url: startUrl, needs: 'own-sign-in' }
  }
  const present = (await webinars.hosts.coorganizers(ref, options(call))).find(
    (host) => host.email?.toLowerCase() === instructor.email.toLowerCase(),
  )
  const body = coorganizerOf(instructor)
  const host = present ?? (await webinars.hosts.addCoorganizers(ref, [body], options(call)))[0]
  if (!host?.joinLink)
    throw new GotoError('GoTo gave no link for the co-organizer', { kind: 'unexpected-response' })
  if (!host.external) return { url: host.joinLink, needs: 'own-sign-in' }
  const { startUrl } = await webinars.startUrl(ref.webinarKey, options(call))
  return { url: startUrl, needs: 'organizer-sign-in', coHostUrl: host.joinLink }
}

function listPlanned(
  connect: Connect,
  connection: Connection,
  now: Date,
  call: Parameters<Connect>[1],
): Promise<Webinar[]> {
  const span = {
    organizerKey: hostOf(connection).userKey,
    fromTime: new Date(now.getTime() - LOOK_BACK_MS),
    toTime: new Date(now.getTime() + LOOK_AHEAD_MS),
  }
  return connect(connection, call).webinars.list(span, options(call))
}

type SingleWebinar = Extract<WebinarBody, { times: unknown }>

function toBody(spec: RoomSpec, marker: string, now: Date): SingleWebinar {
  const { start, end } = timesFor(spec, now)
  return {
    subject: cut(spec.subject, WEBINAR_SUBJECT_MAX),
    description: withMarker(spec.description, marker, DESCRIPTION_MAX, '\n\n'),
    times: [{ startTime: start, endTime: end }],
    timeZone: spec.timeZone,
    type: 'single_session',
    emailSettings: NO_MAILS,
  }
}

/** What has to be sent so that a webinar becomes what is wanted. A start that has passed is left alone. */
function differenceOf(before: Webinar, wanted: SingleWebinar, spec: RoomSpec, now: Date): WebinarUpdate {
  const [old] = before.times
  const [asked] = wanted.times
  const change: WebinarUpdate = {}
  if (before.subject !== wanted.subject && wanted.subject) change.subject = wanted.subject
  if (before.description !== wanted.description) change.description = wanted.description ?? ''
  if (!asked) return change
  const hasBegun = Date.parse(spec.startsAt) <= now.getTime() && old !== undefined && old.startTime <= now
  const startTime = hasBegun ? old.startTime : asked.startTime
  const isMoved = !isSameSecond(old?.startTime, startTime) || !isSameSecond(old?.endTime, asked.endTime)
  const isRezoned = before.timeZone !== wanted.timeZone
  if (isMoved || isRezoned) {
    change.times = [{ startTime, endTime: asked.endTime }]
    if (wanted.timeZone) change.timeZone = wanted.timeZone
  }
  return change
}

/** GoTo may accept an update (202) and drop a part of it: what was sent is compared with what is there. */
function assertTaken(webinar: Webinar, sent: WebinarUpdate): void {
  const [time] = sent.times ?? []
  const dropped = [
    sent.subject !== undefined && webinar.subject !== sent.subject && 'subject',
    sent.description !== undefined && webinar.description !== sent.description && 'description',
    time && !isSameSecond(webinar.times[0]?.startTime, time.startTime) && 'start',
    time && !isSameSecond(webinar.times[0]?.endTime, time.endTime) && 'end',
    sent.timeZone !== undefined && webinar.timeZone !== sent.timeZone && 'time zone',
  ].filter(Boolean)
  if (dropped.length === 0) return
  throw new ProviderError('unexpected-response', {
    provider: 'GoTo',
    detail: `the webinar kept its old ${dropped.join(', ')}`,
  })
}

function toRoom(webinar: Webinar): ProviderRoom {
  const [time] = webinar.times
  return {
    key: webinar.webinarKey,
    spec: {
      subject: webinar.subject ?? '',
      description: webinar.description ?? '',
      startsAt: time?.startTime.toISOString() ?? '',
      endsAt: time?.endTime.toISOString() ?? '',
      timeZone: webinar.timeZone ?? 'UTC',
    },
    joinUrl: undefined,
    seats: webinar.registrationLimit,
  }
}
