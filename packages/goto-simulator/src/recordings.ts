import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { filmOf, SMALLEST_FILM, sendFilm } from './kit/film.ts'
import { html } from './kit/pages.ts'
import type { Run } from './model.ts'
import { sendPage } from './pages.ts'
import { findRoom } from './room-entry.ts'
import type { World } from './world.ts'

const TRANSCRIPT = 'WEBVTT\n\n00:00.000 --> 00:05.000\nNobody spoke in this simulated recording.\n'

/** The addresses of a recording: a page for people, the film, and what was said. */
export interface RecordingLinks {
  /** Observed: a uuid, for meetings. */
  readonly id: string
  readonly shareUrl: string
  readonly downloadUrl: string
  readonly transcriptUrl: string
  readonly fileSize: number
}

export function recordingLinks(world: World, run: Run): RecordingLinks {
  const id = recordingIdOf(run)
  const shareUrl = `${world.publicUrl()}/recording/${id}`
  const { recordingLinkSeconds } = world.behavior
  const until = recordingLinkSeconds > 0 ? `?until=${world.now() + recordingLinkSeconds * 1000}` : ''
  return {
    id,
    shareUrl,
    downloadUrl: `${shareUrl}.mp4${until}`,
    transcriptUrl: `${shareUrl}.vtt${until}`,
    fileSize: bytesOf(world, run),
  }
}

function bytesOf(world: World, { recordingShape: shape }: Run): number {
  const limits = shape?.grows?.filter(({ until }) => world.now() < until).map(({ bytes }) => bytes) ?? []
  return Math.max(SMALLEST_FILM, Math.min(shape?.bytes ?? SMALLEST_FILM, ...limits))
}

/** What the links of recordings open, for whoever has one; films lie where files do, which gives parts of them (assumed). */
export function recordingRoutes(app: FastifyInstance, world: World): void {
  app.get<{ Params: { file: string }; Querystring: { until?: string } }>(
    '/recording/:file',
    (request, reply) => {
      const [id, ending] = request.params.file.split('.')
      const run = world.state.runs.find((entry) => entry.recording && recordingIdOf(entry) === id)
      if (!run) return gone(reply)
      if (ending === undefined) return recordingPage(reply, world, run)
      if (Number(request.query.until ?? Number.POSITIVE_INFINITY) < world.now())
        return reply.status(403).type('application/xml').send('<Error><Code>AccessDenied</Code></Error>')
      if (ending === 'mp4') return sendFilm(reply, filmOf(bytesOf(world, run)), request.headers.range)
      const transcript = run.recordingShape?.transcript ?? TRANSCRIPT
      return ending === 'vtt' ? reply.type('text/vtt; charset=utf-8').send(transcript) : gone(reply)
    },
  )
}

function recordingPage(reply: FastifyReply, world: World, run: Run): FastifyReply {
  const title = findRoom(world, run.product, run.roomKey)?.title ?? 'Recording'
  const { downloadUrl, transcriptUrl } = recordingLinks(world, run)
  const minutes = Math.round(((run.endedAt ?? run.startedAt) - run.startedAt) / 60_000)
  return sendPage(reply, {
    title,
    body: html`<h1>${title}</h1>
<p>Recording of ${minutes} minutes, begun ${new Date(run.startedAt).toISOString()}.</p>
<div class="actions"><a class="button" href="${downloadUrl}">Download</a> <a class="button plain" href="${transcriptUrl}">Transcript</a></div>`,
  })
}

function gone(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'Not found',
    status: 404,
    body: html`<h1>This recording does not exist</h1><p>It was deleted, or the link is not whole.</p>`,
  })
}

/** The same for a run always, and not to be guessed from its key. */
function recordingIdOf(run: Run): string {
  const hex = createHash('sha256').update(`recording ${run.key}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
