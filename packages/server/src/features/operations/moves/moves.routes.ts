import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { sendCsv } from '../../../http/file.ts'
import { problems } from '../../../http/schemas.ts'
import { FindMove, Move, MoveParams, NewestMove, NewMove } from './moves.schemas.ts'
import { beginMove, exportMove, getMove, getNewestMove, tryMove, undoMove } from './moves.service.ts'

export function movesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['moves']

  app.post(
    '/moves/dry-run',
    {
      config: { access: 'superadmin' },
      schema: { tags, body: NewMove, response: { 200: Move, ...problems } },
    },
    (request) => tryMove(request.ctx, actorOf(request), request.body),
  )

  app.post(
    '/moves',
    {
      config: { access: 'superadmin' },
      schema: { tags, body: NewMove, response: { 202: Move, ...problems } },
    },
    async (request, reply) =>
      reply.status(202).send(await beginMove(request.ctx, actorOf(request), request.body)),
  )

  app.get(
    '/moves/newest',
    {
      config: { access: 'superadmin' },
      schema: { tags, querystring: FindMove, response: { 200: NewestMove, ...problems } },
    },
    async (request) => {
      const from = request.query.fromAccountId
      return { move: await getNewestMove(request.ctx, actorOf(request), from) }
    },
  )

  app.get(
    '/moves/:moveId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: MoveParams, response: { 200: Move, ...problems } },
    },
    (request) => getMove(request.ctx, actorOf(request), request.params.moveId),
  )

  app.post(
    '/moves/:moveId/undo',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: MoveParams, response: { 202: Move, ...problems } },
    },
    async (request, reply) =>
      reply.status(202).send(await undoMove(request.ctx, actorOf(request), request.params.moveId)),
  )

  app.get(
    '/moves/:moveId/report.csv',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: MoveParams, response: { 200: z.string(), ...problems } },
    },
    async (request, reply) => {
      const file = await exportMove(request.ctx, actorOf(request), request.params.moveId)
      return sendCsv(reply, 'moved-events.csv', file)
    },
  )
}
