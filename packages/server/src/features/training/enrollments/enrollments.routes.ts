import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import { actorOf } from '../../../http/actor.ts'
import { sendCsv } from '../../../http/file.ts'
import { listOf, problems } from '../../../http/schemas.ts'
import { CourseParams } from '../courses/courses.schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { changeMany, enrollIntoSessions, enrollMany } from './bulk.service.ts'
import {
  ChangedMany,
  ChangeMany,
  EnrolledIntoSessions,
  EnrolledMany,
  EnrollIntoSessions,
  EnrollMany,
  Enrollment,
  EnrollmentChange,
  EnrollmentList,
  EnrollmentMove,
  EnrollmentParams,
  FindEnrollments,
  FindOwnEnrollments,
  NewEnrollment,
  OwnEnrollment,
  OwnPlace,
  Removal,
  SessionSeats,
} from './enrollments.schemas.ts'
import {
  enroll,
  exportEnrollments,
  listEnrollments,
  listHistory,
  moveEnrollment,
  unenroll,
} from './enrollments.service.ts'
import { getSeats } from './seats.service.ts'
import {
  enrollMyself,
  getOwnPlace,
  listOwnEnrollments,
  listOwnPlaces,
  withdraw,
} from './self-enrollment.service.ts'

const tags = ['enrollments']
const done = { 204: z.null(), ...problems }
const placeOf = (params: { sessionId: SessionId; personId: PersonId }) => ({
  sessionId: params.sessionId,
  personId: params.personId,
})

export function enrollmentsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/sessions/:sessionId/enrollments',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        params: SessionParams,
        querystring: FindEnrollments,
        response: { 200: EnrollmentList, ...problems },
      },
    },
    (request) => listEnrollments(request.ctx, actorOf(request), request.params.sessionId, request.query),
  )
  app.get(
    '/sessions/:sessionId/seats',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Read how the places of a session were taken, day by day',
        params: SessionParams,
        response: { 200: SessionSeats, ...problems },
      },
    },
    (request) => getSeats(request.ctx, actorOf(request), request.params.sessionId),
  )
  app.get(
    '/sessions/:sessionId/enrollments.csv',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Everybody who has, wants or had a place, as a table',
        params: SessionParams,
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const file = await exportEnrollments(request.ctx, actorOf(request), request.params.sessionId)
      return sendCsv(reply, 'enrollments.csv', file)
    },
  )
  app.post(
    '/sessions/:sessionId/enrollments',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        params: SessionParams,
        body: NewEnrollment,
        response: { 201: Enrollment, ...problems },
      },
    },
    async (request, reply) => {
      const { personId, whenFull } = request.body
      const sessionId = request.params.sessionId
      const actor = actorOf(request)
      return reply.status(201).send(await enroll(request.ctx, actor, sessionId, personId, whenFull))
    },
  )
  app.delete(
    '/sessions/:sessionId/enrollments/:personId',
    {
      config: { access: 'planner-of-session' },
      schema: { tags, params: EnrollmentParams, querystring: Removal, response: done },
    },
    async (request, reply) => {
      const { sessionId, personId } = placeOf(request.params)
      await unenroll(request.ctx, actorOf(request), sessionId, personId, request.query.reason)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/sessions/:sessionId/enrollments/:personId/move',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        params: EnrollmentParams,
        body: EnrollmentMove,
        response: { 200: Enrollment, ...problems },
      },
    },
    (request) => {
      const { sessionId, whenFull } = request.body
      const from = placeOf(request.params)
      return moveEnrollment(request.ctx, actorOf(request), from, sessionId, whenFull)
    },
  )
  app.get(
    '/sessions/:sessionId/enrollments/:personId/history',
    {
      config: { access: 'planner-of-session' },
      schema: { tags, params: EnrollmentParams, response: { 200: listOf(EnrollmentChange), ...problems } },
    },
    async (request) => {
      const { sessionId, personId } = placeOf(request.params)
      return {
        items: await listHistory(request.ctx, actorOf(request), sessionId, personId),
        nextCursor: null,
      }
    },
  )
  bulkRoutes(fastify)
  ownRoutes(fastify)
}

/** What is done with many at once, after a look at what would happen. */
function bulkRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.post(
    '/sessions/:sessionId/enrollments/import',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Enroll many: addresses, people or a group',
        params: SessionParams,
        body: EnrollMany,
        response: { 200: EnrolledMany, ...problems },
      },
    },
    (request) => enrollMany(request.ctx, actorOf(request), request.params.sessionId, request.body),
  )
  app.post(
    '/sessions/:sessionId/enrollments/changes',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Approve, remove or move many',
        params: SessionParams,
        body: ChangeMany,
        response: { 200: ChangedMany, ...problems },
      },
    },
    (request) => changeMany(request.ctx, actorOf(request), request.params.sessionId, request.body),
  )
  app.post(
    '/courses/:courseId/enrollments/import',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Enroll many into several sessions of a course',
        params: CourseParams,
        body: EnrollIntoSessions,
        response: { 200: EnrolledIntoSessions, ...problems },
      },
    },
    (request) => {
      const courseId = request.params.courseId
      return enrollIntoSessions(request.ctx, actorOf(request), courseId, request.body)
    },
  )
}

/** What people do for themselves. */
function ownRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/me/enrollments',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        querystring: FindOwnEnrollments,
        response: { 200: listOf(OwnEnrollment), ...problems },
      },
    },
    (request) => listOwnEnrollments(request.ctx, actorOf(request), request.query),
  )
  app.get(
    '/courses/:courseId/my-places',
    {
      config: { access: 'reader-of-course' },
      schema: {
        tags,
        summary: 'What one has and may do in each session of a course',
        params: CourseParams,
        response: { 200: listOf(OwnPlace), ...problems },
      },
    },
    async (request) => ({
      items: await listOwnPlaces(request.ctx, actorOf(request), request.params.courseId),
      nextCursor: null,
    }),
  )
  app.get(
    '/sessions/:sessionId/my-place',
    {
      config: { access: 'reader-of-course' },
      schema: { tags, params: SessionParams, response: { 200: OwnPlace, ...problems } },
    },
    (request) => getOwnPlace(request.ctx, actorOf(request), request.params.sessionId),
  )
  app.post(
    '/sessions/:sessionId/my-place',
    {
      config: { access: 'reader-of-course' },
      schema: { tags, params: SessionParams, response: { 200: OwnPlace, ...problems } },
    },
    (request) => enrollMyself(request.ctx, actorOf(request), request.params.sessionId),
  )
  app.delete(
    '/sessions/:sessionId/my-place',
    { config: { access: 'learner-with-place' }, schema: { tags, params: SessionParams, response: done } },
    async (request, reply) => {
      await withdraw(request.ctx, actorOf(request), request.params.sessionId)
      return reply.status(204).send(null)
    },
  )
}
