import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { sendCsv } from '../../../http/file.ts'
import { listOf, problems } from '../../../http/schemas.ts'
import { TABLE_BYTES } from '../tables/tables.schemas.ts'
import { FindPlanItems, NewPlan, Plan, PlanForecast, PlanItem, PlanParams } from './plans.schemas.ts'
import {
  beginPlan,
  exportPlan,
  getPlan,
  listPlanItems,
  listPlans,
  tryPlan,
  undoPlan,
} from './plans.service.ts'

export function plansRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['planning']

  app.post(
    '/plans',
    {
      config: { access: 'planner' },
      bodyLimit: TABLE_BYTES * 2,
      schema: {
        tags,
        summary: 'Plan a whole term from a table',
        description:
          'With `save: false`: what would become of each row, with proposals that are free of conflicts. With `save: true`: what can be planned is, in the background; the plan says how far it is. 5,000 rows at most.',
        body: NewPlan,
        response: { 200: PlanForecast, 202: Plan, ...problems },
      },
    },
    async (request, reply) => {
      const { ctx, body } = request
      if (!body.save) return reply.status(200).send(await tryPlan(ctx, actorOf(request), body))
      return reply.status(202).send(await beginPlan(ctx, actorOf(request), body))
    },
  )

  app.get(
    '/plans',
    { config: { access: 'planner' }, schema: { tags, response: { 200: listOf(Plan), ...problems } } },
    async (request) => ({
      items: await listPlans(request.ctx, actorOf(request)),
      nextCursor: null,
    }),
  )

  app.get(
    '/plans/:planId',
    {
      config: { access: 'beginner-of-plan' },
      schema: { tags, params: PlanParams, response: { 200: Plan, ...problems } },
    },
    (request) => getPlan(request.ctx, actorOf(request), request.params.planId),
  )

  app.get(
    '/plans/:planId/items',
    {
      config: { access: 'beginner-of-plan' },
      schema: {
        tags,
        params: PlanParams,
        querystring: FindPlanItems,
        response: { 200: listOf(PlanItem), ...problems },
      },
    },
    (request) => listPlanItems(request.ctx, actorOf(request), request.params.planId, request.query),
  )

  app.post(
    '/plans/:planId/undo',
    {
      config: { access: 'beginner-of-plan' },
      schema: {
        tags,
        summary: 'Take a plan back',
        description: 'Deletes the events that it planned, in the background; what was touched since is kept.',
        params: PlanParams,
        response: { 202: Plan, ...problems },
      },
    },
    async (request, reply) =>
      reply.status(202).send(await undoPlan(request.ctx, actorOf(request), request.params.planId)),
  )

  app.get(
    '/plans/:planId/report.csv',
    {
      config: { access: 'beginner-of-plan' },
      schema: { tags, params: PlanParams, response: { 200: z.string(), ...problems } },
    },
    async (request, reply) => {
      const file = await exportPlan(request.ctx, actorOf(request), request.params.planId)
      return sendCsv(reply, 'plan.csv', file)
    },
  )
}
