import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { expectedVersion } from '../../../http/etag.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import { NewRecordStore, RecordStoreAnswer, RecordStoreTest } from './learning-records.schemas.ts'
import { getStore, removeStore, setStore, testStore } from './stores.service.ts'

/** Where statements of a platform go. */
export function learningRecordsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['platform']
  app.get(
    '/platform/record-store',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'The learning record store of the platform, and how far it is told',
        response: { 200: RecordStoreAnswer, ...problems },
      },
    },
    (request) => getStore(request.ctx, actorOf(request)),
  )
  app.put(
    '/platform/record-store',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Says where xAPI statements go',
        description: '`If-Match` names the version that it replaces, 0 where there is none.',
        headers: IfMatch,
        body: NewRecordStore,
        response: { 200: RecordStoreAnswer, ...problems },
      },
    },
    (request) => setStore(request.ctx, actorOf(request), expectedVersion(request.headers), request.body),
  )
  app.delete(
    '/platform/record-store',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Forgets the learning record store, and what it was told',
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await removeStore(request.ctx, actorOf(request))
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/platform/record-store/tests',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Asks the store whether address, name and secret are right',
        response: { 200: RecordStoreTest, ...problems },
      },
    },
    (request) => testStore(request.ctx, actorOf(request)),
  )
}
