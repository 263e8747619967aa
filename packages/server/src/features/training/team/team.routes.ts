import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { listOf, problems } from '../../../http/schemas.ts'
import {
  approveRequest,
  chooseDeputy,
  getDeputy,
  listRequests,
  refuseRequest,
  removeDeputy,
} from './requests.service.ts'
import {
  ApprovedRequest,
  ChooseDeputy,
  FindTeam,
  OwnDeputy,
  RefuseRequest,
  TeamMember,
  TeamMemberDetails,
  TeamMemberParams,
  TeamRequest,
  TeamRequestParams,
} from './team.schemas.ts'
import { getMember, listTeam } from './team.service.ts'

/** What managers see of their team, and decide about. */
export function teamRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['team']

  app.get(
    '/team',
    {
      config: { access: 'manager' },
      schema: {
        tags,
        summary: 'The people of my team: booked, absent, expiring',
        querystring: FindTeam,
        response: { 200: listOf(TeamMember), ...problems },
      },
    },
    (request) => listTeam(request.ctx, actorOf(request), request.query),
  )
  app.get(
    '/team/people/:personId',
    {
      config: { access: 'manager-of-person' },
      schema: {
        tags,
        summary: 'One person of my team',
        description: 'Of somebody in another team there is nothing to be found.',
        params: TeamMemberParams,
        response: { 200: TeamMemberDetails, ...problems },
      },
    },
    (request) => getMember(request.ctx, actorOf(request), request.params.personId),
  )
  app.get(
    '/team/requests',
    {
      config: { access: 'manager' },
      schema: {
        tags,
        summary: 'Requests for places that wait for me',
        response: { 200: listOf(TeamRequest), ...problems },
      },
    },
    async (request) => ({ items: await listRequests(request.ctx, actorOf(request)), nextCursor: null }),
  )
  app.post(
    '/team/requests/:sessionId/:personId/approval',
    {
      config: { access: 'decider-of-request' },
      schema: {
        tags,
        summary: 'Approve a request for a place',
        description:
          'They get a place, or a position on the waiting list where all are taken. Of two who decide at once the first one does; the other one is told (`request-approved`, `request-ended`).',
        params: TeamRequestParams,
        response: { 200: ApprovedRequest, ...problems },
      },
    },
    async (request) => ({ status: await approveRequest(request.ctx, actorOf(request), request.params) }),
  )
  app.post(
    '/team/requests/:sessionId/:personId/refusal',
    {
      config: { access: 'decider-of-request' },
      schema: {
        tags,
        summary: 'Refuse a request for a place',
        params: TeamRequestParams,
        body: RefuseRequest,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await refuseRequest(request.ctx, actorOf(request), { ...request.params, ...request.body })
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/team/deputy',
    {
      config: { access: 'manager' },
      schema: {
        tags,
        summary: 'Who decides about requests of my team while I am away',
        response: { 200: OwnDeputy, ...problems },
      },
    },
    async (request) => ({ deputy: await getDeputy(request.ctx, actorOf(request)) }),
  )
  app.put(
    '/team/deputy',
    {
      config: { access: 'manager' },
      schema: {
        tags,
        summary: 'Say who decides about requests of my team while I am away',
        body: ChooseDeputy,
        response: { 200: OwnDeputy, ...problems },
      },
    },
    async (request) => ({ deputy: await chooseDeputy(request.ctx, actorOf(request), request.body) }),
  )
  app.delete(
    '/team/deputy',
    {
      config: { access: 'manager' },
      schema: {
        tags,
        summary: 'Decide alone again',
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await removeDeputy(request.ctx, actorOf(request))
      return reply.status(204).send(null)
    },
  )
}
