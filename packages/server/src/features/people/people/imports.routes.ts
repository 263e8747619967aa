import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { sendCsv } from '../../../http/file.ts'
import { listOf, problems } from '../../../http/schemas.ts'
import {
  beginImport,
  exportImport,
  getImport,
  listImportItems,
  listImports,
  tryImport,
} from './import.service.ts'
import {
  FindPersonImportItems,
  PersonImport,
  PersonImportItem,
  PersonImportParams,
} from './imports.schemas.ts'
import { ImportedPeople, ImportPeople } from './people.schemas.ts'

const IMPORT_BYTES = 10_000_000

export function importsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['people']

  app.post(
    '/people/imports',
    {
      config: { access: 'superadmin' },
      bodyLimit: IMPORT_BYTES,
      schema: {
        tags,
        summary: 'Import people from a table, or try it',
        description:
          'With `save: false`: what would become of each row. With `save: true`: it is done in the background; the import says how far it is, and what became of each row. 20,000 rows at most.',
        body: ImportPeople,
        response: { 200: ImportedPeople, 202: PersonImport, ...problems },
      },
    },
    async (request, reply) => {
      const { ctx, body } = request
      if (!body.save) return reply.status(200).send(await tryImport(ctx, actorOf(request), body.text))
      return reply.status(202).send(await beginImport(ctx, actorOf(request), body))
    },
  )

  app.get(
    '/people/imports',
    {
      config: { access: 'superadmin' },
      schema: { tags, response: { 200: listOf(PersonImport), ...problems } },
    },
    async (request) => ({ items: await listImports(request.ctx, actorOf(request)), nextCursor: null }),
  )

  app.get(
    '/people/imports/:importId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: PersonImportParams, response: { 200: PersonImport, ...problems } },
    },
    (request) => getImport(request.ctx, actorOf(request), request.params.importId),
  )

  app.get(
    '/people/imports/:importId/items',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        params: PersonImportParams,
        querystring: FindPersonImportItems,
        response: { 200: listOf(PersonImportItem), ...problems },
      },
    },
    (request) => listImportItems(request.ctx, actorOf(request), request.params.importId, request.query),
  )

  app.get(
    '/people/imports/:importId/report.csv',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: PersonImportParams, response: { 200: z.string(), ...problems } },
    },
    async (request, reply) => {
      const { importId } = request.params
      return sendCsv(reply, 'import.csv', await exportImport(request.ctx, actorOf(request), importId))
    },
  )
}
