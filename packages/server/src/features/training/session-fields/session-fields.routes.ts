import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { IfMatch, listOf, problems } from '../../../http/schemas.ts'
import {
  ChangeSessionField,
  NewSessionField,
  SessionField,
  SessionFieldOrder,
  SessionFieldParams,
} from './session-fields.schemas.ts'
import {
  changeSessionField,
  createSessionField,
  deleteSessionField,
  listSessionFields,
  orderSessionFields,
} from './session-fields.service.ts'

/** Fields that a platform adds to its sessions. */
export function sessionFieldsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['session-fields']
  const list = { 200: listOf(SessionField), ...problems }

  app.get(
    '/session-fields',
    { config: { access: 'planner' }, schema: { tags, response: list } },
    async (request) => ({
      items: await listSessionFields(request.ctx, actorOf(request)),
      nextCursor: null,
    }),
  )

  app.post(
    '/session-fields',
    {
      config: { access: 'superadmin' },
      schema: { tags, body: NewSessionField, response: { 201: SessionField, ...problems } },
    },
    async (request, reply) => {
      const field = await createSessionField(request.ctx, actorOf(request), request.body)
      return reply.status(201).header('etag', etag(field.version)).send(field)
    },
  )

  app.put(
    '/session-fields/order',
    {
      config: { access: 'superadmin' },
      schema: { tags, summary: 'Orders all fields', body: SessionFieldOrder, response: list },
    },
    async (request) => ({
      items: await orderSessionFields(request.ctx, actorOf(request), request.body),
      nextCursor: null,
    }),
  )

  app.patch(
    '/session-fields/:fieldId',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        params: SessionFieldParams,
        headers: IfMatch,
        body: ChangeSessionField,
        response: { 200: SessionField, ...problems },
      },
    },
    async (request, reply) => {
      const target = { id: request.params.fieldId, expectedVersion: expectedVersion(request.headers) }
      const field = await changeSessionField(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(field.version)).send(field)
    },
  )

  app.delete(
    '/session-fields/:fieldId',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Deletes a field with its values',
        description: '`sessionCount` of the field says how many sessions lose one.',
        params: SessionFieldParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await deleteSessionField(request.ctx, actorOf(request), request.params.fieldId)
      return reply.status(204).send(null)
    },
  )
}
