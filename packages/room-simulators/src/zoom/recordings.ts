import { filmOf, html, SMALLEST_FILM, sendFilm } from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import { refuseScope, serve } from './gate.ts'
import type { Instance } from './model.ts'
import { sendPage } from './pages.ts'
import { askedInstance } from './reports.ts'
import { instant, numberOf, refuse } from './wire.ts'
import type { World } from './world.ts'

const TRANSCRIPT =
  'WEBVTT\n\n1\n00:00:00.000 --> 00:00:05.000\nOlga Host: Nobody spoke in this simulated recording.\n'
const FILM = filmOf(SMALLEST_FILM + 64)

/** Recordings in the cloud: of an instance, and their files. */
export function recordingRoutes(app: FastifyInstance, world: World): void {
  serve(
    app,
    world,
    { method: 'GET', path: '/meetings/:uuid/recordings', weight: 'Light', scope: 'listRecordings' },
    (request, reply) => {
      if (world.withheld.recordings) return refuseScope(world, reply, 'listRecordings')
      const instance = askedInstance(world, undefined, request, reply)
      if (!instance) return reply
      const { recording } = instance
      if (!recording || recording.isTrashed) return refuse(reply, 404, 3301, 'This recording does not exist.')
      const files = isOut(world, instance) ? filesOf(world, instance) : []
      const { include_fields, ttl } = request.query as { include_fields?: string; ttl?: string }
      const seconds = Math.min(Number(ttl ?? 86_400) || 86_400, 604_800)
      return reply.send({
        uuid: instance.uuid,
        id: numberOf(instance.roomId),
        account_id: world.state.accountId,
        host_id: instance.hostId,
        topic: instance.topic,
        type: instance.kind === 'meeting' ? '2' : '5',
        start_time: instant(instance.startedAt),
        duration: Math.round(((instance.endedAt ?? instance.startedAt) - instance.startedAt) / 60_000),
        total_size: FILM.byteLength,
        // Read: a count with no files means that they are being made.
        recording_count: recording.transcript === undefined ? 1 : 2,
        recording_files: files,
        recording_play_passcode: world.sign(`play ${instance.uuid}`),
        ...(include_fields?.includes('download_access_token')
          ? { download_access_token: downloadToken(world, seconds) }
          : {}),
      })
    },
  )

  app.get<{ Params: { file: string }; Querystring: { access_token?: string } }>(
    '/rec/download/:file',
    (request, reply) => {
      const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
      const token = bearer ?? request.query.access_token
      const isGood =
        isDownloadToken(world, token) ||
        world.state.tokens.some((one) => one.token === token && !one.isRevoked && one.expiresAt > world.now())
      // Documented: without a token a page comes that asks for a sign-in.
      if (!isGood)
        return sendPage(reply, {
          title: 'Sign in',
          status: 401,
          body: html`<h1>Sign in to view this recording</h1>`,
        })
      // Documented: downloads are redirected, so that a program has to follow.
      return reply.redirect(`/rec/files/${request.params.file}?k=${world.sign(request.params.file)}`)
    },
  )

  app.get<{ Params: { file: string }; Querystring: { k?: string } }>('/rec/files/:file', (request, reply) => {
    const { file } = request.params
    const instance = world.state.instances.find((one) => fileIds(world, one).includes(file))
    const recording = instance?.recording
    if (!recording || recording.isTrashed || request.query.k !== world.sign(file))
      return reply.status(404).send('')
    if (file.endsWith('-film')) return sendFilm(reply, FILM, request.headers.range)
    return reply.type('text/vtt').send(recording.transcript ?? TRANSCRIPT)
  })
}

/** Whether the files of a recording are there. */
export function isOut(world: World, { recording, endedAt }: Instance): boolean {
  if (!recording || endedAt === undefined) return false
  const outAt = recording.outAt ?? endedAt + world.behavior.recordingDelaySeconds * 1000
  return outAt !== 'never' && outAt <= world.now()
}

function fileIds(world: World, { uuid }: Instance): string[] {
  const id = world.sign(`file ${uuid}`)
  return [`${id}-film`, `${id}-vtt`]
}

function filesOf(world: World, instance: Instance): object[] {
  const [film = '', vtt = ''] = fileIds(world, instance)
  const shared = {
    meeting_id: instance.uuid,
    recording_start: instant(instance.startedAt),
    recording_end: instant(instance.endedAt ?? instance.startedAt),
    status: 'completed',
  }
  const addresses = (id: string) => ({
    id,
    play_url: `${world.publicUrl()}/rec/play/${id}`,
    download_url: `${world.publicUrl()}/rec/download/${id}`,
  })
  return [
    {
      ...shared,
      ...addresses(film),
      file_type: 'MP4',
      file_extension: 'MP4',
      file_size: FILM.byteLength,
      recording_type: 'shared_screen_with_speaker_view',
    },
    ...(instance.recording?.transcript === undefined
      ? []
      : [
          {
            ...shared,
            ...addresses(vtt),
            file_type: 'TRANSCRIPT',
            file_extension: 'VTT',
            file_size: Buffer.byteLength(instance.recording.transcript),
            recording_type: 'audio_transcript',
          },
        ]),
  ]
}

function downloadToken(world: World, seconds: number): string {
  const until = String(world.now() + seconds * 1000)
  return `${until}.${world.sign(`download ${until}`)}`
}

function isDownloadToken(world: World, token: string | undefined): boolean {
  const [until = '', signature] = token?.split('.') ?? []
  return signature === world.sign(`download ${until}`) && Number(until) > world.now()
}
