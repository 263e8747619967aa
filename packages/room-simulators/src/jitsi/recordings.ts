import { filmOf, sendFilm } from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import type { Recording } from './model.ts'
import type { World } from './world.ts'

const FILM_BYTES = 50_000

/** Who has the link has the film, until it is deleted. */
export function recordingUrl(world: World, { id, token }: Recording): string {
  return `${world.publicUrl()}/recordings/${id}.mp4?token=${token}`
}

export function recordingRoutes(app: FastifyInstance, world: World): void {
  app.get<{ Params: { file: string }; Querystring: { token?: string } }>(
    '/recordings/:file',
    (request, reply) => {
      const recording = world.state.recordings.find(({ id }) => `${id}.mp4` === request.params.file)
      const now = world.now()
      const endsAt = (recording?.readyAt ?? 0) + world.behavior.recordingHours * 3_600_000
      if (!recording || recording.readyAt > now || recording.token !== request.query.token || now >= endsAt)
        return reply.status(404).type('text/plain').send('not found')
      return sendFilm(reply, filmOf(FILM_BYTES), request.headers.range)
    },
  )
}
