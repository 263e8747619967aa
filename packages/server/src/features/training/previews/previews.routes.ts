import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { Preview, PreviewRequest } from './previews.schemas.ts'
import { preview } from './previews.service.ts'

/** What a change would do, before it is made. */
export function previewsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.post(
    '/previews',
    {
      config: { access: 'previewer-of-change' },
      schema: {
        tags: ['previews'],
        summary:
          'Tells what a change would do: mails, calendar updates, rooms and places. Nothing is changed',
        description:
          'Takes the fields of the change itself, with its ids and version in the body, and is refused as the change would be.',
        body: PreviewRequest,
        response: { 200: Preview, ...problems },
      },
    },
    (request) => preview(request.ctx, actorOf(request), request.body),
  )
}
