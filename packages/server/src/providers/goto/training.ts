import { GotoError, type Training } from '@lectern/goto-client'
import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { ConferencingProvider, Connection, ProviderRoom } from '../provider.ts'
import { GOTO_APP_ID } from './app-id.ts'
import { findingsOf } from './check.ts'
import { type Connect, hostOf } from './connect.ts'
import { different, GOTO_OPTIONS, hasTrainingHosts, putTrainingHosts } from './coorganizers.ts'
import { deleted, isGone, translated } from './errors.ts'
import { trainingRecordings } from './recordings.ts'
import { toRegistrant } from './registrant.ts'
import { trainingReports } from './reports.ts'
import {
  cut,
  DESCRIPTION_MAX,
  hasMarker,
  isMoved,
  isSameSecond,
  options,
  TRAINING_NAME_MAX,
  timesFor,
  withMarker,
} from './room-text.ts'

/** Lectern mails learners itself, and who is not mailed shall not register by GoTo's pages either. */
const NO_MAILS = { disableConfirmationEmail: true, disableWebRegistration: true }

/** GoTo Training: learners are registered; an organizer has one training at a time. The marker is the end of the description. */
export function createTrainingProvider(
  connect: Connect,
  now: () => Date,
  requestsPerSecond: number | undefined,
): ConferencingProvider {
  const refOf = (connection: Connection, trainingKey: string) => ({
    organizerKey: hostOf(connection).userKey,
    trainingKey,
  })
  return {
    appId: GOTO_APP_ID,
    sessionType: 'training',
    capabilities: {
      subjectMaxLength: TRAINING_NAME_MAX,
      start: 'host-link',
      roomsPerOrganizer: 1,
      requestsPerSecond,
      options: GOTO_OPTIONS,
    },

    checkAccount: (connection, call) =>
      findingsOf(() => connect(connection, call).trainings.list(hostOf(connection).userKey, options(call))),

    rooms: {
      life: 'kept',
      identity: 'marker',
      canAdopt: true,
      createRoom: (connection, spec, marker, call) =>
        translated(async () => {
          const { start, end } = timesFor(spec, now())
          const { trainingKey } = await connect(connection, call).trainings.create(
            {
              organizerKey: hostOf(connection).userKey,
              body: {
                ...textsOf(spec, marker),
                timeZone: spec.timeZone,
                times: [{ startDate: start, endDate: end }],
                registrationSettings: NO_MAILS,
              },
            },
            options(call),
          )
          return { key: trainingKey, spec, joinUrl: undefined }
        }),

      findByMarker: (connection, marker, call) =>
        translated(async () => {
          const planned = await connect(connection, call).trainings.list(
            hostOf(connection).userKey,
            options(call),
          )
          return planned.filter((training) => hasMarker(training.description, marker)).map(toRoom)
        }),

      listRooms: (connection, call) =>
        translated(async () =>
          (await connect(connection, call).trainings.list(hostOf(connection).userKey, options(call))).map(
            toRoom,
          ),
        ),

      differences: (connection, key, spec, marker, call) =>
        translated(async () => {
          const { trainings } = connect(connection, call)
          const training = await trainings.get(refOf(connection, key), options(call))
          const asked = { ordered: spec.options, call }
          const wanted = textsOf(spec, marker)
          const [time] = training.times
          const isElsewhere = isMoved(spec, { start: time?.startDate, end: time?.endDate }, now())
          return [
            ...(training.name === wanted.name ? [] : (['subject'] as const)),
            ...(training.description === wanted.description ? [] : (['description'] as const)),
            ...(isElsewhere || training.timeZone !== spec.timeZone ? (['times'] as const) : []),
            ...different(await hasTrainingHosts(trainings, refOf(connection, key), asked)),
          ]
        }),

      getRoom: (connection, key, call) =>
        translated(async () =>
          toRoom(await connect(connection, call).trainings.get(refOf(connection, key), options(call))),
        ),

      // GoTo has a call of its own for each part, and each can fail alone: the next try sends what is left.
      updateRoom: (connection, key, spec, marker, call) =>
        translated(async () => {
          const { trainings } = connect(connection, call)
          const ref = refOf(connection, key)
          const before = await trainings.get(ref, options(call))
          const texts = textsOf(spec, marker)
          if (before.name !== texts.name || before.description !== texts.description)
            await trainings.updateNameDescription(ref, texts, options(call))
          const times = timesToSend(before, spec, now())
          if (times) {
            const tellsNobody = { notifyRegistrants: false, notifyTrainers: false }
            await trainings.updateTimes(
              ref,
              { timeZone: spec.timeZone, times, ...tellsNobody },
              options(call),
            )
          }
          const { disableConfirmationEmail, disableWebRegistration } = before.registrationSettings
          if (!disableConfirmationEmail || !disableWebRegistration)
            await trainings.updateRegistrationSettings(ref, NO_MAILS, options(call))
          assertTaken(await trainings.get(ref, options(call)), texts, times, spec)
          const refused = await putTrainingHosts(trainings, ref, { ordered: spec.options, call })
          return { key, spec, joinUrl: undefined, refused }
        }),

      deleteRoom: (connection, key, call) =>
        deleted(async () => {
          const { trainings } = connect(connection, call)
          const ref = refOf(connection, key)
          try {
            await trainings.delete(ref, options(call))
          } catch (error) {
            // Seen: one that is gone is refused as an invalid request. Only a look tells.
            const isRefused = error instanceof GotoError && error.kind === 'rejected'
            if (!isRefused || !(await isMissing(() => trainings.get(ref, options(call))))) throw error
          }
        }),
    },

    join: {
      kind: 'registered',
      register: (connection, roomKey, learner, call) =>
        translated(async () => {
          const { email, firstName: givenName, lastName: surname } = toRegistrant(learner)
          const made = await connect(connection, call).trainings.registrants.create(
            refOf(connection, roomKey),
            { email, givenName, surname },
            options(call),
          )
          return { key: made.registrantKey, email, joinUrl: made.joinUrl || undefined }
        }),
      unregister: (connection, roomKey, registrantKey, call) =>
        deleted(() =>
          connect(connection, call).trainings.registrants.delete(
            { ...refOf(connection, roomKey), registrantKey },
            options(call),
          ),
        ),
      listRegistrations: (connection, roomKey, call) =>
        translated(async () => {
          const ref = refOf(connection, roomKey)
          const all = await connect(connection, call).trainings.registrants.list(ref, options(call))
          return all.map(({ registrantKey, email, joinUrl }) => ({ key: registrantKey, email, joinUrl }))
        }),
    },

    start: {
      startLinks: (connection, { key }, _instructor, call) =>
        translated(async () => {
          const { hostURL } = await connect(connection, call).trainings.start(key, options(call))
          return { url: hostURL, needs: 'nothing' }
        }),
    },

    attendance: trainingReports(connect),

    recordings: trainingRecordings(connect),
  }
}

