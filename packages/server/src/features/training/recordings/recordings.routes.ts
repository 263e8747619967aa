import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, problems } from '../../../http/schemas.ts'
import { readRange } from './byte-ranges.ts'
import { agree, giveNotice } from './consents.service.ts'
import type { Film } from './films.service.ts'
import {
  AgreeToRecording,
  ChangeRecording,
  EventRecordings,
  GiveNotice,
  RecordingParams,
  Transcript,
} from './recordings.schemas.ts'
import {
  changeRecording,
  deleteRecording,
  getCaptions,
  getRecordings,
  getTranscript,
  lookAgain,
  playFilm,
} from './recordings.service.ts'

const tags = ['recordings']

/** What was recorded of an event, and who agreed to it. */
export function recordingsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const done = { 204: z.null(), ...problems }

  app.get(
    '/events/:eventId/recordings',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'The recordings of an event, and whether it is recorded',
        params: EventParams,
        response: { 200: EventRecordings, ...problems },
      },
    },
    (request) => getRecordings(request.ctx, actorOf(request), request.params.eventId),
  )
  app.get(
    '/events/:eventId/recordings/:recordingId/film',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'The film of a recording',
        description:
          'It comes through here, or from the storage of one’s own; no link to it is given away. `Range` asks for a part, and gets no more than 8 MB of it. While too many are sent at once it is 503 with `Retry-After`.',
        params: RecordingParams,
        querystring: z.object({
          download: z.enum(['1']).optional().describe('to be kept as a file, whole'),
        }),
        response: { 200: z.any().describe('the file'), ...problems },
      },
    },
    async (request, reply) => {
      const isDownload = request.query.download !== undefined
      const range = isDownload ? undefined : readRange(request.headers.range)
      const { film, name } = await playFilm(request.ctx, actorOf(request), {
        ...request.params,
        range,
        left: leftOf(reply),
      })
      return sendFilm(reply, film, isDownload ? name : undefined)
    },
  )
  app.get(
    '/events/:eventId/recordings/:recordingId/transcript',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'What was said in a recording',
        params: RecordingParams,
        response: { 200: Transcript, ...problems },
      },
    },
    async (request) => ({ items: await getTranscript(request.ctx, actorOf(request), request.params) }),
  )
  app.get(
    '/events/:eventId/recordings/:recordingId/captions.vtt',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'The same as captions for a player',
        params: RecordingParams,
        response: { 200: z.any().describe('WebVTT'), ...problems },
      },
    },
    async (request, reply) => {
      const text = await getCaptions(request.ctx, actorOf(request), request.params)
      return harmless(reply)
        .type('text/vtt; charset=utf-8')
        .serializer((body: string) => body)
        .send(text)
    },
  )
  app.patch(
    '/events/:eventId/recordings/:recordingId',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Hide a recording from learners, or show it again',
        params: RecordingParams,
        body: ChangeRecording,
        response: { 200: EventRecordings, ...problems },
      },
    },
    async (request) => {
      const actor = actorOf(request)
      await changeRecording(request.ctx, actor, request.params, request.body)
      return getRecordings(request.ctx, actor, request.params.eventId)
    },
  )
  app.delete(
    '/events/:eventId/recordings/:recordingId',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Delete a recording',
        description: 'Here, with its copy; it does not come back. What the tool keeps is deleted there.',
        params: RecordingParams,
        response: done,
      },
    },
    async (request, reply) => {
      await deleteRecording(request.ctx, actorOf(request), request.params)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/events/:eventId/recordings/looks',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Look for the recordings of an event once more',
        description: 'A job looks for them; ask for the recordings again in some seconds.',
        params: EventParams,
        response: { 200: EventRecordings, ...problems },
      },
    },
    async (request) => {
      const actor = actorOf(request)
      await lookAgain(request.ctx, actor, request.params.eventId)
      return getRecordings(request.ctx, actor, request.params.eventId)
    },
  )
  app.put(
    '/events/:eventId/recording-notice',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Say whether an event is recorded',
        description:
          'If it is, learners have to agree before they join. Whoever agreed to something else is asked anew.',
        params: EventParams,
        body: GiveNotice,
        response: { 200: EventRecordings, ...problems },
      },
    },
    async (request) => {
      const actor = actorOf(request)
      await giveNotice(request.ctx, actor, request.params.eventId, request.body.isRecorded)
      return getRecordings(request.ctx, actor, request.params.eventId)
    },
  )
  app.post(
    '/events/:eventId/recording-consent',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'Agree to be recorded',
        params: EventParams,
        body: AgreeToRecording,
        response: { 200: EventRecordings, ...problems },
      },
    },
    async (request) => {
      const actor = actorOf(request)
      await agree(request.ctx, actor, request.params.eventId, request.body.version)
      return getRecordings(request.ctx, actor, request.params.eventId)
    },
  )
}

/** Whatever the file is, it is nothing that a browser runs, and nobody keeps it on the way. */
function harmless(reply: FastifyReply): FastifyReply {
  return reply
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; media-src 'self'; sandbox")
}

/** @param downloadName undefined = it is played */
/** When whoever asked has left, or has the whole answer. */
function leftOf(reply: FastifyReply): AbortSignal {
  const left = new AbortController()
  reply.raw.once('close', () => left.abort())
  return left.signal
}

function sendFilm(
  reply: FastifyReply,
  { status, contentRange, bytes, body }: Film,
  downloadName: string | undefined,
): FastifyReply {
  harmless(reply).status(status).type('video/mp4').header('accept-ranges', 'bytes')
  if (contentRange !== undefined) reply.header('content-range', contentRange)
  if (bytes !== undefined) reply.header('content-length', bytes)
  const file = `${(downloadName ?? '').replaceAll(/[^\p{L}\p{N} ._-]+/gu, ' ').trim() || 'recording'}`
  const name = encodeURIComponent(file.replace(/\.mp4$/i, ''))
  reply.header(
    'content-disposition',
    downloadName === undefined
      ? 'inline'
      : `attachment; filename="recording.mp4"; filename*=UTF-8''${name}.mp4`,
  )
  return reply.send(body)
}
