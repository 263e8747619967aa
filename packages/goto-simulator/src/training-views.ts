import type { Registrant, Run, Training, User } from './model.ts'
import { recordingLinks } from './recordings.ts'
import { isRecordingOut, isReported, reportedParticipants } from './report-shapes.ts'
import { numeric, plainInstant } from './wire.ts'
import type { World } from './world.ts'

export function trainingView(world: World, training: Training): object {
  return {
    trainingKey: training.trainingKey,
    trainingId: training.trainingId,
    name: training.name,
    description: training.description,
    timeZone: training.timeZone,
    times: training.times.map(({ startsAt, endsAt }) => ({
      startDate: plainInstant(startsAt),
      endDate: plainInstant(endsAt),
    })),
    organizers: organizersOf(world, training),
    registrationSettings: {
      disableConfirmationEmail: training.disableConfirmationEmail,
      disableWebRegistration: training.disableWebRegistration,
    },
  }
}

/** The organizer first, then the co-organizers. */
export function organizersOf(world: World, { organizerKey, coorganizerKeys }: Training): object[] {
  return [organizerKey, ...coorganizerKeys].flatMap((key) => {
    const user = world.findUser(key)
    return user ? [organizerView(user)] : []
  })
}

export function organizerView({ key, email, firstName, lastName }: User): object {
  return { organizerKey: key, email, givenName: firstName, surname: lastName }
}

export function registrantView(registrant: Registrant, publicUrl: string): object {
  return {
    registrantKey: registrant.registrantKey,
    email: registrant.email,
    givenName: registrant.firstName,
    surname: registrant.lastName,
    status: registrant.status,
    registrationDate: plainInstant(registrant.registeredAt),
    ...linksOf(registrant, publicUrl),
  }
}

export function linksOf({ joinCode }: Registrant, publicUrl: string): object {
  return {
    joinUrl: `${publicUrl}/room/join/${joinCode}`,
    confirmationUrl: `${publicUrl}/room/confirmation/${joinCode}`,
  }
}

/** Sessions whose reports are out, by start. */
export function reportedRuns(world: World, isWanted: (run: Run) => boolean): Run[] {
  world.expireParticipants()
  return world.state.runs
    .filter((run) => run.product === 'training' && isWanted(run) && isReported(world, run))
    .sort((a, b) => a.startedAt - b.startedAt)
}

export function sessionView(world: World, run: Run): object {
  const training = world.state.trainings.find((entry) => entry.trainingKey === run.roomKey)
  const end = run.endedAt ?? run.startedAt
  const organizer = world.findUser(run.organizerKey)
  const alone = organizer ? [organizerView(organizer)] : []
  return {
    sessionKey: run.key,
    trainingName: training?.name ?? '',
    sessionStartTime: plainInstant(run.startedAt),
    sessionEndTime: plainInstant(end),
    attendanceCount: run.participants.filter((person) => !person.isHost).length,
    duration: minutesBetween(run.startedAt, end),
    organizers: training ? organizersOf(world, training) : alone,
  }
}

/** Who came, then who was registered and did not come, with no minutes (documented). No keys, only addresses. */
export function attendeeViews(world: World, run: Run): object[] {
  const end = run.endedAt ?? run.startedAt
  const registrants = world.state.registrants.filter(
    (entry) => entry.product === 'training' && entry.roomKey === run.roomKey,
  )
  const came = reportedParticipants(world, run)
    .filter((person) => !person.isHost)
    .map((person) => {
      const known = registrants.find((entry) => entry.registrantKey === person.registrantKey)
      const [givenName = '', ...surname] = person.name.split(' ')
      const parts = person.intervals.map(({ joinAt, leaveAt }) => ({
        joinTime: plainInstant(joinAt),
        leaveTime: leaveAt === undefined ? '' : plainInstant(leaveAt),
        timeInPartOfSession: minutesBetween(joinAt, leaveAt ?? end),
      }))
      return {
        givenName: known?.firstName ?? givenName,
        surname: known?.lastName ?? surname.join(' '),
        email: known?.email ?? person.email,
        timeInSession: parts.reduce((all, part) => all + part.timeInPartOfSession, 0),
        inSessionTimes: parts,
      }
    })
  const present = new Set(came.map((attendee) => attendee.email.toLowerCase()))
  const absent = registrants
    .filter((entry) => !present.has(entry.email.toLowerCase()))
    .map((entry) => ({
      givenName: entry.firstName,
      surname: entry.lastName,
      email: entry.email,
      timeInSession: 0,
      inSessionTimes: [],
    }))
  return [...came, ...absent]
}

/** Observed: times of recordings carry an offset. */
export function recordingViews(world: World, training: Training): object {
  const recorded = reportedRuns(world, (run) => run.roomKey === training.trainingKey).filter((run) =>
    isRecordingOut(world, run),
  )
  return {
    trainingKey: numeric(training.trainingKey),
    recordingList: recorded.map((run) => {
      const { downloadUrl, shareUrl } = recordingLinks(world, run)
      return {
        recordingId: numeric(run.key),
        name: training.name,
        downloadUrl,
        registrationUrl: shareUrl,
        startDate: offsetInstant(run.startedAt),
        endDate: offsetInstant(run.endedAt ?? run.startedAt),
      }
    }),
  }
}

function offsetInstant(milliseconds: number): string {
  return `${new Date(milliseconds + 2 * 3_600_000).toISOString().slice(0, 19)}+02:00`
}

function minutesBetween(from: number, to: number): number {
  return Math.round((to - from) / 60_000)
}
