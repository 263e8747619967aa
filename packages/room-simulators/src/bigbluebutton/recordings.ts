import { filmOf, html, SMALLEST_FILM, sendFilm } from '@lectern/goto-simulator/kit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Call } from './api.ts'
import type { Recording } from './model.ts'
import { sendPage } from './pages.ts'
import type { World } from './world.ts'
import { type Content, refuse, sendXml } from './xml.ts'

const TRANSCRIPT = 'WEBVTT\n\n00:00.000 --> 00:05.000\nNobody spoke in this simulated recording.\n'
/** Documented: what is listed when nothing is said of states. */
const USUAL_STATES = ['published', 'unpublished']

export function getRecordings({ world, params, reply }: Call): FastifyReply {
  const found = world.state.recordings
    .filter((recording) => isAskedFor(world, recording, params))
    .sort((a, b) => a.startTime - b.startTime)
  const offset = Number(params.get('offset') ?? 0)
  const limit = Number(params.get('limit') ?? found.length)
  const page = found.slice(offset, offset + limit)
  if (page.length === 0)
    return sendXml(reply, {
      returncode: 'SUCCESS',
      recordings: {},
      messageKey: 'noRecordings',
      message: 'There are no recordings for the meeting(s).',
    })
  return sendXml(reply, {
    returncode: 'SUCCESS',
    recordings: { recording: page.map((recording) => viewOf(world, recording)) },
  })
}

function isAskedFor(world: World, recording: Recording, params: URLSearchParams): boolean {
  const list = (name: string) => (params.get(name) ?? '').split(',').filter((one) => one !== '')
  const state = stateOf(world, recording)
  const states = list('state')
  if (!states.includes('any') && !(states.length > 0 ? states : USUAL_STATES).includes(state)) return false
  // Documented: an id may be the beginning of one.
  const ids = list('recordID')
  if (ids.length > 0) return ids.some((id) => recording.recordID.startsWith(id))
  const meetingIDs = list('meetingID')
  if (meetingIDs.length > 0 && !meetingIDs.includes(recording.meetingID)) return false
  return [...params].every(
    ([name, value]) => !name.startsWith('meta_') || recording.meta[name.slice(5).toLowerCase()] === value,
  )
}

function stateOf(world: World, recording: Recording): string {
  if (recording.isDeleted) return 'deleted'
  if (recording.readyAt > world.now()) return 'processing'
  return recording.published ? 'published' : 'unpublished'
}

function viewOf(world: World, recording: Recording): Content {
  const state = stateOf(world, recording)
  const isReady = state === 'published' || state === 'unpublished'
  return {
    recordID: recording.recordID,
    meetingID: recording.meetingID,
    internalMeetingID: recording.recordID,
    name: recording.name,
    isBreakout: false,
    published: state === 'published',
    state,
    startTime: recording.startTime,
    endTime: recording.endTime,
    participants: recording.participants,
    rawSize: SMALLEST_FILM * 3,
    metadata: { ...recording.meta, meetingName: recording.name, meetingId: recording.meetingID },
    size: SMALLEST_FILM,
    playback: { format: isReady ? formatsOf(world, recording) : [] },
  }
}

function formatsOf(world: World, { recordID, startTime, endTime }: Recording): Content[] {
  const url = world.publicUrl()
  const addresses: Record<string, string> = {
    presentation: `${url}/playback/presentation/2.3/${recordID}`,
    video: `${url}/playback/video/${recordID}/`,
    podcast: `${url}/podcast/${recordID}/audio.ogg`,
    mp4: `${url}/playback/video/${recordID}/video-0.m4v`,
  }
  return world.behavior.recordingFormats
    .split(',')
    .filter((type) => addresses[type] !== undefined)
    .map((type) => ({
      type: type === 'mp4' ? 'video' : type,
      url: addresses[type] ?? '',
      processingTime: 7177,
      length: Math.round((endTime - startTime) / 60_000),
      size: SMALLEST_FILM,
    }))
}

