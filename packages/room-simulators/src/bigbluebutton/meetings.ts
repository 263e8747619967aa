import type { FastifyReply } from 'fastify'
import type { Call } from './api.ts'
import type { Meeting, Person } from './model.ts'
import { internalIdOf, isIn, type World } from './world.ts'
import { type Content, refuse, sendXml } from './xml.ts'

/** Read: what a meeting's id may be made of. */
const CONTROL_CHARACTERS = /\p{Cc}/u

/** Makes a meeting; the same once more is a success that says so. */
export function create({ world, params, reply }: Call): FastifyReply {
  const problem = problemOf(world, params)
  if (problem) return refuse(reply, ...problem)
  const meetingID = params.get('meetingID') ?? ''
  const settings = settingsOf(params)
  const existing = world.findMeeting(meetingID)
  if (existing && !isDuplicate(world, existing, settings))
    return refuse(
      reply,
      'idNotUnique',
      'A meeting already exists with that meeting ID.  Please use a different meeting ID.',
    )
  const meeting = existing ?? newMeeting(world, meetingID, params, settings)
  if (!existing) {
    world.state.meetings.push(meeting)
    world.save()
  }
  return sendXml(reply, {
    returncode: 'SUCCESS',
    meetingID,
    internalMeetingID: meeting.internalMeetingID,
    parentMeetingID: 'bbb-none',
    attendeePW: meeting.attendeePW,
    moderatorPW: meeting.moderatorPW,
    createTime: meeting.createTime,
    voiceBridge: meeting.voiceBridge,
    dialNumber: '613-555-1234',
    createDate: javaDate(meeting.createTime),
    hasUserJoined: meeting.people.length > 0,
    duration: meeting.duration,
    hasBeenForciblyEnded: meeting.forciblyEnded,
    messageKey: existing ? 'duplicateWarning' : '',
    message: existing ? 'This conference was already in existence and may currently be in progress.' : '',
  })
}

function problemOf({ behavior }: World, params: URLSearchParams): [string, string] | undefined {
  const meetingID = params.get('meetingID') ?? ''
  const name = params.get('name') ?? ''
  if (meetingID === '')
    return behavior.scalelite
      ? ['missingParamMeetingID', 'You must specify a meeting ID for the meeting.']
      : ['validationError', 'You must provide a meeting ID']
  if (meetingID.length < 2 || meetingID.length > 256)
    return ['validationError', 'Meeting ID must be between 2 and 256 characters']
  if (meetingID.includes(',')) return ['validationError', "Meeting ID cannot contain ','"]
  if (CONTROL_CHARACTERS.test(meetingID) || meetingID.trim() !== meetingID)
    return ['validationError', 'Invalid meeting ID']
  if (name === '') return ['validationError', 'You must provide a meeting name']
  if (name.length < 2 || name.length > behavior.maxNameLength)
    return ['validationError', `Meeting name must be between 2 and ${behavior.maxNameLength} characters`]
  if (behavior.commaInName === 'refused' && name.includes(','))
    return ['validationError', "Meeting name cannot contain ','"]
  for (const flag of [
    'record',
    'autoStartRecording',
    'allowStartStopRecording',
    'muteOnStart',
    'meetingKeepEvents',
  ])
    if (!/^(true|false)?$/i.test(params.get(flag) ?? ''))
      return ['validationError', `You must provide a boolean value (true or false) for ${flag}`]
  for (const number of ['duration', 'maxParticipants', 'meetingExpireIfNoUserJoinedInMinutes'])
    if (!/^\d*$/.test(params.get(number) ?? '')) return ['validationError', `${number} must be a number`]
  return undefined
}

function isDuplicate({ behavior }: World, meeting: Meeting, settings: Record<string, string>): boolean {
  if (behavior.duplicateNeeds === 'all')
    return (
      JSON.stringify(Object.entries(settings).sort()) ===
      JSON.stringify(Object.entries(meeting.settings).sort())
    )
  const { attendeePW = '', moderatorPW = '' } = settings
  if (attendeePW === '' && moderatorPW === '') return true
  return attendeePW === meeting.attendeePW && moderatorPW === meeting.moderatorPW
}

function settingsOf(params: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...params].filter(([name]) => name !== 'checksum'))
}

function newMeeting(
  world: World,
  meetingID: string,
  params: URLSearchParams,
  settings: Record<string, string>,
): Meeting {
  const createTime = world.now()
  const text = (name: string) => params.get(name) ?? ''
  const flag = (name: string, usual: boolean) =>
    text(name) === '' ? usual : text(name).toLowerCase() === 'true'
  const number = (name: string, usual: number) => (text(name) === '' ? usual : Number(text(name)))
  const record = flag('record', false)
  const starts = record && flag('autoStartRecording', false)
  return {
    meetingID,
    internalMeetingID: internalIdOf(meetingID, createTime),
    name: text('name'),
    createTime,
    attendeePW: text('attendeePW') || world.newId(8),
    moderatorPW: text('moderatorPW') || world.newId(8),
    voiceBridge: text('voiceBridge') || world.newVoiceBridge(),
    duration: number('duration', 0),
    record,
    autoStartRecording: starts,
    allowStartStopRecording: flag('allowStartStopRecording', true),
    isRecording: starts,
    hasRecordingMarks: starts,
    guestPolicy: text('guestPolicy') || 'ALWAYS_ACCEPT',
    maxParticipants: number('maxParticipants', 0),
    keepEvents: flag('meetingKeepEvents', false),
    endWhenNoModerator: flag('endWhenNoModerator', false),
    expireIfNoUserMinutes: number(
      'meetingExpireIfNoUserJoinedInMinutes',
      world.behavior.expireIfNoUserMinutes,
    ),
    expireWhenLastLeftMinutes: number(
      'meetingExpireWhenLastUserLeftInMinutes',
      world.behavior.expireWhenLastLeftMinutes,
    ),
    logoutURL: text('logoutURL'),
    meetingEndedURL: text('meetingEndedURL'),
    meta: Object.fromEntries(
      [...params].flatMap(([name, value]) =>
        name.startsWith('meta_') ? [[name.slice('meta_'.length).toLowerCase(), value]] : [],
      ),
    ),
    settings,
    people: [],
    startTime: createTime,
    endTime: 0,
    forciblyEnded: false,
  }
}

