import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../http/actor.ts'
import { Id, Instant, listOf, problems } from '../../http/schemas.ts'
import { listMails } from './mails.service.ts'

const Mail = z
  .object({
    id: Id,
    recipient: z.string(),
    subject: z.string(),
    body: z.string(),
    createdAt: Instant,
    sentAt: Instant.nullable().describe('null = waiting, or no mail server is set up'),
  })
  .meta({ id: 'Mail' })

/** The outbox. */
export function mailsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/mails',
    { schema: { tags: ['mails'], response: { 200: listOf(Mail), ...problems } } },
    async (request) => ({ items: await listMails(request.ctx, actorOf(request)), nextCursor: null }),
  )
}