export function publishRecordings(call: Call): FastifyReply {
  const publish = call.params.get('publish')?.toLowerCase() === 'true'
  return changed(call, 'published', publish, (recording) => {
    recording.published = publish
  })
}

export function deleteRecordings(call: Call): FastifyReply {
  return changed(call, 'deleted', true, (recording) => {
    recording.isDeleted = true
  })
}

export function updateRecordings(call: Call): FastifyReply {
  return changed(call, 'updated', true, (recording) => {
    for (const [name, value] of call.params)
      if (name.startsWith('meta_')) recording.meta[name.slice(5).toLowerCase()] = value
  })
}

function changed(
  { world, params, reply }: Call,
  word: string,
  value: boolean,
  change: (recording: Recording) => void,
): FastifyReply {
  const ids = (params.get('recordID') ?? '').split(',').filter((id) => id !== '')
  if (ids.length === 0) return refuse(reply, 'missingParamRecordID', 'You must specify a recordID.')
  const found = world.state.recordings.filter(
    ({ recordID, isDeleted }) => !isDeleted && ids.includes(recordID),
  )
  if (found.length === 0) return refuse(reply, 'notFound', 'We could not find recordings')
  for (const recording of found) change(recording)
  world.save()
  return sendXml(reply, { returncode: 'SUCCESS', [word]: value })
}

/** Documented: this call answers in JSON. */
export function getRecordingTextTracks({ world, params, reply }: Call): FastifyReply {
  const recording = findRecording(world, params.get('recordID') ?? '')
  const response = recording
    ? {
        returncode: 'SUCCESS',
        tracks: [
          {
            href: `${world.publicUrl()}/textTrack/${recording.recordID}/subtitles_en-US.vtt`,
            kind: 'subtitles',
            label: 'English',
            lang: 'en-US',
            source: 'live',
          },
        ],
      }
    : { returncode: 'FAILED', messageKey: 'noRecordings', message: 'No recording found' }
  return reply.type('application/json').send(JSON.stringify({ response }))
}

function findRecording(world: World, id: string): Recording | undefined {
  return world.state.recordings.find(({ recordID, isDeleted }) => !isDeleted && recordID === id)
}

/** What the addresses of recordings open, for whoever has one. */
export function playbackRoutes(app: FastifyInstance, world: World): void {
  const published = (id: string) => {
    const recording = findRecording(world, id)
    return recording && stateOf(world, recording) === 'published' ? recording : undefined
  }
  for (const path of ['/playback/presentation/2.3/:id', '/playback/video/:id/'])
    app.get<{ Params: { id: string } }>(path, (request, reply) => {
      const recording = published(request.params.id)
      return recording ? recordingPage(reply, recording) : gone(reply)
    })
  app.get<{ Params: { id: string } }>('/playback/video/:id/video-0.m4v', (request, reply) =>
    published(request.params.id)
      ? sendFilm(reply, filmOf(SMALLEST_FILM), request.headers.range)
      : gone(reply),
  )
  app.get<{ Params: { id: string } }>('/textTrack/:id/subtitles_en-US.vtt', (request, reply) =>
    published(request.params.id) ? reply.type('text/vtt; charset=utf-8').send(TRANSCRIPT) : gone(reply),
  )
}

function recordingPage(reply: FastifyReply, { name, recordID, startTime, endTime }: Recording): FastifyReply {
  return sendPage(reply, {
    title: name,
    body: html`<h1>${name}</h1>
<p>Recording of ${Math.round((endTime - startTime) / 60_000)} minutes, begun ${new Date(startTime).toISOString()}.</p>
<div class="actions"><a class="button" href="/playback/video/${recordID}/video-0.m4v">Film</a></div>`,
  })
}

function gone(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'Not found',
    status: 404,
    body: html`<h1>This recording does not exist</h1><p>It was deleted, is not published, or the address is not whole.</p>`,
  })
}
