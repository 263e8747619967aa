import { z } from 'zod'

/** Fractions have seven digits. */
const InstantText = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const Instant = InstantText.nullish()
  .catch(undefined)
  .transform((at) => at ?? undefined)
const Text = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((text) => text ?? '')
/** Opened by browsers: another scheme is as if it were left out. */
const Link = z
  .url({ protocol: /^https?$/ })
  .optional()
  .catch(undefined)
const Id = z.string().min(1)

const Plan = z.object({ service: Text, capabilityStatus: Text })

export const User = z
  .object({
    id: Id,
    displayName: Text,
    mail: Text,
    userPrincipalName: Text,
    accountEnabled: z.boolean().nullish(),
    assignedPlans: z.array(Plan).nullish(),
  })
  .transform((user) => ({
    /** The object id: what paths take. */
    id: user.id,
    name: user.displayName || user.userPrincipalName,
    email: (user.mail || user.userPrincipalName).toLowerCase(),
    isActive: user.accountEnabled !== false,
    /** Documented: the plan whose service is TeamspaceAPI. Undefined where it was not told. */
    hasTeams: user.assignedPlans?.some(
      ({ service, capabilityStatus }) =>
        service === 'TeamspaceAPI' && ['Enabled', 'Warning'].includes(capabilityStatus),
    ),
  }))
/** A user of the tenant. */
export type TeamsUser = z.output<typeof User>

const Role = z
  .enum(['attendee', 'presenter', 'coorganizer', 'producer', 'unknownFutureValue'])
  .catch('attendee')
const Participant = z
  .object({
    identity: z.object({ user: z.object({ id: Text }).nullish() }).nullish(),
    upn: Text,
    role: Role.nullish(),
  })
  .transform(({ identity, upn, role }) => ({
    userId: identity?.user?.id ?? '',
    upn,
    role: role ?? 'attendee',
  }))
/** Somebody with a role in a meeting; either name can be empty. */
export type TeamsParticipant = z.output<typeof Participant>

export const Meeting = z
  .object({
    id: Id,
    subject: Text,
    startDateTime: Instant,
    endDateTime: Instant,
    externalId: Text,
    joinWebUrl: Link,
    participants: z
      .object({
        organizer: Participant.nullish(),
        attendees: z
          .array(Participant)
          .nullish()
          .transform((all) => all ?? []),
      })
      .nullish(),
    lobbyBypassSettings: z.object({ scope: Text }).nullish(),
    allowedPresenters: Text,
    recordAutomatically: z.boolean().nullish(),
    allowParticipantsToChangeName: z.boolean().nullish(),
    isEntryExitAnnounced: z.boolean().nullish(),
    allowAttendeeToEnableMic: z.boolean().nullish(),
  })
  .transform((meeting) => ({
    id: meeting.id,
    subject: meeting.subject,
    startsAt: meeting.startDateTime,
    endsAt: meeting.endDateTime,
    externalId: meeting.externalId,
    /** One for all; stays the same for the life of the meeting. */
    joinUrl: meeting.joinWebUrl,
    attendees: meeting.participants?.attendees ?? [],
    /** What the organizer signs in with. */
    organizerUpn: meeting.participants?.organizer?.upn ?? '',
    /** Who waits for nobody. */
    lobbyBypass: meeting.lobbyBypassSettings?.scope ?? '',
    allowedPresenters: meeting.allowedPresenters,
    recordsAutomatically: meeting.recordAutomatically ?? false,
    canChangeNames: meeting.allowParticipantsToChangeName ?? true,
    attendeesMayUnmute: meeting.allowAttendeeToEnableMic ?? true,
  }))
export type TeamsMeeting = z.output<typeof Meeting>

export const Report = z
  .object({ id: Id, meetingStartDateTime: Instant, meetingEndDateTime: Instant })
  .transform(({ id, meetingStartDateTime, meetingEndDateTime }) => ({
    id,
    startedAt: meetingStartDateTime,
    /** Undefined while it goes on. */
    endedAt: meetingEndDateTime,
  }))
/** The report of one run. */
export type TeamsReport = z.output<typeof Report>

export const AttendanceRecord = z
  .object({
    emailAddress: Text,
    identity: z.object({ id: Text, displayName: Text, tenantId: Text }).nullish(),
    role: Text,
    attendanceIntervals: z
      .array(z.object({ joinDateTime: InstantText, leaveDateTime: Instant }))
      .nullish()
      .transform((all) => all ?? []),
  })
  .transform(({ emailAddress, identity, role, attendanceIntervals }) => ({
    email: emailAddress,
    /** The object id; empty for people without an account. */
    userId: identity?.id ?? '',
    name: identity?.displayName ?? '',
    /** Documented: Organizer, Presenter, Attendee or None. */
    role,
    stays: attendanceIntervals.map(({ joinDateTime, leaveDateTime }) => ({
      joinedAt: joinDateTime,
      leftAt: leaveDateTime,
    })),
  }))
/** Somebody who was in a run, with each time that they were. */
export type TeamsAttendanceRecord = z.output<typeof AttendanceRecord>

export const Recording = z
  .object({ id: Id, callId: Text, createdDateTime: Instant, endDateTime: Instant })
  .transform(({ id, callId, createdDateTime, endDateTime }) => ({
    id,
    /** What was recorded in one run shares it. */
    callId,
    recordedAt: createdDateTime,
    endedAt: endDateTime,
  }))
/** A recording, or a transcript. */
export type TeamsRecording = z.output<typeof Recording>

/** A page of a list. */
export function pageOf<T>(row: z.ZodType<T>) {
  return z.object({ value: z.array(row).default([]), '@odata.nextLink': z.string().optional() })
}
