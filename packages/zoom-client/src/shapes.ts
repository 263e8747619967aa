import { z } from 'zod'

/** Numbers of meetings stay texts: webhooks send either (read), and no digit is ever added to one. */
const Id = z.union([z.string().min(1), z.number().int()]).transform(String)
const Instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional()
  .catch(undefined)
const Text = z.string().optional().catch(undefined)
/** Opened by browsers: another scheme is as if it were left out. */
const Link = z
  .url({ protocol: /^https?$/ })
  .optional()
  .catch(undefined)

export const User = z
  .object({
    id: z.string().min(1),
    email: z.string(),
    first_name: Text,
    last_name: Text,
    display_name: Text,
    type: z.number(),
    status: Text,
    timezone: Text,
  })
  .transform((user) => ({
    id: user.id,
    email: user.email,
    name: user.display_name || [user.first_name, user.last_name].filter(Boolean).join(' ') || user.email,
    /** Documented: 2 = licensed. */
    isLicensed: user.type === 2,
    isActive: user.status === undefined || user.status === 'active',
  }))
/** A user of the account. */
export type ZoomUser = z.output<typeof User>

export const UserSettings = z
  .object({
    feature: z
      .object({ webinar: z.boolean().optional(), meeting_capacity: z.number().optional() })
      .default({}),
  })
  .transform(({ feature }) => ({
    hasWebinars: feature.webinar === true,
    meetingCapacity: feature.meeting_capacity,
  }))

export const Room = z
  .object({
    id: Id,
    uuid: Text,
    host_id: Text,
    topic: z.string().default(''),
    agenda: z.string().default(''),
    start_time: Instant,
    duration: z.number().optional(),
    timezone: Text,
    join_url: Link,
    start_url: Link,
    status: Text,
    created_at: Instant,
    password: z.string().default(''),
    settings: z.record(z.string(), z.unknown()).default({}),
  })
  .transform((room) => ({
    id: room.id,
    hostId: room.host_id,
    topic: room.topic,
    /** In lists, no more than its beginning. */
    agenda: room.agenda,
    startsAt: room.start_time,
    durationMinutes: room.duration,
    timeZone: room.timezone,
    joinUrl: room.join_url,
    /** Opens the room as its host with no sign-in, for two hours: a secret, never stored. Not in lists. */
    startUrl: room.start_url,
    /** Of meetings that were read one by one; else false. */
    isRunning: room.status === 'started',
    /** A secret. Not in lists. */
    password: room.password,
    settings: room.settings,
  }))
/** A meeting or a webinar. */
export type ZoomRoom = z.output<typeof Room>

export const AddedRegistrant = z
  .object({ registrant_id: z.string().min(1), join_url: Link })
  .transform((one) => ({ id: one.registrant_id, joinUrl: one.join_url }))

export const Registrant = z
  .object({ id: z.string().min(1), email: z.string(), join_url: Link })
  .transform((one) => ({ id: one.id, email: one.email, joinUrl: one.join_url }))
/** Somebody who has a place. The link is theirs alone: a secret. Undefined while an approval is missing. */
export type ZoomRegistrant = z.output<typeof Registrant>

export const BatchRegistrants = z
  .object({
    registrants: z
      .array(z.object({ registrant_id: z.string().min(1), email: z.string(), join_url: Link }))
      .default([]),
  })
  .transform(({ registrants }) =>
    registrants.map(
      ({ registrant_id: id, email, join_url: joinUrl }): ZoomRegistrant => ({ id, email, joinUrl }),
    ),
  )

export const PastInstance = z
  .object({ uuid: z.string().min(1), start_time: Instant })
  .transform(({ uuid, start_time }) => ({ uuid, startedAt: start_time }))

export const PastDetails = z
  .object({ start_time: Instant, end_time: Instant })
  .transform(({ start_time, end_time }) => ({ startedAt: start_time, endedAt: end_time }))

export const ReportRow = z
  .object({
    id: Text,
    name: z.string().default(''),
    user_email: Text,
    registrant_id: Text,
    join_time: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
    leave_time: Instant,
    status: Text,
  })
  .transform((row) => ({
    /** Of a user of the account; empty for guests. */
    userId: row.id ?? '',
    name: row.name,
    email: row.user_email ?? '',
    registrantId: row.registrant_id || undefined,
    joinedAt: row.join_time,
    leftAt: row.leave_time,
    isWaiting: row.status === 'in_waiting_room',
  }))
/** One stay of somebody, in the room or in its waiting room. */
export type ZoomReportRow = z.output<typeof ReportRow>

export const Recordings = z
  .object({
    recording_files: z
      .array(
        z.object({
          id: Text,
          file_type: Text,
          file_size: z.number().optional(),
          recording_type: Text,
          recording_start: Instant,
          recording_end: Instant,
          status: Text,
          download_url: Link,
        }),
      )
      .default([]),
    download_access_token: Text,
  })
  .transform((answer) => ({
    downloadToken: answer.download_access_token,
    files: answer.recording_files.map((file) => ({
      /** Undefined: not made yet. */
      id: file.id,
      type: file.file_type ?? '',
      view: file.recording_type ?? '',
      sizeBytes: file.file_size,
      recordedAt: file.recording_start,
      endedAt: file.recording_end,
      isReady: file.status === undefined || file.status === 'completed',
      downloadUrl: file.download_url,
    })),
  }))
export type ZoomRecordings = z.output<typeof Recordings>

/** A page of a list under its name. */
export function pageOf<T>(name: string, row: z.ZodType<T>) {
  return z
    .object({ next_page_token: z.string().default(''), [name]: z.array(row).default([]) })
    .transform((answer) => ({
      next: String(answer.next_page_token),
      rows: (answer as Record<string, unknown>)[name] as T[], // the same members: a computed name has no type
    }))
}
