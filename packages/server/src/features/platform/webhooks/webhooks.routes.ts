import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { webhookEventTypes } from '../../../domain/webhook-event.ts'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { IfMatch, listOf, problems } from '../../../http/schemas.ts'
import { getDelivery, listDeliveries, sendAgain } from './delivery-log.service.ts'
import {
  ChangeWebhook,
  Delivery,
  DeliveryDetails,
  DeliveryParams,
  FindDeliveries,
  IssuedWebhook,
  NewWebhook,
  Webhook,
  WebhookParams,
  Webhooks,
} from './webhooks.schemas.ts'
import {
  addWebhook,
  changeWebhook,
  getWebhook,
  listWebhooks,
  removeWebhook,
  renewSecret,
  testWebhook,
} from './webhooks.service.ts'

const tags = ['webhooks']

/** Addresses that are told what happens. */
export function webhooksRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/webhooks',
    { config: { access: 'superadmin' }, schema: { tags, response: { 200: Webhooks, ...problems } } },
    async (request) => ({
      items: await listWebhooks(request.ctx, actorOf(request)),
      nextCursor: null,
      eventTypes: [...webhookEventTypes],
    }),
  )

  app.post(
    '/webhooks',
    {
      schema: {
        tags,
        summary: 'Add a webhook',
        description: 'Its secret is shown once. Requests are signed as Standard Webhooks say.',
        body: NewWebhook,
        response: { 201: IssuedWebhook, ...problems },
      },
      config: { access: 'superadmin', answersSecret: true },
    },
    async (request, reply) => {
      const issued = await addWebhook(request.ctx, actorOf(request), request.body)
      return reply.status(201).header('etag', etag(issued.webhook.version)).send(issued)
    },
  )

  app.get(
    '/webhooks/:webhookId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: WebhookParams, response: { 200: Webhook, ...problems } },
    },
    (request) => getWebhook(request.ctx, actorOf(request), request.params.webhookId),
  )

  app.patch(
    '/webhooks/:webhookId',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        params: WebhookParams,
        headers: IfMatch,
        body: ChangeWebhook,
        response: { 200: Webhook, ...problems },
      },
    },
    async (request, reply) => {
      const target = { id: request.params.webhookId, expectedVersion: expectedVersion(request.headers) }
      const webhook = await changeWebhook(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(webhook.version)).send(webhook)
    },
  )

  app.delete(
    '/webhooks/:webhookId',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Remove a webhook',
        description: 'What waits for it is not sent any more, and its log goes with it.',
        params: WebhookParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await removeWebhook(request.ctx, actorOf(request), request.params.webhookId)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/webhooks/:webhookId/secret',
    {
      schema: {
        tags,
        summary: 'Renew the secret of a webhook',
        description: 'The secret before signs beside the new one for 24 hours.',
        params: WebhookParams,
        response: { 200: IssuedWebhook, ...problems },
      },
      config: { access: 'superadmin', answersSecret: true },
    },
    async (request) => renewSecret(request.ctx, actorOf(request), request.params.webhookId),
  )

  app.post(
    '/webhooks/:webhookId/tests',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Send a test to a webhook',
        description: 'Sends a `webhook.test`; what comes of it stands in the delivery that is answered.',
        params: WebhookParams,
        response: { 202: DeliveryDetails, ...problems },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request)
      const deliveryId = await testWebhook(request.ctx, actor, request.params.webhookId)
      return reply.status(202).send(await getDelivery(request.ctx, actor, deliveryId))
    },
  )
}

/** What was sent to them. */
export function deliveriesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/webhook-deliveries',
    {
      config: { access: 'superadmin' },
      schema: { tags, querystring: FindDeliveries, response: { 200: listOf(Delivery), ...problems } },
    },
    (request) => listDeliveries(request.ctx, actorOf(request), request.query),
  )

  app.get(
    '/webhook-deliveries/:deliveryId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: DeliveryParams, response: { 200: DeliveryDetails, ...problems } },
    },
    (request) => getDelivery(request.ctx, actorOf(request), request.params.deliveryId),
  )

  app.post(
    '/webhook-deliveries/:deliveryId/tries',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Send a delivery again',
        description: 'At once, under the same `webhook-id`.',
        params: DeliveryParams,
        response: { 202: DeliveryDetails, ...problems },
      },
    },
    async (request, reply) =>
      reply.status(202).send(await sendAgain(request.ctx, actorOf(request), request.params.deliveryId)),
  )
}
