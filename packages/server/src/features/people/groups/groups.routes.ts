import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { IfMatch, listOf, problems } from '../../../http/schemas.ts'
import {
  AddedMembers,
  AddMembers,
  FindGroups,
  FindMembers,
  Group,
  GroupMember,
  GroupParams,
  MemberParams,
  NewGroup,
} from './groups.schemas.ts'
import {
  addMembers,
  createGroup,
  deleteGroup,
  findMembers,
  getGroup,
  listGroups,
  removeMember,
  renameGroup,
} from './groups.service.ts'

export function groupsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['groups']
  const one = { 200: Group, ...problems }
  const done = { 204: z.null(), ...problems }

  app.get(
    '/groups',
    {
      config: { access: 'planner' },
      schema: { tags, querystring: FindGroups, response: { 200: listOf(Group), ...problems } },
    },
    (request) => listGroups(request.ctx, actorOf(request), request.query),
  )
  app.post(
    '/groups',
    {
      config: { access: 'superadmin' },
      schema: { tags, body: NewGroup, response: { 201: Group, ...problems } },
    },
    async (request, reply) => {
      const group = await createGroup(request.ctx, actorOf(request), request.body.name)
      return reply.status(201).header('etag', etag(group.version)).send(group)
    },
  )
  app.get(
    '/groups/:groupId',
    { config: { access: 'planner' }, schema: { tags, params: GroupParams, response: one } },
    async (request, reply) => {
      const group = await getGroup(request.ctx, actorOf(request), request.params.groupId)
      return reply.header('etag', etag(group.version)).send(group)
    },
  )
  app.patch(
    '/groups/:groupId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: GroupParams, headers: IfMatch, body: NewGroup, response: one },
    },
    async (request, reply) => {
      const target = { groupId: request.params.groupId, expectedVersion: expectedVersion(request.headers) }
      const group = await renameGroup(request.ctx, actorOf(request), target, request.body.name)
      return reply.header('etag', etag(group.version)).send(group)
    },
  )
  app.delete(
    '/groups/:groupId',
    { config: { access: 'superadmin' }, schema: { tags, params: GroupParams, response: done } },
    async (request, reply) => {
      await deleteGroup(request.ctx, actorOf(request), request.params.groupId)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/groups/:groupId/members',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        params: GroupParams,
        querystring: FindMembers,
        response: { 200: listOf(GroupMember), ...problems },
      },
    },
    (request) => findMembers(request.ctx, actorOf(request), request.params.groupId, request.query),
  )
  app.post(
    '/groups/:groupId/members',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Add members by address or id, after a look at what would happen',
        params: GroupParams,
        body: AddMembers,
        response: { 200: AddedMembers, ...problems },
      },
    },
    (request) => addMembers(request.ctx, actorOf(request), request.params.groupId, request.body),
  )
  app.delete(
    '/groups/:groupId/members/:personId',
    { config: { access: 'superadmin' }, schema: { tags, params: MemberParams, response: done } },
    async (request, reply) => {
      const personId = request.params.personId
      await removeMember(request.ctx, actorOf(request), request.params.groupId, personId)
      return reply.status(204).send(null)
    },
  )
}
