import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { originOf } from '../../../http/origin.ts'
import { IfMatch, listOf, problems } from '../../../http/schemas.ts'
import { AppParams } from '../../platform/apps/apps.schemas.ts'
import {
  Account,
  AccountCheck,
  AccountParams,
  ChangeAccount,
  ConferencingTool,
  DirectoryPage,
  DirectoryQuery,
  NewAccount,
  NewHost,
  OrganizerParams,
  Pairing,
  UnknownRoom,
} from './accounts.schemas.ts'
import {
  changeAccount,
  createAccount,
  deleteAccount,
  getAccount,
  listAccounts,
  listConferencingTools,
} from './accounts.service.ts'
import { addHost, searchDirectory } from './hosts.service.ts'
import {
  checkAccount,
  listUnknownRooms,
  recheckAccount,
  removeOrganizer,
} from './organizer-changes.service.ts'
import { beginPairing } from './pairing.service.ts'

export function accountsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['accounts']

  app.get(
    '/apps/:appId/accounts',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AppParams, response: { 200: listOf(Account), ...problems } },
    },
    async (request) => ({
      items: await listAccounts(request.ctx, actorOf(request), request.params.appId),
      nextCursor: null,
    }),
  )

  app.post(
    '/apps/:appId/accounts',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AppParams, body: NewAccount, response: { 201: Account, ...problems } },
    },
    async (request, reply) => {
      const account = await createAccount(request.ctx, actorOf(request), {
        appId: request.params.appId,
        ...request.body,
      })
      return reply.status(201).header('etag', etag(account.version)).send(account)
    },
  )

  app.get(
    '/accounts/:accountId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AccountParams, response: { 200: Account, ...problems } },
    },
    async (request, reply) => {
      const account = await getAccount(request.ctx, actorOf(request), request.params.accountId)
      return reply.header('etag', etag(account.version)).send(account)
    },
  )

  app.patch(
    '/accounts/:accountId',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        params: AccountParams,
        headers: IfMatch,
        body: ChangeAccount,
        response: { 200: Account, ...problems },
      },
    },
    async (request, reply) => {
      const target = {
        accountId: request.params.accountId,
        expectedVersion: expectedVersion(request.headers),
      }
      const account = await changeAccount(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(account.version)).send(account)
    },
  )

  app.delete(
    '/accounts/:accountId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AccountParams, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      await deleteAccount(request.ctx, actorOf(request), request.params.accountId)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/accounts/:accountId/pairings',
    {
      schema: { tags, params: AccountParams, response: { 201: Pairing, ...problems } },
      config: { access: 'superadmin', answersSecret: true },
    },
    async (request, reply) => {
      const authorizeUrl = await beginPairing(
        request.ctx,
        actorOf(request),
        request.params.accountId,
        originOf(request),
      )
      return reply.status(201).send({ authorizeUrl })
    },
  )

  app.get(
    '/accounts/:accountId/check',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AccountParams, response: { 200: AccountCheck, ...problems } },
    },
    (request) => checkAccount(request.ctx, actorOf(request), request.params.accountId),
  )

  app.post(
    '/accounts/:accountId/checks',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary:
          'Check an account that is checked in place of paired; it is used from then on, or says what to mend',
        params: AccountParams,
        response: { 200: Account, ...problems },
      },
    },
    (request) => recheckAccount(request.ctx, actorOf(request), request.params.accountId),
  )

  app.get(
    '/accounts/:accountId/unknown-rooms',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AccountParams, response: { 200: listOf(UnknownRoom), ...problems } },
    },
    async (request) => ({
      items: await listUnknownRooms(request.ctx, actorOf(request), request.params.accountId),
      nextCursor: null,
    }),
  )

  app.get(
    '/accounts/:accountId/directory',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Look for users of the tool who could host, where hosts are chosen from its directory',
        params: AccountParams,
        querystring: DirectoryQuery,
        response: { 200: DirectoryPage, ...problems },
      },
    },
    (request) => searchDirectory(request.ctx, actorOf(request), request.params.accountId, request.query),
  )

  app.post(
    '/accounts/:accountId/organizers',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Let a user of the tool’s directory host rooms of the account; twice is once',
        params: AccountParams,
        body: NewHost,
        response: { 200: Account, ...problems },
      },
    },
    (request) => addHost(request.ctx, actorOf(request), request.params.accountId, request.body.userKey),
  )

  app.delete(
    '/accounts/:accountId/organizers/:organizerId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: OrganizerParams, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      const organizerId = request.params.organizerId
      const target = { accountId: request.params.accountId, organizerId }
      await removeOrganizer(request.ctx, actorOf(request), target)
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/conferencing-tools',
    {
      config: { access: 'planner' },
      schema: { tags, response: { 200: listOf(ConferencingTool), ...problems } },
    },
    async (request) => ({
      items: await listConferencingTools(request.ctx, actorOf(request)),
      nextCursor: null,
    }),
  )
}
