import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import { Examination } from './doctor.schemas.ts'
import { examine } from './doctor.service.ts'

/** @param sealedColumns of all features */
export function doctorRoutes(fastify: FastifyInstance, sealedColumns: readonly SealedColumn[]): void {
  fastify.withTypeProvider<ZodTypeProvider>().get(
    '/examination',
    {
      config: { access: 'superadmin' },
      schema: {
        tags: ['doctor'],
        summary: 'Look for what should not be in the data of the platform; changes nothing',
        response: { 200: Examination, ...problems },
      },
    },
    (request) => examine(request.ctx, actorOf(request), sealedColumns),
  )
}
