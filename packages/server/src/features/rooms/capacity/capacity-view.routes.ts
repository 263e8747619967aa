import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { listOf, problems } from '../../../http/schemas.ts'
import { AppParams } from '../../platform/apps/apps.schemas.ts'
import { AccountParams } from '../accounts/accounts.schemas.ts'
import { AccountChoice, FindAccountChoices } from './account-choices.schemas.ts'
import { listAccountChoices } from './account-choices.service.ts'
import { AppEvents, Capacity, CapacitySpan, FindAppEvents } from './capacity-view.schemas.ts'
import { getCapacity, listEventsOfApp } from './capacity-view.service.ts'

export function capacityRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['capacity']
  app.get(
    '/accounts/:accountId/capacity',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        params: AccountParams,
        querystring: CapacitySpan,
        response: { 200: Capacity, ...problems },
      },
    },
    (request) => {
      const { from, until } = request.query
      const accountId = request.params.accountId
      return getCapacity(request.ctx, actorOf(request), {
        accountId,
        from: new Date(from),
        until: new Date(until),
      })
    },
  )
  app.get(
    '/apps/:appId/coming-events',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        params: AppParams,
        querystring: FindAppEvents,
        response: { 200: AppEvents, ...problems },
      },
    },
    (request) =>
      listEventsOfApp(request.ctx, actorOf(request), {
        appId: request.params.appId,
        accountId: request.query.accountId,
      }),
  )
  app.get(
    '/account-choices',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Which accounts can hold an event at a time',
        description:
          'The accounts of active apps by name, with the rooms that are free all that time; of those that can’t hold it, why. Nothing is kept free: planning checks it anew.',
        querystring: FindAccountChoices,
        response: { 200: listOf(AccountChoice), ...problems },
      },
    },
    async (request) => ({
      items: await listAccountChoices(request.ctx, actorOf(request), request.query),
      nextCursor: null,
    }),
  )
}
