import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { FindMails, MailList, MailParams, MailWithHtml } from './mails.schemas.ts'
import { getMail, listMails, resendMail } from './mails.service.ts'

/** The outbox. */
export function mailsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['mails']
  app.get(
    '/mails',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'The outbox, newest first',
        querystring: FindMails,
        response: { 200: MailList, ...problems },
      },
    },
    (request) => listMails(request.ctx, actorOf(request), request.query),
  )
  app.get(
    '/mails/:mailId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: MailParams, response: { 200: MailWithHtml, ...problems } },
    },
    (request) => getMail(request.ctx, actorOf(request), request.params.mailId),
  )
  app.post(
    '/mails/:mailId/resend',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Send a failed mail once more, if it is still true',
        params: MailParams,
        response: { 200: MailWithHtml, ...problems },
      },
    },
    (request) => resendMail(request.ctx, actorOf(request), request.params.mailId),
  )
}
