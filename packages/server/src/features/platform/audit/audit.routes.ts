import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { sendCsv } from '../../../http/file.ts'
import { listOf, problems } from '../../../http/schemas.ts'
import { AuditEntry, FindAudit } from './audit.schemas.ts'
import { exportAudit, listAudit } from './audit-log.service.ts'

export function auditRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['audit']
  app.get(
    '/audit',
    {
      config: { access: 'superadmin' },
      schema: { tags, querystring: FindAudit, response: { 200: listOf(AuditEntry), ...problems } },
    },
    (request) => listAudit(request.ctx, actorOf(request), request.query),
  )
  app.get(
    '/audit.csv',
    {
      config: { access: 'superadmin' },
      schema: { tags, querystring: FindAudit, response: { 200: z.string(), ...problems } },
    },
    async (request, reply) => {
      const file = await exportAudit(request.ctx, actorOf(request), request.query)
      return sendCsv(reply, 'audit-log.csv', file)
    },
  )
}
