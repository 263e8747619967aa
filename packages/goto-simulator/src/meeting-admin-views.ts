import { GROUP_NAME, minutesBetween, organizerOf, recordingOf, runView, statusOf } from './meeting-views.ts'
import type { Meeting, Product, Run, User } from './model.ts'
import { meetingInstant, numeric } from './wire.ts'
import type { World } from './world.ts'

/** The names of products in answers. */
export const PRODUCT_CODES: Readonly<Record<Product, string>> = {
  meeting: 'G2M',
  webinar: 'G2W',
  training: 'G2T',
}

/** Keys are numbers here, unlike in lists of meetings (documented). */
export function organizerView(world: World, user: User): object {
  return {
    organizerKey: numeric(user.key),
    groupId: numeric(user.accountKey),
    groupName: GROUP_NAME,
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    status: isActive(user) ? 'active' : 'suspended',
    products: user.products.map((product) => PRODUCT_CODES[product]),
    maxNumAttendeesAllowed: world.behavior.maxParticipants,
  }
}

function isActive({ licence, products }: User): boolean {
  return licence !== 'expired' && products.length > 0
}

/** Documented: a group that is below no other has its own key as parent's. */
export function groupView(accountKey: string, numOrganizers: number): object {
  return {
    groupkey: numeric(accountKey),
    groupName: GROUP_NAME,
    parentKey: numeric(accountKey),
    status: 'active',
    numOrganizers,
  }
}

/** A meeting to come. `createTime` is empty (documented). */
export function scheduledView(world: World, meeting: Meeting): object {
  return {
    createTime: '',
    meetingid: numeric(meeting.meetingId),
    uniqueMeetingId: numeric(meeting.meetingId),
    subject: meeting.subject,
    startTime: meetingInstant(meeting.startsAt),
    endTime: meetingInstant(meeting.endsAt),
    status: statusOf(world, meeting),
    meetingType: meeting.meetingType,
    passwordRequired: meeting.passwordRequired,
    conferenceCallInfo: meeting.conferenceCallInfo,
    maxParticipants: world.behavior.maxParticipants,
  }
}

/** A run in an organizer's list: the fields of a meeting to come (documented). Assumed: and the run's key. */
export function heldView(world: World, run: Run): object {
  return {
    ...runView(world, run),
    createTime: '',
    meetingid: numeric(run.roomKey),
    uniqueMeetingId: numeric(run.roomKey),
    meetingInstanceKey: numeric(run.key),
    status: 'INACTIVE',
    passwordRequired: false,
    maxParticipants: world.behavior.maxParticipants,
  }
}

/** A run in one's own list. `status` and `groupName` are empty these days (documented). */
export function historyView(world: World, run: Run): object {
  const { accountKey: _, ...organizer } = organizerOf(world, run.organizerKey)
  const meetingId = numeric(run.roomKey)
  return {
    ...organizer,
    ...runView(world, run),
    ...recordingOf(world, run),
    date: meetingInstant(run.startedAt),
    groupName: '',
    status: '',
    passwordRequired: false,
    organizerkey: run.organizerKey,
    newOrganizerKey: run.organizerKey,
    meetingId,
    meetingKey: meetingId,
    uniqueMeetingId: meetingId,
    newMeetingId: run.roomKey,
    meetingInstanceKey: numeric(run.key),
    sessionId: numeric(run.key),
    numAttendees: run.participants.length,
    duration: minutesOf(run),
  }
}

/** A meeting to come, in a group's list. */
export function groupScheduledView(world: World, meeting: Meeting): object {
  const { accountKey: _, ...organizer } = organizerOf(world, meeting.organizerKey)
  return {
    ...organizer,
    organizerkey: numeric(meeting.organizerKey),
    groupName: GROUP_NAME,
    attendees: '',
    meetingId: meeting.meetingId,
    subject: meeting.subject,
    meetingType: meeting.meetingType,
    passwordRequired: meeting.passwordRequired,
    conferenceCallInfo: meeting.conferenceCallInfo,
  }
}

/** A run in a group's list. */
export function groupHistoryView(world: World, run: Run): object {
  const { accountKey: _, ...organizer } = organizerOf(world, run.organizerKey)
  return {
    ...organizer,
    ...runView(world, run),
    organizerkey: numeric(run.organizerKey),
    groupName: GROUP_NAME,
    meetingId: run.roomKey,
    meetingInstanceKey: numeric(run.key),
    numAttendees: run.participants.length,
    duration: String(minutesOf(run)),
  }
}

function minutesOf(run: Run): number {
  return minutesBetween(run.startedAt, run.endedAt ?? run.startedAt)
}