export function isMeetingRunning({ world, params, reply }: Call): FastifyReply {
  const meeting = world.findMeeting(params.get('meetingID') ?? '')
  return sendXml(reply, { returncode: 'SUCCESS', running: meeting !== undefined && isRunning(meeting) })
}

/** Documented: true once somebody has come in. */
function isRunning(meeting: Meeting): boolean {
  return meeting.people.some(isIn)
}

/** Documented: this asks for an end, which comes some seconds later. */
export function end({ world, params, reply }: Call): FastifyReply {
  const meeting = world.findMeeting(params.get('meetingID') ?? '')
  if (!meeting) return notFound(world, reply)
  const password = params.get('password')
  if (password && password !== meeting.moderatorPW)
    return refuse(reply, 'invalidPassword', 'The supplied moderator password is incorrect')
  meeting.endsAt ??= world.now() + world.behavior.endDelaySeconds * 1000
  world.settle()
  world.save()
  return sendXml(reply, {
    returncode: 'SUCCESS',
    messageKey: 'sentEndMeetingRequest',
    message:
      'A request to end the meeting was sent.  Please wait a few seconds, and then use the getMeetingInfo or isMeetingRunning API calls to verify that it was ended',
  })
}

export function getMeetingInfo({ world, params, reply }: Call): FastifyReply {
  const meeting = world.findMeeting(params.get('meetingID') ?? '')
  return meeting
    ? sendXml(reply, { returncode: 'SUCCESS', ...infoOf(world, meeting) })
    : notFound(world, reply)
}

export function getMeetings({ world, reply }: Call): FastifyReply {
  const { meetings } = world.state
  if (meetings.length === 0)
    return sendXml(reply, {
      returncode: 'SUCCESS',
      meetings: {},
      messageKey: 'noMeetings',
      message: 'no meetings were found on this server',
    })
  return sendXml(reply, {
    returncode: 'SUCCESS',
    meetings: { meeting: meetings.map((meeting) => infoOf(world, meeting)) },
  })
}

function infoOf(world: World, meeting: Meeting): Record<string, Content> {
  const listed = meeting.people.filter((person) => isListed(world, person))
  return {
    meetingName: meeting.name,
    meetingID: meeting.meetingID,
    internalMeetingID: meeting.internalMeetingID,
    createTime: meeting.createTime,
    createDate: javaDate(meeting.createTime),
    voiceBridge: meeting.voiceBridge,
    dialNumber: '613-555-1234',
    attendeePW: meeting.attendeePW,
    moderatorPW: meeting.moderatorPW,
    running: isRunning(meeting),
    duration: meeting.duration,
    hasUserJoined: meeting.people.length > 0,
    recording: meeting.isRecording,
    hasBeenForciblyEnded: meeting.forciblyEnded,
    startTime: meeting.startTime,
    endTime: meeting.endTime,
    participantCount: listed.length,
    listenerCount: 0,
    voiceParticipantCount: listed.length,
    videoCount: 0,
    maxUsers: meeting.maxParticipants,
    moderatorCount: listed.filter(({ role }) => role === 'MODERATOR').length,
    attendees: { attendee: listed.map(attendeeOf) },
    metadata: meeting.meta,
    isBreakout: false,
  } as Record<string, Content>
}

/** Observed: who left is listed a while longer. */
function isListed(world: World, person: Person): boolean {
  if (isIn(person)) return true
  const leftAt = person.stays.at(-1)?.leftAt
  return leftAt !== undefined && leftAt + world.behavior.leaverListedSeconds * 1000 > world.now()
}

function attendeeOf(person: Person): Content {
  return {
    userID: person.userID,
    fullName: person.fullName,
    role: person.role,
    isPresenter: person.role === 'MODERATOR',
    isListeningOnly: false,
    hasJoinedVoice: true,
    hasVideo: false,
    clientType: person.internalUserId.startsWith('v_') ? 'dial-in-user' : 'HTML5',
    customdata: '',
  }
}

export function notFound({ behavior }: World, reply: FastifyReply): FastifyReply {
  return refuse(
    reply,
    'notFound',
    behavior.scalelite
      ? 'We could not find a meeting with that meeting ID - perhaps the meeting is not yet running?'
      : 'A meeting with that ID does not exist',
  )
}

/** As Java writes a date: `Mon Jul 09 17:03:29 UTC 2018`. */
function javaDate(at: number): string {
  const [weekday = '', day, month, year, time] = new Date(at).toUTCString().split(' ')
  return `${weekday.slice(0, 3)} ${month} ${day} ${time} UTC ${year}`
}
