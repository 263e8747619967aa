import type { Meeting, Run } from './model.ts'
import { recordingLinks } from './recordings.ts'
import { isRecordingOut, isReported, reportedParticipants } from './report-shapes.ts'
import { meetingInstant, numeric } from './wire.ts'
import type { World } from './world.ts'

/** Of the one group that an account is. */
export const GROUP_NAME = 'Simulated group'

/** A meeting as asked for by id. `createTime` is empty these days (documented); there is no join URL in it. */
export function meetingView(world: World, meeting: Meeting): object {
  return {
    createTime: '',
    passwordRequired: meeting.passwordRequired,
    status: statusOf(world, meeting),
    subject: meeting.subject,
    startTime: meetingInstant(meeting.startsAt),
    endTime: meetingInstant(meeting.endsAt),
    duration: minutesBetween(meeting.startsAt, meeting.endsAt),
    maxParticipants: world.behavior.maxParticipants,
    meetingId: numeric(meeting.meetingId),
    meetingKey: numeric(meeting.meetingId),
    uniqueMeetingId: numeric(meeting.meetingId),
    meetingType: meeting.meetingType,
    conferenceCallInfo: meeting.conferenceCallInfo,
    coorganizerKeys: meeting.coorganizerKeys,
  }
}

/** A meeting in a list of upcoming ones: texts throughout. */
export function upcomingView(world: World, meeting: Meeting): object {
  return {
    ...organizerOf(world, meeting.organizerKey),
    meetingId: meeting.meetingId,
    subject: meeting.subject,
    startTime: meetingInstant(meeting.startsAt),
    endTime: meetingInstant(meeting.endsAt),
    status: statusOf(world, meeting),
    meetingType: meeting.meetingType,
    passwordRequired: meeting.passwordRequired,
    conferenceCallInfo: meeting.conferenceCallInfo,
    locale: 'en_US',
  }
}

/** Meetings that are not over, and those that run. */
export function upcomingMeetings(world: World, organizerKey: string): Meeting[] {
  return world.state.meetings.filter(
    (meeting) =>
      meeting.organizerKey === organizerKey &&
      (meeting.endsAt > world.now() || world.findRunning(meeting.meetingId)),
  )
}

/** Runs that have ended, with their reports out, by start. */
export function pastRuns(world: World, organizerKey: string, range: { from: number; to: number }): Run[] {
  const oldest = world.now() - world.behavior.historyDays * 86_400_000
  return reported(world)
    .filter((run) => run.organizerKey === organizerKey)
    .filter((run) => run.startedAt >= Math.max(range.from, oldest) && run.startedAt <= range.to)
}

export function meetingHistory(
  world: World,
  organizerKey: string,
  range: { from: number; to: number },
): object[] {
  return pastRuns(world, organizerKey, range).map((run) => ({
    ...organizerOf(world, run.organizerKey),
    ...runView(world, run),
    meetingId: run.roomKey,
    sessionId: run.key,
    duration: String(minutesBetween(run.startedAt, run.endedAt ?? run.startedAt)),
    numAttendees: String(run.participants.length),
    locale: 'en_US',
    ...recordingOf(world, run),
  }))
}

/** One row for each stay of each person; `email` is the organizer's, `attendeeEmail` the person's (documented). Lists by group have texts for keys. */
export function meetingAttendees(
  world: World,
  isWanted: (run: Run) => boolean,
  { keysAsTexts = false } = {},
): object[] {
  return reported(world)
    .filter(isWanted)
    .flatMap((run) =>
      reportedParticipants(world, run).flatMap((person) =>
        person.intervals.map(({ joinAt, leaveAt }) => {
          const { accountKey: _, organizerKey: __, ...organizer } = organizerOf(world, run.organizerKey)
          return {
            ...organizer,
            ...runView(world, run),
            groupName: 'NA',
            numAttendees: run.participants.length,
            attendeeName: person.name,
            attendeeEmail: person.email,
            name: person.name,
            organizerkey: numeric(run.organizerKey),
            meetingInstanceKey: numeric(run.key),
            meetingId: keysAsTexts ? run.roomKey : numeric(run.roomKey),
            ...(keysAsTexts ? { organizerKey: run.organizerKey } : {}),
            newMeetingId: run.roomKey,
            duration: minutesBetween(joinAt, leaveAt ?? run.endedAt ?? joinAt),
            joinTime: meetingInstant(joinAt),
            leaveTime: leaveAt === undefined ? '' : meetingInstant(leaveAt),
          }
        }),
      ),
    )
}

function reported(world: World): Run[] {
  world.expireParticipants()
  return world.state.runs
    .filter((run) => run.product === 'meeting' && isReported(world, run))
    .sort((a, b) => a.startedAt - b.startedAt)
}

export function runView(world: World, run: Run) {
  const meeting = world.state.meetings.find((entry) => entry.meetingId === run.roomKey)
  return {
    subject: meeting?.subject ?? '',
    startTime: meetingInstant(run.startedAt),
    endTime: meetingInstant(run.endedAt ?? run.startedAt),
    meetingType: meeting?.meetingType ?? 'scheduled',
    conferenceCallInfo: meeting?.conferenceCallInfo ?? '',
  }
}

export function recordingOf(world: World, run: Run): object {
  if (!isRecordingOut(world, run)) return {}
  const { id, downloadUrl, shareUrl, fileSize } = recordingLinks(world, run)
  return {
    recording: { recordingId: id, recordingName: `${run.key}.mp4`, downloadUrl, shareUrl, fileSize },
  }
}

export function organizerOf(world: World, key: string) {
  const user = world.findUser(key)
  return {
    organizerKey: key,
    accountKey: user?.accountKey ?? '',
    email: user?.email ?? '',
    firstName: user?.firstName ?? '',
    lastName: user?.lastName ?? '',
  }
}

export function statusOf(world: World, meeting: Meeting): 'ACTIVE' | 'INACTIVE' {
  return world.findRunning(meeting.meetingId) ? 'ACTIVE' : 'INACTIVE'
}

export function minutesBetween(from: number, to: number): number {
  return Math.round((to - from) / 60_000)
}
