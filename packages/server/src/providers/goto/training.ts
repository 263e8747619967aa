import { GotoError, type Training } from '@lectern/goto-client'
import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { ConferencingProvider, Organizer, ProviderRoom } from '../provider.ts'
import { GOTO_APP_ID } from './app-id.ts'
import { findingsOf } from './check.ts'
import type { Connect } from './connect.ts'
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
  const refOf = ({ userKey }: Organizer, trainingKey: string) => ({ organizerKey: userKey, trainingKey })
  return {
    appId: GOTO_APP_ID,
    sessionType: 'training',
    capabilities: {
      keepsRooms: true,
      canAdopt: true,
      hasRegistration: true,
      subjectMaxLength: TRAINING_NAME_MAX,
      start: 'host-link',
      roomsPerOrganizer: 1,
      requestsPerSecond,
    },

    createRoom: (organizer, spec, marker, call) =>
      translated(async () => {
        const { start, end } = timesFor(spec, now())
        const { trainingKey } = await connect(organizer, call).trainings.create(
          {
            organizerKey: organizer.userKey,
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

    findByMarker: (organizer, marker, call) =>
      translated(async () => {
        const planned = await connect(organizer, call).trainings.list(organizer.userKey, options(call))
        return planned.filter((training) => hasMarker(training.description, marker)).map(toRoom)
      }),

    listRooms: (organizer, call) =>
      translated(async () =>
        (await connect(organizer, call).trainings.list(organizer.userKey, options(call))).map(toRoom),
      ),

    differences: (organizer, key, spec, marker, call) =>
      translated(async () => {
        const training = await connect(organizer, call).trainings.get(refOf(organizer, key), options(call))
        const wanted = textsOf(spec, marker)
        const [time] = training.times
        const isElsewhere = isMoved(spec, { start: time?.startDate, end: time?.endDate }, now())
        return [
          ...(training.name === wanted.name ? [] : (['subject'] as const)),
          ...(training.description === wanted.description ? [] : (['description'] as const)),
          ...(isElsewhere || training.timeZone !== spec.timeZone ? (['times'] as const) : []),
        ]
      }),

    getRoom: (organizer, key, call) =>
      translated(async () =>
        toRoom(await connect(organizer, call).trainings.get(refOf(organizer, key), options(call))),
      ),

    // GoTo has a call of its own for each part, and each can fail alone: the next try sends what is left.
    updateRoom: (organizer, key, spec, marker, call) =>
      translated(async () => {
        const { trainings } = connect(organizer, call)
        const ref = refOf(organizer, key)
        const before = await trainings.get(ref, options(call))
        const texts = textsOf(spec, marker)
        if (before.name !== texts.name || before.description !== texts.description)
          await trainings.updateNameDescription(ref, texts, options(call))
        const times = timesToSend(before, spec, now())
        if (times) {
          const tellsNobody = { notifyRegistrants: false, notifyTrainers: false }
          await trainings.updateTimes(ref, { timeZone: spec.timeZone, times, ...tellsNobody }, options(call))
        }
        const { disableConfirmationEmail, disableWebRegistration } = before.registrationSettings
        if (!disableConfirmationEmail || !disableWebRegistration)
          await trainings.updateRegistrationSettings(ref, NO_MAILS, options(call))
        assertTaken(await trainings.get(ref, options(call)), texts, times, spec)
        return { key, spec, joinUrl: undefined }
      }),

    deleteRoom: (organizer, key, call) =>
      deleted(async () => {
        const { trainings } = connect(organizer, call)
        const ref = refOf(organizer, key)
        try {
          await trainings.delete(ref, options(call))
        } catch (error) {
          // Seen: one that is gone is refused as an invalid request. Only a look tells.
          const isRefused = error instanceof GotoError && error.kind === 'rejected'
          if (!isRefused || !(await isMissing(() => trainings.get(ref, options(call))))) throw error
        }
      }),

    checkAccount: (organizer, call) =>
      findingsOf(() => connect(organizer, call).trainings.list(organizer.userKey, options(call))),

    registration: {
      register: (organizer, roomKey, learner, call) =>
        translated(async () => {
          const { email, firstName: givenName, lastName: surname } = toRegistrant(learner)
          const made = await connect(organizer, call).trainings.registrants.create(
            refOf(organizer, roomKey),
            { email, givenName, surname },
            options(call),
          )
          return { key: made.registrantKey, email, joinUrl: made.joinUrl || undefined }
        }),
      unregister: (organizer, roomKey, registrantKey, call) =>
        deleted(() =>
          connect(organizer, call).trainings.registrants.delete(
            { ...refOf(organizer, roomKey), registrantKey },
            options(call),
          ),
        ),
      listRegistrations: (organizer, roomKey, call) =>
        translated(async () => {
          const ref = refOf(organizer, roomKey)
          const all = await connect(organizer, call).trainings.registrants.list(ref, options(call))
          return all.map(({ registrantKey, email, joinUrl }) => ({ key: registrantKey, email, joinUrl }))
        }),
    },

    start: {
      startLinks: (organizer, key, _instructor, call) =>
        translated(async () => {
          const { hostURL } = await connect(organizer, call).trainings.start(key, options(call))
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
