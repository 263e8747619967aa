import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, problems } from '../../../http/schemas.ts'
import { RecordingParams } from '../recordings/recordings.schemas.ts'
import { OwnMakeUp, RecordingClock, TellWatched } from './make-up.schemas.ts'
import { getClock, getOwnMakeUp, setClock, tellWatched } from './make-up.service.ts'

const tags = ['recordings']

/** What somebody missed of a class, to be watched in its recording where the rule allows it. */
export function makeUpRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/events/:eventId/make-up',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'What one missed of an event, and where in its recordings that is',
        params: EventParams,
        response: { 200: OwnMakeUp, ...problems },
      },
    },
    (request) => getOwnMakeUp(request.ctx, actorOf(request), request.params.eventId),
  )
  app.post(
    '/events/:eventId/recordings/:recordingId/watched',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'Tell what a player has shown',
        description:
          'Every ten seconds or so, beginning with an empty list as it starts. No more counts than time has passed here since the beat before, at the speed of the player and twice at most; tabs share that time, and what was shown twice counts once.',
        params: RecordingParams,
        body: TellWatched,
        response: { 200: OwnMakeUp, ...problems },
      },
    },
    (request) => tellWatched(request.ctx, actorOf(request), request.params, request.body),
  )
  app.get(
    '/events/:eventId/recordings/:recordingId/clock',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'When of the class a film was recorded',
        params: RecordingParams,
        response: { 200: RecordingClock, ...problems },
      },
    },
    (request) => getClock(request.ctx, actorOf(request), request.params),
  )
  app.put(
    '/events/:eventId/recordings/:recordingId/clock',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Set when of the class a film was recorded, and where it was paused',
        description:
          'Tools tell when it begins at most, and not always rightly. What was watched counts by it.',
        params: RecordingParams,
        body: RecordingClock,
        response: { 200: RecordingClock, ...problems },
      },
    },
    (request) => setClock(request.ctx, actorOf(request), request.params, request.body),
  )
}
