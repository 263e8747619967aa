import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { readOld } from '../../../db/replica.ts'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { CatalogueList, FindCatalogue } from './catalogue.schemas.ts'
import { listCatalogue } from './catalogue.service.ts'

export function catalogueRoutes(fastify: FastifyInstance): void {
  fastify.withTypeProvider<ZodTypeProvider>().get(
    '/catalogue',
    {
      config: { access: 'signed-in' },
      schema: {
        tags: ['catalogue'],
        summary: 'Courses that everybody may choose from',
        querystring: FindCatalogue,
        response: { 200: CatalogueList, ...problems },
      },
    },
    (request) => readOld(request.ctx, (ctx) => listCatalogue(ctx, actorOf(request), request.query)),
  )
}
