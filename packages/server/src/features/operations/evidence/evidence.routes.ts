import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { SessionParams } from '../../training/sessions/sessions.schemas.ts'
import { makePack } from './evidence.service.ts'

/** What an inspector asks for. */
export function evidenceRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/sessions/:sessionId/evidence.zip',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags: ['attendance'],
        summary: 'The evidence pack of a session: who attended, in one signed file',
        description:
          'A ZIP with the register as a PDF, tables of every entering and leaving, marks and verdicts with their history, the rules, the reports of the tools as they came, the certificates; with a manifest that has the hash of each file and row, signed by the platform. `npm run verify` and the page `/verify` check it without a network.',
        params: SessionParams,
        response: { 200: z.any().describe('a ZIP file'), ...problems },
      },
    },
    async (request, reply) => {
      const { sessionId } = request.params
      const zip = await makePack(request.ctx, actorOf(request), sessionId)
      return reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="evidence-${sessionId}.zip"`)
        .header('cache-control', 'private, no-store')
        .send(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength))
    },
  )
}