function textsOf(spec: RoomSpec, marker: string): { name: string; description: string } {
  return {
    name: cut(spec.subject, TRAINING_NAME_MAX),
    description: withMarker(spec.description, marker, DESCRIPTION_MAX, '\n\n'),
  }
}

/** The times that have to be sent, or undefined. A start that has passed is left alone. */
function timesToSend(before: Training, spec: RoomSpec, now: Date) {
  const [old] = before.times
  const { start, end } = timesFor(spec, now)
  const hasBegun = Date.parse(spec.startsAt) <= now.getTime() && old !== undefined && old.startDate <= now
  const startDate = hasBegun ? old.startDate : start
  const isSame =
    before.timeZone === spec.timeZone &&
    isSameSecond(old?.startDate, startDate) &&
    isSameSecond(old?.endDate, end)
  return isSame ? undefined : [{ startDate, endDate: end }]
}

function assertTaken(
  training: Training,
  texts: { name: string; description: string },
  times: ReturnType<typeof timesToSend>,
  spec: RoomSpec,
): void {
  const [time] = times ?? []
  const dropped = [
    training.name !== texts.name && 'name',
    training.description !== texts.description && 'description',
    time && !isSameSecond(training.times[0]?.startDate, time.startDate) && 'start',
    time && !isSameSecond(training.times[0]?.endDate, time.endDate) && 'end',
    time && training.timeZone !== spec.timeZone && 'time zone',
  ].filter(Boolean)
  if (dropped.length === 0) return
  throw new ProviderError('unexpected-response', {
    provider: 'GoTo',
    detail: `the training kept its old ${dropped.join(', ')}`,
  })
}

async function isMissing(get: () => Promise<unknown>): Promise<boolean> {
  try {
    await get()
    return false
  } catch (error) {
    return isGone(error)
  }
}

function toRoom(training: Training): ProviderRoom {
  const [time] = training.times
  return {
    key: training.trainingKey,
    spec: {
      subject: training.name ?? '',
      description: training.description ?? '',
      startsAt: time?.startDate.toISOString() ?? '',
      endsAt: time?.endDate.toISOString() ?? '',
      timeZone: training.timeZone ?? 'UTC',
    },
    joinUrl: undefined,
  }
}
