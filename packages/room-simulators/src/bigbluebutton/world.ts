import { createHash, randomBytes } from 'node:crypto'
import { Keeper, type SimulatorOptions } from '@lectern/goto-simulator/kit'
import { type Behavior, defaultBehavior } from './behavior.ts'
import { emptyState, type Meeting, type Person, type State } from './model.ts'

const MINUTE_MS = 60_000
/** Assumed: a meeting that ends without a moderator does so a minute after the last one left. */
const NO_MODERATOR_MS = MINUTE_MS

/** The simulator's state with its clock, its switches and its file. */
export class World extends Keeper<State, Behavior> {
  constructor(options: SimulatorOptions<Behavior>, secret: string | undefined) {
    const first = secret ?? randomBytes(20).toString('base64url')
    const behavior = { ...defaultBehavior, ...options.behavior }
    const { clock = Date.now } = options
    super(() => emptyState(first), behavior, {
      ...options,
      clock: () => clock() + behavior.clockSkewSeconds * 1000,
    })
    if (secret !== undefined) this.state.secret = secret
  }

  newId(length: number): string {
    return randomBytes(length).toString('hex').slice(0, length)
  }

  /** Observed: five digits, another for each meeting. */
  newVoiceBridge(): string {
    this.state.serial += 1
    return String(10_000 + ((this.state.serial * 7_919) % 90_000))
  }

  findMeeting(meetingID: string): Meeting | undefined {
    this.settle()
    return this.state.meetings.find((meeting) => meeting.meetingID === meetingID)
  }

  findInternal(internalMeetingID: string): Meeting | undefined {
    this.settle()
    return this.state.meetings.find((meeting) => meeting.internalMeetingID === internalMeetingID)
  }

  /** Ends what is due: time does everything here. */
  override settle(): void {
    const now = this.now()
    for (const meeting of [...this.state.meetings]) {
      for (const person of meeting.people) this.#loseUnheard(person, now)
      const end = this.#endOf(meeting)
      if (end && end.at <= now) this.end(meeting, end.at, end.isForced)
    }
  }

  /** A meeting is over: people are thrown out, and what was asked for at its creation happens. */
  end(meeting: Meeting, at: number, isForced: boolean): void {
    meeting.endTime = at
    meeting.forciblyEnded = isForced
    for (const person of meeting.people) {
      const stay = person.stays.at(-1)
      if (stay && stay.leftAt === undefined) stay.leftAt = at
    }
    this.state.meetings = this.state.meetings.filter((other) => other !== meeting)
    this.state.ended.push(meeting)
    this.#record(meeting, at)
    this.#call(meeting, at)
    this.save()
  }

  override reset(): void {
    const { secret } = this.state
    super.reset()
    this.state.secret = secret
    this.save()
  }

  #loseUnheard(person: Person, now: number): void {
    const stay = person.stays.at(-1)
    const { seenAt } = person
    if (!stay || stay.leftAt !== undefined || seenAt === undefined) return
    if (seenAt < now - this.behavior.heartbeatSeconds * 1000) stay.leftAt = seenAt
  }

  /** The first moment at which something ends the meeting. */
  #endOf(meeting: Meeting): { at: number; isForced: boolean } | undefined {
    const ends = [
      { at: meeting.endsAt, isForced: true },
      {
        at: meeting.duration > 0 ? meeting.createTime + meeting.duration * MINUTE_MS : undefined,
        isForced: true,
      },
      { at: this.#emptyAt(meeting), isForced: false },
      {
        at: meeting.endWhenNoModerator ? leftAt(meeting, 'MODERATOR', NO_MODERATOR_MS) : undefined,
        isForced: true,
      },
    ]
    return ends
      .flatMap(({ at, isForced }) => (at === undefined ? [] : [{ at, isForced }]))
      .sort((a, b) => a.at - b.at)[0]
  }

  #emptyAt(meeting: Meeting): number | undefined {
    if (meeting.people.length === 0)
      return meeting.expireIfNoUserMinutes > 0
        ? meeting.createTime + meeting.expireIfNoUserMinutes * MINUTE_MS
        : undefined
    return meeting.expireWhenLastLeftMinutes > 0
      ? leftAt(meeting, undefined, meeting.expireWhenLastLeftMinutes * MINUTE_MS)
      : undefined
  }

  #record(meeting: Meeting, at: number): void {
    if (!meeting.record || !meeting.hasRecordingMarks) return
    this.state.recordings.push({
      recordID: meeting.internalMeetingID,
      meetingID: meeting.meetingID,
      name: meeting.name,
      startTime: meeting.createTime,
      endTime: at,
      participants: meeting.people.length,
      meta: meeting.meta,
      readyAt: at + this.behavior.recordingDelaySeconds * 1000,
      published: true,
      isDeleted: false,
    })
  }

  /** Lines up the calls that the end of a meeting causes. */
  #call(meeting: Meeting, at: number): void {
    const { analytics, analyticsDelaySeconds, recordingDelaySeconds } = this.behavior
    const { meta, internalMeetingID } = meeting
    const call = (kind: State['callbacks'][number]['kind'], url: string | undefined, dueAt: number) => {
      if (url) this.state.callbacks.push({ kind, internalMeetingID, url, dueAt, tries: 0, isDone: false })
    }
    const isRecorded = meeting.record && meeting.hasRecordingMarks
    if (meta.endcallbackurl) call('end', withMarks(meta.endcallbackurl, isRecorded), at)
    call('meeting-ended', meeting.meetingEndedURL && withMarks(meeting.meetingEndedURL, isRecorded), at)
    // Read: the script runs over the events of a meeting, which are kept where that was asked for or it was recorded.
    const times =
      meeting.keepEvents || meeting.record ? ({ never: 0, twice: 2 }[analytics as string] ?? 1) : 0
    for (let time = 0; time < times; time++)
      call('analytics', meta['analytics-callback-url'], at + analyticsDelaySeconds * 1000)
    if (isRecorded)
      call('recording-ready', meta['bbb-recording-ready-url'], at + recordingDelaySeconds * 1000)
  }
}

/** Read: the id of a run is made of our id and the moment at which it was made. */
export function internalIdOf(meetingID: string, createTime: number): string {
  return `${createHash('sha1').update(meetingID).digest('hex')}-${createTime}`
}

export function isIn({ stays }: Person): boolean {
  const stay = stays.at(-1)
  return stay !== undefined && stay.leftAt === undefined
}

/** Some time after the last one of them left; undefined while one is in, or none was. */
function leftAt(meeting: Meeting, role: Person['role'] | undefined, laterMs: number): number | undefined {
  const people = meeting.people.filter((person) => role === undefined || person.role === role)
  if (people.length === 0 || people.some(isIn)) return undefined
  return Math.max(...people.map((person) => person.stays.at(-1)?.leftAt ?? meeting.createTime)) + laterMs
}

function withMarks(url: string, marks: boolean): string {
  return `${url}${url.includes('?') ? '&' : '?'}recordingmarks=${marks}`
}
