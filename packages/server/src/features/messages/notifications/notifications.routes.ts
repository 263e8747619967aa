import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { countUnread, listNotifications, markAllRead, markRead } from './inbox.service.ts'
import {
  ChangePreferences,
  FindNotifications,
  NotificationList,
  NotificationParams,
  Preferences,
  Unread,
  Unsubscribe,
} from './notifications.schemas.ts'
import { changePreferences, listPreferences, unsubscribe } from './preferences.service.ts'

/** What a person was told, and what they want to be told. */
export function notificationsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['notifications']
  app.get(
    '/me/notifications',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'What I was told in the last 90 days, newest first',
        querystring: FindNotifications,
        response: { 200: NotificationList, ...problems },
      },
    },
    (request) => listNotifications(request.ctx, actorOf(request), request.query),
  )
  app.get(
    '/me/notifications/unread',
    { config: { access: 'signed-in' }, schema: { tags, response: { 200: Unread, ...problems } } },
    (request) => countUnread(request.ctx, actorOf(request)),
  )
  app.post(
    '/me/notifications/read',
    {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'Mark all as read', response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      await markAllRead(request.ctx, actorOf(request))
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/me/notifications/:notificationId/read',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'Mark one as read',
        params: NotificationParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await markRead(request.ctx, actorOf(request), request.params.notificationId)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/me/notification-preferences',
    { config: { access: 'signed-in' }, schema: { tags, response: { 200: Preferences, ...problems } } },
    (request) => listPreferences(request.ctx, actorOf(request)),
  )
  app.patch(
    '/me/notification-preferences',
    {
      config: { access: 'signed-in' },
      schema: { tags, body: ChangePreferences, response: { 200: Preferences, ...problems } },
    },
    (request) => changePreferences(request.ctx, actorOf(request), request.body),
  )
  app.post(
    '/unsubscriptions',
    {
      config: { access: 'link-holder' },
      schema: {
        tags,
        summary: 'No more reminders by mail',
        description: 'The token is in the link of each reminder. No sign-in is needed.',
        body: Unsubscribe,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await unsubscribe(request.ctx, request.body.token)
      return reply.status(204).send(null)
    },
  )
}

/** What mail programs ask when somebody presses their button (RFC 8058). A GET of the address is a page of ours. */
export function unsubscribeRoutes(app: FastifyInstance): void {
  app.register(async (scope) => {
    // Its body says nothing that the address does not.
    scope.addContentTypeParser(
      ['application/x-www-form-urlencoded', 'multipart/form-data'],
      (_request, payload, done) => {
        payload.resume()
        done(null, undefined)
      },
    )
    scope.post<{ Querystring: { token?: string } }>(
      '/unsubscribe',
      { config: { access: 'link-holder' }, schema: { hide: true } },
      async (request, reply) => {
        await unsubscribe(request.ctx, request.query.token ?? '')
        return reply.status(204).send()
      },
    )
  })
}
