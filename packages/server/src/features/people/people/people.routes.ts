import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { sendCsv } from '../../../http/file.ts'
import { IfMatch, listOf, problems } from '../../../http/schemas.ts'
import { exportPeople } from './export.service.ts'
import { mergePeople } from './merge.service.ts'
import {
  ChangePerson,
  FindPeople,
  MergePerson,
  NewPerson,
  PeopleOfFile,
  Person,
  PersonDetails,
  PersonParams,
} from './people.schemas.ts'
import { changePerson, createPerson, findPeople, getPerson, invitePerson } from './people.service.ts'
import { endLoginsOf, sendPasswordReset, takeSecondFactor } from './rescue.service.ts'

export function peopleRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['people']
  const one = { 200: PersonDetails, ...problems }

  app.get(
    '/people',
    {
      config: { access: 'planner' },
      schema: { tags, querystring: FindPeople, response: { 200: listOf(Person), ...problems } },
    },
    (request) => findPeople(request.ctx, actorOf(request), request.query),
  )

  app.get(
    '/people/export.csv',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'People as a table',
        description: 'With a heading that the import knows. 100,000 people at most.',
        querystring: PeopleOfFile,
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) =>
      sendCsv(reply, 'people.csv', await exportPeople(request.ctx, actorOf(request), request.query)),
  )

  app.post(
    '/people',
    {
      config: { access: 'superadmin' },
      schema: { tags, body: NewPerson, response: { 201: PersonDetails, ...problems } },
    },
    async (request, reply) => {
      const person = await createPerson(request.ctx, actorOf(request), request.body)
      return reply.status(201).header('etag', etag(person.version)).send(person)
    },
  )

  app.get(
    '/people/:personId',
    { config: { access: 'superadmin' }, schema: { tags, params: PersonParams, response: one } },
    async (request, reply) => {
      const person = await getPerson(request.ctx, actorOf(request), request.params.personId)
      return reply.header('etag', etag(person.version)).send(person)
    },
  )

  app.patch(
    '/people/:personId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: PersonParams, headers: IfMatch, body: ChangePerson, response: one },
    },
    async (request, reply) => {
      const target = { id: request.params.personId, expectedVersion: expectedVersion(request.headers) }
      const person = await changePerson(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(person.version)).send(person)
    },
  )

  app.post(
    '/people/:personId/invitation',
    { config: { access: 'superadmin' }, schema: { tags, params: PersonParams, response: one } },
    (request) => invitePerson(request.ctx, actorOf(request), request.params.personId),
  )

  app.post(
    '/people/:personId/merge',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: PersonParams, body: MergePerson, response: one },
    },
    (request) => {
      const duplicateId = request.body.duplicateId
      const pair = { personId: request.params.personId, duplicateId }
      return mergePeople(request.ctx, actorOf(request), pair)
    },
  )

  app.post(
    '/people/:personId/password-reset',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: PersonParams, response: { 202: z.null(), ...problems } },
    },
    async (request, reply) => {
      await sendPasswordReset(request.ctx, actorOf(request), request.params.personId)
      return reply.status(202).send(null)
    },
  )

  app.delete(
    '/people/:personId/logins',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: PersonParams, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      await endLoginsOf(request.ctx, actorOf(request), request.params.personId)
      return reply.status(204).send(null)
    },
  )

  app.delete(
    '/people/:personId/second-factor',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: PersonParams, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      await takeSecondFactor(request.ctx, actorOf(request), request.params.personId)
      return reply.status(204).send(null)
    },
  )
}
